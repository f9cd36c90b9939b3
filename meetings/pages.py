"""Which records of this floor are entered through pages of their own, and with which fields."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import URLPattern

from meetings.models import (
    Action,
    AgendaItem,
    Attendance,
    Decision,
    Hearing,
    HearingVoice,
    Meeting,
    MeetingSeries,
    Opinion,
)
from organizations.sources.models import PERIOD_FIELDS, QUANTITY_FIELDS
from platform_registry.records.pages import RecordPages
from platform_registry.records.removal import RemovalPage
from platform_registry.signed_in import SignedInRequest


class VoicePages(RecordPages):
    """Who can't read what persons concerned said doesn't add to it either."""

    def fetch_parent(self, request: SignedInRequest, pk: int | None) -> Any:
        hearing = super().fetch_parent(request, pk)
        if hearing.platform_id not in request.user.cleared_for_voices():
            raise PermissionDenied("当事者の声は、閲覧を許可された人だけが加えられます。")
        return hearing


PAGES = (
    # Recorded on a page of their own (`meetings.recording`).
    RemovalPage(Meeting, archive="先に、この会議につながる記録を直してください。"),
    RecordPages(MeetingSeries, ("name", "frequency", "note")),
    RecordPages(
        Attendance,
        ("organization", "department", "name_as_printed", "side", "post", "heads", "exactness"),
    ),
    RecordPages(AgendaItem, ("number", "text", "pilots")),
    RecordPages(Decision, ("text",)),
    RecordPages(
        Action, ("text", "department", "owner", "due_on", "state")
    ),
    RecordPages(
        Opinion,
        ("theme", "text", "speaker_kind", "meeting", "pilot", "position", "shared"),
    ),
    RecordPages(
        Hearing,
        (
            "platform", "title", "counterpart", "breakdown", "pilot", "meeting",
            *QUANTITY_FIELDS, *PERIOD_FIELDS, "organizations", "departments", "asked",
            "findings", "shared",
        ),
    ),
    VoicePages(HearingVoice, ("text", "consent")),
)  # fmt: skip


def urls() -> list[URLPattern]:
    return [url for pages in PAGES for url in pages.urls()]
