"""Tables of list pages: columns on django-tables2, the same for screen and export.

A column is sortable where it names ``order_by`` (one field, best with an index). Per column:
``render_<name>`` writes the cell of the page, ``value_<name>`` the value in a file (otherwise
the field's own value: text, number, date, or the label of a choice). What hangs on a record is
read for many at once: ``gather_<name>(keys)`` has the column's values by primary key, which those
two then are given as ``value``.
``Column(visible=False)`` is in files, and on the page where a person chooses it;
``exclude_from_export=True`` on the page only. A column that knows itself how its values are written
has ``shown(value)`` for the page and ``written(value)`` for a file.
The kinds that stay on one line stand in :mod:`platform_registry.lists.columns`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from inspect import signature
from typing import Any

import django_tables2
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from platform_registry.lists.paging import Order

KEY_LABEL = "記録番号"
TICK = '<td class="tick"><input type="checkbox" name="picked" value="{}" aria-label="{}"></td>'


class ListTable(django_tables2.Table):
    """Base of all list tables. The rows it gets are one page, already in order."""

    # By which a corrected file finds its records again.
    key = django_tables2.Column(KEY_LABEL, accessor="pk", visible=False)

    class Meta:
        orderable = False
        template_name = "components/table.html"

    def __init__(
        self,
        data: Iterable[Any],
        *,
        request: Any = None,
        chosen: Sequence[str] = (),
        ticks: bool = False,
        **kwargs: Any,
    ) -> None:
        """``request`` is for the cells; the library would sort and page by what it asks.

        ``chosen`` are the columns to show instead of those the table shows by itself.
        """
        reader = getattr(request, "user", None)
        further = self.further(reader, chosen) if reader is not None else {}
        super().__init__(list(data), order_by=(), extra_columns=further.items(), **kwargs)
        self.request, self.chosen, self.ticks = request, chosen, ticks
        for column in self.columns.iterall() if chosen else ():
            column.column.visible = column.name in (self.first(), *chosen)

    @classmethod
    def further(cls, reader: Any, asked: Sequence[str]) -> Mapping[str, django_tables2.Column]:
        """Columns there are for this person besides; ``asked`` are the names in the address."""
        return {}

    @classmethod
    def known(cls, reader: Any, asked: Sequence[str]) -> list[str]:
        """Of the names in an address those of columns, as often as they stand there."""
        there = {*cls.base_columns, *cls.further(reader, asked)}
        return [name for name in asked if name in there]

    @classmethod
    def first(cls) -> str:
        """The column that names the record: it always stays."""
        return next(str(name) for name, column in cls.base_columns.items() if column.visible)

    def row_class(self, record: Any) -> str:
        """CSS class of a row: problem, error or nothing."""
        return ""

    @classmethod
    def sort_field(cls, name: str, reader: Any = None) -> str | None:
        """The field behind a column's sort; None where it can't be sorted."""
        column = cls.base_columns.get(name)
        if column is None and reader is not None:
            column = cls.further(reader, [name]).get(name)
        return sorted_by(column) if column is not None else None

    @classmethod
    def sortable(cls, rows: QuerySet[Any], field: str, reader: Any) -> QuerySet[Any]:
        """With the field of a sort, where it is worked out of the records (`further`)."""
        return rows

    def lines(self) -> Iterable[tuple[str, SafeString]]:
        """Per row its CSS class and its cells, written here: of a page's time a template took a
        quarter for them."""
        columns = [
            (format_html('<td class="{}">', css) if css else "<td>", _Cell(self, c, "render"))
            for c in self.columns
            for css in [self.cell_class(c.name)]
        ]
        for record in self.data:
            cells = (f"{start}{_written(cell(record))}</td>" for start, cell in columns)
            yield self.row_class(record), SafeString(self._tick(record) + "".join(cells))

    def _tick(self, record: Any) -> str:
        return format_html(TICK, record.pk, f"{record}を選ぶ") if self.ticks else ""

    def cell_class(self, name: str) -> str:
        css: str = self.columns[name].column.attrs.get("td", {}).get("class", "")
        return css

    def values(self) -> Iterable[list[Any]]:
        """Rows for a file, hidden columns included."""
        cells = [_Cell(self, column, "value") for column in self.exported_columns()]
        for record in self.data:
            yield [cell(record) for cell in cells]

    def exported_columns(self) -> list[Any]:
        """All there are, or with the key those that were chosen."""
        every = [c for c in self.columns.iterall() if not c.column.exclude_from_export]
        wanted = {"key", self.first(), *self.chosen}
        return [c for c in every if c.name in wanted] if self.chosen else every


def sorted_by(column: django_tables2.Column) -> str | None:
    return str(column.order_by[0]) if column.order_by else None


def _written(value: Any) -> str:
    """As ``{{ value }}`` writes it."""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return conditional_escape(value if isinstance(value, str) else localize(value))


class _Cell:
    """Works a column's cell out of a record.

    django-tables2 inspects the signature of ``render_<name>`` anew for each cell, which is a
    third of the time of a page; here it is done once per column.
    """

    def __init__(self, table: ListTable, column: Any, purpose: str) -> None:
        self.method = getattr(table, f"{purpose}_{column.name}", None)
        self.wanted = tuple(signature(self.method).parameters) if self.method else ()
        self.column = column
        self.path = column.accessor.bits
        self.display = f"get_{column.accessor}_display"
        self.empty = column.default if purpose == "render" else None
        self.shown = getattr(column.column, "shown" if purpose == "render" else "written", None)
        gather = getattr(table, f"gather_{column.name}", None)
        self.gathered = gather([record.pk for record in table.data]) if gather else None

    def __call__(self, record: Any) -> Any:
        value = self._value(record)
        if value in self.column.column.empty_values:
            return self.empty
        if self.method is None:
            return self.shown(value) if self.shown else value
        given = {"value": value, "record": record}
        return self.method(**{name: given[name] for name in self.wanted})

    def _value(self, record: Any) -> Any:
        if self.gathered is not None:
            return self.gathered.get(record.pk)
        display = getattr(record, self.display, None)
        if display is not None:
            return display()
        for name in self.path:
            record = getattr(record, name, None)
            if callable(record) and not getattr(record, "do_not_call_in_templates", False):
                record = record()
        return record


def by_key(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    """Pairs of key and value: each key's values in their order, each once."""
    found: dict[Any, dict[Any, None]] = {}
    for key, value in pairs:
        found.setdefault(key, {})[value] = None
    return {key: list(values) for key, values in found.items()}


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    name: str
    label: str
    shown: bool
    fixed: bool


def column_choices(table: ListTable) -> list[ColumnChoice]:
    """What may stand on the page: every column but the key, which is for files."""
    return [
        ColumnChoice(c.name, str(c.header), c.visible, c.name == table.first())
        for c in table.columns.iterall()
        if c.name != "key"
    ]


@dataclass(frozen=True, slots=True)
class Header:
    """A column's head: ``url`` sorts by it, ``aria_sort`` says how the list is sorted now."""

    label: str
    css: str
    url: str
    aria_sort: str

    @property
    def arrow(self) -> str:
        return {"ascending": "▲", "descending": "▼"}.get(self.aria_sort, "")


def headers(table: ListTable, query: QueryDict, current: Order) -> list[Header]:
    return [
        _header(table, column.name, str(column.header), query, current)
        for column in table.columns.iterall()
        if column.visible
    ]


def _header(table: ListTable, name: str, label: str, query: QueryDict, current: Order) -> Header:
    field = sorted_by(table.columns[name].column)
    if field is None:
        return Header(label, table.cell_class(name), "", "")
    mine = field == current.field
    turned = f"-{name}" if mine and not current.descending else name
    direction = "descending" if current.descending else "ascending"
    url = changed(query, sort=turned, cursor=None)
    return Header(label, table.cell_class(name), url, direction if mine else "")


PLAIN_WAYS = ("順", "逆順")


@dataclass(frozen=True, slots=True)
class OrderChoice:
    """One entry of 「並び順」: 最終確認の新しい順."""

    value: str  # as the address says it: a column, "-" before it for descending
    label: str
    chosen: bool


def order_choices(table: ListTable, current: Order) -> list[OrderChoice]:
    """Both ways of every column that can be sorted, also of those that don't stand on the page."""
    return [
        OrderChoice(f"{sign}{c.name}", f"{c.header}の{way}", Order(field, bool(sign)) == current)
        for c in table.columns.iterall()
        if (field := sorted_by(c.column))
        for sign, way in zip(("", "-"), getattr(c.column, "ways", PLAIN_WAYS), strict=True)
    ]


def changed(query: QueryDict, **changes: str | list[str] | None) -> str:
    """The query string with some parameters set, or left out where None."""
    copy = query.copy()
    for name, value in changes.items():
        copy.pop(name, None)
        if value is not None:
            copy.setlist(name, value if isinstance(value, list) else [value])
    return f"?{copy.urlencode()}"
