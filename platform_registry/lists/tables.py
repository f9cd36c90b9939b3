"""Tables of list pages: columns on django-tables2, the same for screen and export.

A column is sortable where it names ``order_by`` (one field, best with an index). Per column:
``render_<name>`` writes the cell of the page, ``value_<name>`` the value in a file (otherwise
the field's own value: text, number, date, or the label of a choice);
``Column(visible=False)`` is in files only, ``exclude_from_export=True`` on the page only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from inspect import signature
from typing import Any

import django_tables2
from django.http import QueryDict

from platform_registry.lists.paging import Order


class ListTable(django_tables2.Table):
    """Base of all list tables. The rows it gets are one page, already in order."""

    class Meta:
        orderable = False
        template_name = "components/table.html"

    def __init__(self, data: Iterable[Any], *, request: Any = None, **kwargs: Any) -> None:
        """``request`` is for the cells; the library would sort and page by what it asks."""
        super().__init__(list(data), order_by=(), **kwargs)
        self.request = request

    def row_class(self, record: Any) -> str:
        """CSS class of a row: problem, error or nothing."""
        return ""

    @classmethod
    def sort_field(cls, name: str) -> str | None:
        """The field behind a column's sort; None where it can't be sorted."""
        column = cls.base_columns.get(name)
        return str(column.order_by[0]) if column is not None and column.order_by else None

    def lines(self) -> Iterable[tuple[str, list[tuple[str, Any]]]]:
        """Per row its CSS class and its cells: CSS class and content."""
        columns = [(self.cell_class(c.name), _Cell(self, c, "render")) for c in self.columns]
        for record in self.data:
            yield self.row_class(record), [(css, cell(record)) for css, cell in columns]

    def cell_class(self, name: str) -> str:
        css: str = self.base_columns[name].attrs.get("td", {}).get("class", "")
        return css

    def values(self) -> Iterable[list[Any]]:
        """Rows for a file, hidden columns included."""
        cells = [_Cell(self, column, "value") for column in self.exported_columns()]
        for record in self.data:
            yield [cell(record) for cell in cells]

    def exported_columns(self) -> list[Any]:
        return [c for c in self.columns.iterall() if not c.column.exclude_from_export]


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

    def __call__(self, record: Any) -> Any:
        value = self._value(record)
        if value in self.column.column.empty_values:
            return self.empty
        if self.method is None:
            return value
        given = {"value": value, "record": record}
        return self.method(**{name: given[name] for name in self.wanted})

    def _value(self, record: Any) -> Any:
        display = getattr(record, self.display, None)
        if display is not None:
            return display()
        for name in self.path:
            record = getattr(record, name, None)
            if callable(record) and not getattr(record, "do_not_call_in_templates", False):
                record = record()
        return record


@dataclass(frozen=True, slots=True)
class Header:
    """A column's head: ``url`` sorts by it, ``aria_sort`` says how the list is sorted now."""

    label: str
    css: str
    url: str
    aria_sort: str


def headers(table: ListTable, query: QueryDict, current: Order) -> list[Header]:
    return [
        _header(table, column.name, str(column.header), query, current)
        for column in table.columns.iterall()
        if column.visible
    ]


def _header(table: ListTable, name: str, label: str, query: QueryDict, current: Order) -> Header:
    field = table.sort_field(name)
    if field is None:
        return Header(label, table.cell_class(name), "", "")
    mine = field == current.field
    turned = f"-{name}" if mine and not current.descending else name
    direction = "descending" if current.descending else "ascending"
    url = changed(query, sort=turned, cursor=None)
    return Header(label, table.cell_class(name), url, direction if mine else "")


def changed(query: QueryDict, **changes: str | None) -> str:
    """The query string with some parameters set, or left out where None."""
    copy = query.copy()
    for name, value in changes.items():
        copy.pop(name, None)
        if value is not None:
            copy[name] = value
    return f"?{copy.urlencode()}"
