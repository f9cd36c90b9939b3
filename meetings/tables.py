from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from meetings.models import Action, AgendaItem, Decision, Hearing, Meeting
from pilots.models import Pilot
from platform_registry.japanese import era_date
from platform_registry.lists import columns
from platform_registry.lists.tables import ListTable, by_key
from platform_registry.pages.chips import chip, colours

colours(Action, under_way="yellow", done="green")
BREAK = SafeString("<br>")


def hours(duration: timedelta) -> str:
    """2時間、1時間15分、45分"""
    whole, minutes = divmod(int(duration.total_seconds()) // 60, 60)
    parts = (f"{whole:,}時間" if whole else "", f"{minutes}分" if minutes else "")
    return "".join(parts) or "0分"


class MeetingTable(ListTable):
    """``request`` says who asks, in files too: not everybody knows of every pilot."""

    held_on = columns.Day("開催日", order_by="held_on", empty_values=())
    title = tables.Column("会議名", order_by="title")
    municipality = columns.Short(
        "自治体", accessor="platform__municipality__name", order_by="platform__municipality__code"
    )
    kind = columns.Short("種類", order_by="kind")
    fiscal_year = columns.Year("年度", order_by="fiscal_year")
    duration = columns.Short("時間", order_by="duration", default="")
    people = tables.Column("相手・出席", accessor="pk")
    number = columns.Number("No.・回次", default="", visible=False)
    platform = tables.Column("連携PF", accessor="platform__name", visible=False)
    layer = tables.Column("層", accessor="layer__name", default="", visible=False)
    series = tables.Column("会議体", accessor="series__name", default="", visible=False)
    state = columns.Short("予定・実施", visible=False)
    mode = columns.Short("開き方", default="", visible=False)
    starts_at = columns.Clock("開始", default="", visible=False)
    ends_at = columns.Clock("終了", default="", visible=False)
    venue = tables.Column("会場", default="", visible=False)
    host = tables.Column("運営・進行", default="", visible=False)
    agenda = columns.Several("議題")
    summary_text = tables.Column("概要", default="", visible=False)
    decisions = columns.Several("決まったこと")
    pilots = columns.Several("関係する試行的事業")
    next_on = columns.Day("次回", default="", visible=False)
    next_starts_at = columns.Clock("次回の開始", default="", visible=False)
    next_ends_at = columns.Clock("次回の終了", default="", visible=False)
    next_venue = tables.Column("次回の会場", default="", visible=False)
    confidential = columns.YesNo("守秘", accessor="is_secret", visible=False)
    shared = columns.YesNo("ほかの自治体に見せる", visible=False)

    def render_duration(self, value: timedelta) -> str:
        return hours(value)

    def gather_agenda(self, keys: Sequence[int]) -> dict[int, list[str]]:
        told = AgendaItem.objects.visible_to(self.request.user)
        items = told.filter(meeting__pk__in=keys).order_by("number", "pk")
        return by_key(items.values_list("meeting", "text"))

    def gather_decisions(self, keys: Sequence[int]) -> dict[int, list[str]]:
        told = Decision.objects.visible_to(self.request.user)
        made = told.filter(meeting__pk__in=keys).order_by("pk")
        return by_key(made.values_list("meeting", "text"))

    def gather_pilots(self, keys: Sequence[int]) -> dict[int, list[str]]:
        named = Pilot.objects.visible_to(self.request.user).filter(meetings__pk__in=keys)
        return by_key(named.order_by("fiscal_year", "number").values_list("meetings__pk", "name"))

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
    department = tables.Column("担当（部署）", default="", visible=False)
    owner_as_written = tables.Column("担当（表記）", accessor="owner", default="", visible=False)
    held_on = columns.Day("会議の開催日", accessor="meeting__held_on", default="", visible=False)
    platform = tables.Column("連携PF", accessor="meeting__platform__name", visible=False)
    municipality = columns.Short(
        "自治体", accessor="meeting__platform__municipality__name", visible=False
    )

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
    platform = tables.Column("連携PF", accessor="platform__name", visible=False)
    meeting = columns.Several("会議・打合せ")
    value = columns.Number("件数（数値）", default="", visible=False)
    unit = columns.Short("単位", default="", visible=False)
    exactness = columns.Short("正確さ", visible=False)
    starts_on = columns.RoughDay("開始日", accessor="starts_told", default="", visible=False)
    ends_on = columns.RoughDay("終了日", accessor="ends_told", default="", visible=False)
    organizations = columns.Several("相手（団体）")
    departments = columns.Several("相手（部署）")
    asked = tables.Column("聞いたこと", default="", visible=False)
    findings = tables.Column("分かったこと（要旨）", default="", visible=False)
    shared = columns.YesNo("ほかの自治体に見せる", visible=False)

    def gather_meeting(self, keys: Sequence[int]) -> dict[int, list[str]]:
        """A hearing is shown to more people than the meeting it was held in."""
        named = Meeting.objects.visible_to(self.request.user).filter(hearings__pk__in=keys)
        return by_key(named.values_list("hearings__pk", "title"))

    def gather_organizations(self, keys: Sequence[int]) -> dict[int, list[str]]:
        links = Hearing.organizations.through.objects.filter(hearing__pk__in=keys)
        return by_key(links.order_by("pk").values_list("hearing", "organization__name"))

    def gather_departments(self, keys: Sequence[int]) -> dict[int, list[str]]:
        links = Hearing.departments.through.objects.filter(hearing__pk__in=keys)
        named = links.order_by("pk").select_related("department__parent")
        return by_key((link.hearing_id, str(link.department)) for link in named)

    def render_title(self, value: str, record: Hearing) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_pilot(self, record: Hearing) -> str:
        return str(record.pilot or "")
