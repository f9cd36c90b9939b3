"""What the search finds of meetings, and by which of their texts. Voices are never searched."""

from __future__ import annotations

from meetings.models import Action, AgendaItem, Decision, Hearing, Meeting, MeetingSeries, Opinion
from platform_registry.search import register

register(
    Meeting,
    order=50,
    heading=("title",),
    texts=("kind", "venue", "host", "summary_text", "date_as_printed",
           "attendances__name_as_printed", "attendances__organization__name"),
    list_url_name="meetings",
)  # fmt: skip
register(MeetingSeries, order=51, heading=("name",), texts=("frequency", "note"))
register(AgendaItem, order=52, heading=("text",))
register(Opinion, order=53, heading=("text",), texts=("theme", "speaker_kind"))
register(Decision, order=54, heading=("text",))
register(
    Action,
    order=55,
    heading=("text",),
    texts=("owner", "department__name"),
    list_url_name="actions",
)
register(
    Hearing,
    order=56,
    heading=("title",),
    texts=("counterpart", "breakdown", "asked", "findings"),
    list_url_name="hearings",
)
