"""What the search finds of pilots, and by which of their texts."""

from __future__ import annotations

from organizations.own.searched import OWN
from pilots.models import (
    Distribution,
    Kpi,
    Pilot,
    PilotEvent,
    Procurement,
    Publication,
    Speaker,
)
from platform_registry.search import register

register(
    Pilot,
    order=30,
    heading=("name", "detail_name"),
    texts=("content", "target", "method", "aim", "ingenuity", "result", "work", "department__name"),
    list_url_name="pilots",
    inside=OWN,
)
register(
    PilotEvent,
    order=35,
    heading=("name", "other_name"),
    texts=("theme", "kind", "venue", "content", "audience", "period_as_printed",
           "format_as_printed", "programme__text"),
)  # fmt: skip
register(
    Speaker,
    order=36,
    heading=("name",),
    texts=("affiliation", "organization__name", "part", "title"),
)
register(
    Procurement, order=37, heading=("vendor_name",), texts=("vendor__name", "use"), label="発注先"
)
register(
    Publication, order=38, heading=("name", "other_names"), texts=("kind", "accessibility", "note")
)
register(
    Distribution,
    order=39,
    heading=("place",),
    texts=("organization__name", "group", "note"),
    label="配布先",
)
register(Kpi, order=40, heading=("label",))
