"""The parts of the page on which a pilot is recorded."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Max

from organizations.sources.models import SOURCE_FIELDS
from pilots.forms import PilotForm
from pilots.models import (
    AttendanceCount,
    Kpi,
    PilotEvent,
    Procurement,
    Publication,
    Speaker,
)
from pilots.recording.forms import CountRow, EventRow, KpiRow, OfEventRow, OrderRow
from platform_registry.grids.cells import Cell, Column, cell_of
from platform_registry.grids.sections import FormSection, GridSection


class Basics(FormSection):
    key, title = "basics", "基本"
    form = PilotForm
    fields = (
        Column("name", 6),
        Column("fiscal_year", 2),
        Column("number", 1, number=True),
        Column("department", 3),
        Column("work", 3),
        Column("state", 3),
        Column("starts_on", 3),
        Column("ends_on", 3),
        Column("aim", 6, lines=3),
        Column("content", 6, lines=3),
        Column("ingenuity", 6, lines=3),
        Column("result", 6, lines=3),
        Column("target", 6, lines=2),
        Column("method", 6, lines=2),
        Column("targets", 6),
        Column("surveys", 6),
        Column("result_of", 6),
        Column("shared", 6),
    )
    printed = ("detail_name", "detail_number", "grain", "period_as_printed", *SOURCE_FIELDS)

    @property
    def cells(self) -> list[Cell]:
        """With the municipality's own behind the others."""
        own = (Column(field.name, 3) for field in self.content.own_asked)
        return [*super().cells, *(cell_of(self.content, column) for column in own)]


class Rows(GridSection):
    """Rows of the pilot; which are stored, the statements beside them are asked for."""

    def rows(self) -> Any:
        return super().rows().select_related("source")

    @property
    def stored(self) -> list[Any]:
        return list(self.content.shown)


class Indicators(Rows):
    key, title, model, parent = "kpis", "KPIと結果", Kpi, "pilot"
    form = KpiRow
    hint = "型を選ばないと、結果の書き方から決めます"
    columns = (
        Column("label", hint="指標を入力して行を足す"),
        Column("type", 7),
        Column("goal", 5, number=True),
        Column("result", 8, "例 約100、72%"),
        Column("unit", 4),
        Column("as_of", 9),
        Column("evidence", 8, "例 受付簿"),
    )
    printed = ("origin", "baseline", "base", "as_printed", *SOURCE_FIELDS)

    def rows(self) -> Any:
        return super().rows().prefetch_related("readings__survey")

    def _settle(self, row: Any) -> None:
        """A new one stands behind those there are."""
        if row.pk is None:
            last = Kpi.objects.filter(pilot=self.editing.record).aggregate(n=Max("number"))["n"]
            row.number = (last or 0) + 1
        super()._settle(row)


class Orders(Rows):
    key, title, model, parent = "orders", "発注", Procurement, "pilot"
    form = OrderRow
    columns = (
        Column("vendor_name", hint="発注先を入力して行を足す"),
        Column("use", 12),
        Column("amount", 10, "例 200万円", number=True),
        Column("state", 9),
    )
    printed = ("vendor", "person", "as_printed", *SOURCE_FIELDS)


class Events(Rows):
    key, title, model, parent = "events", "行事", PilotEvent, "pilot"
    form = EventRow
    columns = (
        Column("name", hint="行事を入力して行を足す"),
        Column("kind", 11),
        Column("starts_on", 10),
        Column("hours", 9, "例 19-2030"),
        Column("venue", 14),
    )
    printed = (
        "other_name", "theme", "ends_on", "grain", "period_as_printed", "weekday_as_printed",
        "opens_at", "format", "format_as_printed", "capacity", "audience", "content",
        *SOURCE_FIELDS,
    )  # fmt: skip


class OfEvents(Rows):
    """Rows that hang on one of the pilot's events, which each of them names."""

    parent = ""
    form = OfEventRow

    def rows(self) -> Any:
        rows: Any = self.model._default_manager.all()
        rows = rows.editable_by(self.editing.user).filter(event__pilot=self.editing.record)
        return rows.select_related("event", "source")

    def _stored(self) -> list[Any]:
        found = list(self.rows())
        for row in found:
            row.event.pilot = self.editing.record
            row.events_of_pilot = self._events
        return found

    def fresh(self) -> Any:
        row: Any = self.model()
        row.events_of_pilot = self._events
        return row

    @cached_property
    def _events(self) -> list[PilotEvent]:
        return list(PilotEvent.objects.filter(pilot=self.editing.record))

    def _settle(self, row: Any) -> None:
        """The event it names is stored already."""


class Counts(OfEvents):
    key, title, model = "counts", "人数", AttendanceCount
    hint = "行事を保存してから。数え方の違う数は足しません"
    form = CountRow
    columns = (
        Column("event"),
        Column("counting", 12),
        Column("category", 14, "空欄なら全体"),
        Column("heads", 8, "例 約100", number=True),
    )
    printed = ("place", "percent", "unit", "as_printed", *SOURCE_FIELDS)


class Speakers(OfEvents):
    key, title, model = "speakers", "登壇", Speaker
    columns = (
        Column("event", 11),
        Column("part", 8, "例 講演"),
        Column("name", 8, "氏名"),
        Column("affiliation"),
        Column("title"),
    )
    printed = ("organization", *SOURCE_FIELDS)


class Publications(Rows):
    key, title, model, parent = "publications", "広報物", Publication, "pilot"
    columns = (
        Column("name", hint="名前を入力して行を足す"),
        Column("kind", 12),
        Column("starts_on", 10),
        Column("note", 16),
    )
    printed = (
        "other_names", "ends_on", "grain", "period_as_printed", "accessibility",
        "copies_as_printed", *SOURCE_FIELDS,
    )  # fmt: skip
