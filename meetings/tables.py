from __future__ import annotations

from datetime import timedelta

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from meetings.models import Action, Hearing, Meeting
from platform_registry.japanese import era_date
from platform_registry.lists import columns
from platform_registry.lists.tables import ListTable
from platform_registry.pages.chips import chip, colours

colours(Action, under_way="yellow", done="green")
BREAK = SafeString("<br>")


def hours(duration: timedelta) -> str:
    """2時間、1時間15分、45分"""
    whole, minutes = divmod(int(duration.total_seconds()) // 60, 60)
    parts = (f"{whole:,}時間" if whole else "", f"{minutes}分" if minutes else "")
    return "".join(parts) or "0分"


class MeetingTable(ListTable):
    held_on = columns.Day("開催日", order_by="held_on", empty_values=())
    title = tables.Column("会議名", order_by="title")
    municipality = columns.Short(
        "自治体", accessor="platform__municipality__name", order_by="platform__municipality__code"
    )
    kind = columns.Short("種類", order_by="kind")
    fiscal_year = columns.Year("年度", order_by="fiscal_year")
    duration = columns.Short("時間", order_by="duration", default="")
    people = tables.Column("相手・出席", accessor="pk")

    def render_duration(self, value: timedelta) -> str:
        return hours(value)

    def value_duration(self, value: timedelta | None) -> str:
        """As a spreadsheet reads it: 1:15."""
        if value is None:
            return ""
        whole, minutes = divmod(int(value.total_seconds()) // 60, 60)
        return f"{whole}:{minutes:02}"

    def render_held_on(self, record: Meeting) -> SafeString:
        if record.held_on is None:
            return format_html(
                '<span class="muted">{}</span>', record.date_as_printed or "日付未確認"
            )
        doubt = BREAK + chip("曜日を確認", "yellow") if record.weekday_differs else ""
        return format_html("{}{}", era_date(record.held_on), doubt)

    def value_held_on(self, record: Meeting) -> object:
        return record.held_on

    def render_title(self, value: str, record: Meeting) -> SafeString:
        lock = chip("守秘" if record.is_secret else "", "lock")
        return format_html('<a href="{}">{}</a> {}', record.get_absolute_url(), value, lock)

    def render_people(self, record: Meeting) -> str:
        return "、".join(dict.fromkeys(str(a) for a in record.attendances.all()))

    value_people = render_people


class ActionTable(ListTable):
    due_on = columns.Day("期限", order_by="due_on", empty_values=())
    text = tables.Column("すること")
    owner = tables.Column("担当", accessor="pk")
    state = columns.Short("状態", order_by="state")
    meeting = tables.Column("もと", accessor="meeting")

    def row_class(self, record: Action) -> str:
        return "problem" if record.overdue else ""

    def render_due_on(self, record: Action) -> SafeString:
        if record.due_on is None:
            return SafeString("期限なし")
        late = BREAK + chip("期限を過ぎています", "orange") if record.overdue else ""
        return format_html("{}{}", era_date(record.due_on), late)

    def value_due_on(self, record: Action) -> object:
        return record.due_on

    def render_owner(self, record: Action) -> str:
        return str(record.department or record.owner)

    value_owner = render_owner

    def render_meeting(self, record: Action) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.meeting.get_absolute_url(), record.meeting)

    def value_meeting(self, record: Action) -> str:
        return str(record.meeting)


class HearingTable(ListTable):
    title = tables.Column("ヒアリング", order_by="title")
    municipality = columns.Short(
        "自治体", accessor="platform__municipality__name", order_by="platform__municipality__code"
    )
    counterpart = columns.Short("相手の種別", order_by="counterpart")
    breakdown = tables.Column("内訳", default="")
    number = columns.Short("件数", accessor="shown", default="")
    period = tables.Column("時期", accessor="period_shown", default="")
    pilot = tables.Column("試行的事業", accessor="pilot", default="")

    def render_title(self, value: str, record: Hearing) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_pilot(self, record: Hearing) -> str:
        return str(record.pilot or "")
