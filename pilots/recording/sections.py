"""The parts of the page on which a pilot is recorded."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Max

from organizations.sources.models import SOURCE_FIELDS
from pilots.forms import PilotForm
from pilots.models import (
    AttendanceCount,
    Distribution,
    Kpi,
    KpiReading,
    PilotEvent,
    Procurement,
    ProgrammeItem,
    Publication,
    Speaker,
)
from pilots.recording.beneath import BeneathRow, CountRow, NumberedRow, Owners
from pilots.recording.forms import EventRow, KpiRow, OrderRow, ResultRow
from pilots.recording.results import Grounds
from platform_registry.grids.cells import Cell, Column, cell_of
from platform_registry.grids.sections import FormSection, GridSection
from surveys.models import Survey


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


class Beneath(Rows):
    """Rows that hang on those of another grid, which each of them names."""

    parent = ""
    form: type[BeneathRow] = BeneathRow
    above: type[Rows]
    owner: str  # the foreign key by which they hang on them
    named_by = "name"  # the field by which they are called
    names: tuple[str, ...] = ()  # what else a row names, read with it

    def rows(self) -> Any:
        rows: Any = self.model._default_manager.all()
        within = {f"{self.owner}__{self.above.parent}": self.editing.record}
        found = rows.editable_by(self.editing.user).filter(**within)
        return found.select_related(self.owner, "source", *self.names)

    def _stored(self) -> list[Any]:
        found = list(self.rows())
        for row in found:
            setattr(getattr(row, self.owner), self.above.parent, self.editing.record)
            row.owners = self.owners
        return found

    def fresh(self) -> Any:
        row: Any = self.model()
        row.owners = self.owners
        return row

    @cached_property
    def owners(self) -> Owners:
        grid = self.editing.part(self.above.key)
        noun = str(self.above.model._meta.verbose_name)
        return Owners.of(grid, self.owner, noun, self.named_by)

    def _settle(self, row: Any) -> None:
        """What it names is stored already; where rows are counted, a new one comes last."""
        if row.pk is None and getattr(row, "number", 0) is None:
            owner = {self.owner: getattr(row, self.owner)}
            row.number = _next(self.model._default_manager.filter(**owner))


def _next(rows: Any) -> int:
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


class Indicators(Rows):
    key, title, model, parent = "kpis", "KPIと結果", Kpi, "pilot"
    form = KpiRow
    hint = "型を選ばないと、結果の書き方から決めます"
    columns = (
        Column("label", hint="指標を入力して行を足す"),
        Column("type", 7),
        Column("goal", 6, "例 80%", number=True),
        Column("result", 10, "例 約100、72%"),
        Column("unit", 4),
        Column("as_of", 9),
        Column("rests_on", 10, listed="named-grounds"),
    )
    printed = ("evidence", "origin", "baseline", "base", "as_printed", *SOURCE_FIELDS)

    def rows(self) -> Any:
        return super().rows().prefetch_related("readings")

    @cached_property
    def grounds(self) -> Grounds:
        events = Owners.of(self.editing.part(Events.key), "event", "行事")
        surveys = Survey.objects.offered_to(self.editing.user)
        return Grounds(events, list(self.editing.record.platform.narrow(surveys)))

    def _stored(self) -> list[Any]:
        found = super()._stored()
        for row in found:
            row.grounds = self.grounds
        return found

    def fill(self, row: Any) -> None:
        row.grounds = self.grounds

    def _settle(self, row: Any) -> None:
        """A new one stands behind those there are."""
        if row.pk is None:
            row.number = _next(Kpi.objects.filter(pilot=self.editing.record))
        super()._settle(row)


class Results(Beneath):
    key, title, model = "results", "これまでの結果", KpiReading
    above, owner, named_by = Indicators, "kpi", "label"
    names = ("survey", "event")
    hint = "年や時点ごとの結果。いちばん新しい結果は「KPIと結果」の行にあります"
    form = ResultRow
    columns = (
        Column("kpi", listed="named-kpis"),
        Column("result", 10, "例 約100、72%"),
        Column("as_of", 10),
        Column("rests_on", 13, listed="named-grounds"),
        Column("evidence", 10, "例 受付簿"),
    )
    printed = ("base", "as_printed", "approved_by", *SOURCE_FIELDS)

    def rows(self) -> Any:
        latest = [form.latest.pk for form in self.editing.part(self.above.key).content.forms]
        return super().rows().exclude(pk__in=[pk for pk in latest if pk is not None])

    @property
    def _grounds(self) -> Grounds:
        grounds: Grounds = self.editing.part(self.above.key).grounds
        return grounds

    def _stored(self) -> list[Any]:
        found = super()._stored()
        for row in found:
            row.grounds = self._grounds
        return found

    def fresh(self) -> Any:
        row = super().fresh()
        row.grounds = self._grounds
        return row


class Counts(Beneath):
    key, title, model = "counts", "人数", AttendanceCount
    above, owner = Events, "event"
    hint = "数え方の違う数は足しません"
    form = CountRow
    columns = (
        Column("event", listed="named-events"),
        Column("counting", 12),
        Column("category", 14, "空欄なら全体"),
        Column("heads", 8, "例 約100", number=True),
    )
    printed = ("place", "percent", "unit", "as_printed", *SOURCE_FIELDS)


class Programme(Beneath):
    key, title, model = "programme", "次第", ProgrammeItem
    above, owner = Events, "event"
    form = NumberedRow
    columns = (
        Column("event", 18, listed="named-events"),
        Column("time_as_printed", 10, "例 19:05"),
        Column("text", hint="次第を入力して行を足す"),
    )
    printed = ("number", *SOURCE_FIELDS)


class Speakers(Beneath):
    key, title, model = "speakers", "登壇", Speaker
    above, owner, names = Events, "event", ("organization",)
    columns = (
        Column("event", 11, listed="named-events"),
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


class Deliveries(Beneath):
    key, title, model = "deliveries", "配布先", Distribution
    above, owner, names = Publications, "publication", ("organization",)
    form = NumberedRow
    columns = (
        Column("publication", 12, listed="named-publications"),
        Column("group", 8, "例 公共施設"),
        Column("place", hint="配布先を入力して行を足す"),
        Column("sites", 5, number=True),
        Column("copies", 6, number=True),
        Column("note", 14, "例 配布日、方法"),
    )
    printed = ("number", "organization", *SOURCE_FIELDS)
