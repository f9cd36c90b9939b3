"""All events over all pilots, with how many came, each way of counting in a column of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from organizations.places.filters import places_at
from organizations.sources.models import Exactness, Grain
from pilots.across.sums import turnouts
from pilots.budget import Group, groups
from pilots.models import AttendanceCount, PilotEvent
from platform_registry.lists import columns
from platform_registry.lists.filters import (
    ConditionsFilter,
    OptionsFilter,
    RelatedOptionsFilter,
    SearchFilter,
    years_at,
)
from platform_registry.lists.offers import ListFilters
from platform_registry.lists.page import ListPage
from platform_registry.lists.scopes import ALL
from platform_registry.lists.tables import ListTable

Counting = AttendanceCount.Counting
COUNT = {"td": {"class": "count"}}
BREAK = SafeString("<br>")


def _uncounted() -> Q:
    numbers = AttendanceCount.objects.exclude(value=None)
    return Q(~Exists(numbers.filter(event=OuterRef("pk"))))


class EventFilters(ListFilters):
    q = SearchFilter("行事名・テーマ・会場・事業名・連携PF")
    place = OptionsFilter(
        "自治体", places_at("pilot__platform__municipality"),
        field_name="pilot__platform__municipality",
    )  # fmt: skip
    year = OptionsFilter("年度", years_at("pilot__fiscal_year"), field_name="pilot__fiscal_year")
    kind = OptionsFilter("種類", PilotEvent.Kind.choices)
    counting = RelatedOptionsFilter(
        "人数の数え方",
        Counting.choices,
        rows=AttendanceCount.objects.all(),
        owner="event",
        at="counting",
    )
    without = ConditionsFilter("人数", {"none": ("人数の記載なし", _uncounted)})


def _lines(event: PilotEvent, counting: str) -> list[tuple[str, str]]:
    """(number, of what) of one way of counting: the whole first, then each place for itself."""
    found = [group for group in groups(event) if group.counting == Counting(counting).label]
    found.sort(key=lambda group: bool(group.place))
    return [line for group in found if (line := _line(group))[0]]


def _line(group: Group) -> tuple[str, str]:
    parts = "・".join(f"{p.category}{p.shown}" for p in group.parts if p.value is not None)
    if group.total is None:
        return parts, group.place
    return group.total.shown, "、".join(text for text in (group.place, parts) if text)


def _whole(event: PilotEvent, counting: str) -> Any:
    """For a file: the number where it is exact, else its words; nothing where there are two."""
    rows = [row for row in event.attendance.all() if row.counting == counting]
    rows = [row for row in rows if not row.category and not row.place and row.value is not None]
    if len(rows) != 1:
        return ""
    return rows[0].value if rows[0].exactness == Exactness.EXACT else rows[0].shown


class CountColumn(tables.Column):
    """How many people, counted in one way; ``counting`` says which."""

    def __init__(self, counting: Counting) -> None:
        super().__init__(str(counting.label), accessor="pk", attrs=COUNT)
        self.counting = counting


def days_of(event: PilotEvent) -> SafeString:
    """From when until when on two lines, which a short column doesn't break itself."""
    first, to, last = (event.period_shown or "記載なし").partition("～")
    return format_html("{}{}{}{}", first, to, BREAK if last else "", last)


class EventTable(ListTable):
    day = columns.Short("日", accessor="pk", order_by="starts_on")
    name = tables.Column("行事", order_by="name", attrs={"td": {"class": "named"}})
    municipality = columns.Short(
        "自治体",
        accessor="pilot__platform__municipality__name",
        order_by="pilot__platform__municipality__code",
    )
    platform = tables.Column("連携PF", accessor="pilot__platform__name", visible=False)
    pilot = tables.Column("試行的事業", accessor="pilot__name", visible=False)
    year = columns.Year("年度", accessor="pilot__fiscal_year", visible=False)
    kind = tables.Column("種類", visible=False)
    theme = tables.Column("テーマ", default="", visible=False)
    starts_on = columns.RoughDay("開始日", accessor="starts_told", default="", visible=False)
    ends_on = columns.RoughDay("終了日", accessor="ends_told", default="", visible=False)
    opens_at = columns.Clock("開場", default="", visible=False)
    starts_at = columns.Clock("開始時刻", default="", visible=False)
    ends_at = columns.Clock("終了時刻", default="", visible=False)
    venue = tables.Column("会場", default="", visible=False)
    format = columns.Short("形式", default="", visible=False)
    capacity = columns.Number("定員（計画）", default="", visible=False)
    audience = tables.Column("対象・参加を促した先", default="", visible=False)
    content = tables.Column("内容", default="", visible=False)
    attended = CountColumn(Counting.ATTENDED)
    total_visits = CountColumn(Counting.TOTAL_VISITS)
    applied = CountColumn(Counting.APPLIED)
    not_stated = CountColumn(Counting.NOT_STATED)
    all_counts = tables.Column("会場・区分ごとの人数（記載のとおり）", accessor="pk", visible=False)

    def render_day(self, record: PilotEvent) -> SafeString:
        return days_of(record)

    def value_day(self, record: PilotEvent) -> date | str | None:
        return record.starts_on if record.grain == Grain.DAY else record.period_shown

    def render_name(self, value: str, record: PilotEvent) -> SafeString:
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}　{}</span>',
            record.get_absolute_url(), value, record.get_kind_display(), record.pilot.name,
        )  # fmt: skip

    def value_all_counts(self, record: PilotEvent) -> str:
        rows = [row for row in record.attendance.all() if row.shown]
        return "\n".join(
            " ".join(part for part in (row.get_counting_display(), row.place, row.category, row.shown) if part)
            for row in rows
        )  # fmt: skip

    def render_attended(self, record: PilotEvent) -> SafeString:
        """The first of the four; of an event without any number it says so."""
        if not any(row.value is not None for row in record.attendance.all()):
            return SafeString('<span class="muted">記載なし</span>')
        return _cell(record, Counting.ATTENDED)

    def render_total_visits(self, record: PilotEvent) -> SafeString:
        return _cell(record, Counting.TOTAL_VISITS)

    def render_applied(self, record: PilotEvent) -> SafeString:
        return _cell(record, Counting.APPLIED)

    def render_not_stated(self, record: PilotEvent) -> SafeString:
        return _cell(record, Counting.NOT_STATED)

    def value_attended(self, record: PilotEvent) -> Any:
        return _whole(record, Counting.ATTENDED)

    def value_total_visits(self, record: PilotEvent) -> Any:
        return _whole(record, Counting.TOTAL_VISITS)

    def value_applied(self, record: PilotEvent) -> Any:
        return _whole(record, Counting.APPLIED)

    def value_not_stated(self, record: PilotEvent) -> Any:
        return _whole(record, Counting.NOT_STATED)


def _cell(event: PilotEvent, counting: Counting) -> SafeString:
    lines = [
        format_html('{} <span class="muted">{}</span>', number, of)
        for number, of in _lines(event, counting)
    ]
    return format_html_join(BREAK, "{}", ((line,) for line in lines))


class EventList(ListPage):
    queryset = PilotEvent.objects.all()
    filterset_class = EventFilters
    table_class = EventTable
    title, unit, default_sort = "行事と参加人数", "件", "-day"
    template_name = "answers.html"
    opens_on = ALL
    summary_template = "pilots/across/_turnouts.html"
    empty_hint = "行事は、試行的事業のページで加えます。"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rows = rows.select_related("pilot__platform__municipality")
        return rows.prefetch_related("attendance")

    def extra_context(self) -> dict[str, Any]:
        return {"turnouts": turnouts(self.filters("view").qs)}
