"""Bodies invited to a meeting, many at once: registered into the list of organizations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from meetings import actions
from meetings.models import Attendance, Meeting
from organizations.bulk.acts import BulkForm
from organizations.models import Organization
from platform_registry.bulk.acts import Act, Line, register
from platform_registry.forms.ruled import RecordField, the_field
from platform_registry.japanese import era_date

RECENT = timedelta(days=60)
INVITED_ALREADY = "すでにこの会議の出席に入っています。"


class InviteForm(BulkForm):
    meeting = RecordField(
        Meeting.objects.none(),
        label="招く会議",
        empty_label="選んでください",
        help_text="これからの会議、日付のない会議、この60日の会議から選べます。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        since = timezone.localdate() - RECENT
        meetings = Meeting.objects.editable_by(self.user).select_related("platform")
        soon = meetings.filter(Q(held_on__gte=since) | Q(held_on=None))
        field = the_field(self, "meeting")
        field.queryset = soon.order_by(F("held_on").desc(nulls_last=True), "-pk")
        field.label_from_instance = _named


def _named(meeting: Meeting) -> str:
    day = era_date(meeting.held_on) if meeting.held_on else "日付なし"
    return f"{meeting.title}（{day}）"


@register(Organization, "invite", "会議に招く", order=20)
class Invite(Act):
    form_class = InviteForm

    @property
    def said(self) -> str:
        return f"会議「{self.given['meeting']}」に招く"

    def prepare(self, records: Sequence[Organization]) -> None:
        rows = Attendance.objects.visible_to(self.by).filter(meeting=self.given["meeting"])
        self.there = set(rows.values_list("organization", flat=True))

    def line(self, record: Organization) -> Line:
        if record.pk in self.there:
            return Line(record, left=INVITED_ALREADY)
        return Line(record, "", _named(self.given["meeting"]))

    def carry_out(self, record: Organization) -> dict[str, Any]:
        return actions.invite(record, self.given["meeting"], by=self.by)
