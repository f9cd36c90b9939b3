"""Pages of a long list without counting and without OFFSET.

A page begins after a row, not at a number: the database walks an index from there, so the
2,000th page costs what the first one does. Rows whose sort field is empty come last in either
direction; they are a second walk, because the databases disagree about where NULL stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import RawSQL

PAGE_SIZE = 50
COUNT_LIMIT = 10_000
FEW = 100  # keys


@dataclass(frozen=True, slots=True)
class Order:
    """A sort by one field, rows of equal value by primary key in the same direction."""

    field: str
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> Order:
        return cls(text.removeprefix("-"), text.startswith("-"))

    def __str__(self) -> str:
        return f"-{self.field}" if self.descending else self.field

    def by(self, *fields: str, backward: bool) -> list[str]:
        sign = "-" if self.descending != backward else ""
        return [sign + field for field in fields]

    def at_once(self) -> list[Any]:
        """The same order in one question, where nothing is paged."""
        value, number = F(self.field), F("pk")
        if self.descending:
            return [value.desc(nulls_last=True), number.desc()]
        return [value.asc(nulls_last=True), number.asc()]


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row a page begins after (or, going back, ends before); ``position`` counts rows."""

    backward: bool
    value: Any
    pk: Any
    position: int


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Any]
    first: int
    previous: str | None
    next: str | None

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def page(
    queryset: QuerySet[Any], order: Order, cursor_text: str = "", size: int = PAGE_SIZE
) -> Page:
    """The page a cursor points to; the first one where the cursor can't be understood."""
    cursor = _read(cursor_text, queryset, order)
    backward = cursor is not None and cursor.backward
    rows: list[Any] = []
    for part in _walks(queryset, order, cursor):
        rows += part[: size + 1 - len(rows)]
        if len(rows) > size:
            break
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    start = _start(cursor, len(rows))
    has_previous, has_next = (more, True) if backward else (cursor is not None, more)
    return Page(
        rows=rows,
        first=start + 1,
        previous=_write(rows[0], order, True, start) if rows and has_previous else None,
        next=cursor_after(rows[-1], order, start + len(rows)) if rows and has_next else None,
    )


def in_order(queryset: QuerySet[Any], order: Order) -> list[QuerySet[Any]]:
    """All rows in the order of the pages, for exports: one walk after the other."""
    return list(_walks(queryset, order, None))


def counted(
    queryset: QuerySet[Any], narrowed_from: QuerySet[Any] | None = None
) -> tuple[QuerySet[Any], int]:
    """The queryset and its number of rows, at most ``COUNT_LIMIT + 1``.

    What filters or words have narrowed is then addressed by its keys, so that a search runs
    through the table once and not for each of count, page and numbers.
    """
    if narrowed_from is None:
        return queryset, capped_count(queryset)
    keys = list(queryset.order_by().values_list("pk", flat=True)[: COUNT_LIMIT + 1])
    if len(keys) > COUNT_LIMIT:
        return queryset, len(keys)
    return narrowed_from.filter(pk__in=among(keys)), len(keys)


def among(keys: Sequence[int]) -> Sequence[int] | RawSQL:
    """For ``pk__in``: all keys as one parameter, since thousands of them take longer to write down
    than to answer; a page's few as they are."""
    if len(keys) <= FEW:
        return keys
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [[*keys]])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps([*keys])])


def capped_count(queryset: QuerySet[Any], limit: int = COUNT_LIMIT) -> int:
    """The number of rows, at most ``limit + 1``: the database stops looking there."""
    return queryset.order_by().values("pk")[: limit + 1].count()


def _start(cursor: Cursor | None, found: int) -> int:
    if cursor is None:
        return 0
    return max(cursor.position - found, 0) if cursor.backward else cursor.position


def _walks(queryset: QuerySet[Any], order: Order, cursor: Cursor | None) -> Iterator[QuerySet[Any]]:
    """The walks that lead from the cursor to the end (or beginning) of the list, one by one."""
    name = order.field
    backward = cursor is not None and cursor.backward
    with_value = queryset.order_by(*order.by(name, "pk", backward=backward))
    empty = queryset.filter(**{f"{name}__isnull": True})
    empty = empty.order_by(*order.by("pk", backward=backward))
    nullable = field_of(queryset, name).null
    if nullable:
        with_value = with_value.filter(**{f"{name}__isnull": False})
    among_empty = cursor is not None and cursor.value is None
    if cursor is not None:
        step = "lt" if order.descending != backward else "gt"
        if among_empty:
            empty = empty.filter(**{f"pk__{step}": cursor.pk})
        else:
            with_value = _beyond(with_value, name, step, cursor)
    if backward:
        if among_empty:
            yield empty
        yield with_value
    else:
        if not among_empty:
            yield with_value
        if nullable:
            yield empty


def _beyond(queryset: QuerySet[Any], name: str, step: str, cursor: Cursor) -> QuerySet[Any]:
    # "value >= v AND (value > v OR pk > p)": the first half lets the index begin at v.
    beyond = Q(**{f"{name}__{step}": cursor.value}) | Q(**{f"pk__{step}": cursor.pk})
    return queryset.filter(beyond, **{f"{name}__{step}e": cursor.value})


def field_of(queryset: QuerySet[Any], path: str) -> Field[Any, Any]:
    """The model field a sort path ends in, or the output field of an annotation."""
    if path in queryset.query.annotations:
        return queryset.query.annotations[path].output_field
    model: type[Model] = queryset.model
    field: Any = None
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model or model
    if field is None:
        raise FieldDoesNotExist(path)
    return cast("Field[Any, Any]", field)


def _value(row: Any, path: str) -> Any:
    for part in path.split("__"):
        row = getattr(row, part)
        if row is None:
            return None
    return row


def cursor_after(row: Any, order: Order, position: int) -> str:
    """The cursor of the page that begins behind ``row``, the ``position``-th of the list."""
    return _write(row, order, False, position)


def cursor_at(queryset: QuerySet[Any], order: Order, value: Any) -> str:
    """The cursor of the page that begins with the first row of at least ``value``, ascending."""
    before = queryset.order_by().filter(**{f"{order.field}__lt": value}).count()
    return signing.dumps([str(order), False, value, 0, before], compress=True)


def _write(row: Any, order: Order, backward: bool, position: int) -> str:
    value = _value(row, order.field)
    if not isinstance(value, int | str | None):
        value = str(value)
    # Signed: a made-up cursor never reaches the database.
    return signing.dumps([str(order), backward, value, row.pk, position], compress=True)


def _read(text: str, queryset: QuerySet[Any], order: Order) -> Cursor | None:
    if not text:
        return None
    try:
        sort, backward, value, pk, position = signing.loads(text)
        value = field_of(queryset, order.field).to_python(value)
    except (signing.BadSignature, ValidationError, ValueError, TypeError):
        return None
    return Cursor(backward, value, pk, position) if sort == str(order) else None
