"""How the rows of a file are read: in batches, so that memory doesn't grow with the list.

Where each column says what it reads - a stored field, or ``gather_<name>`` for many rows at once -
no record is made of a row, which is nine tenths of the work. Any other table is asked record by
record; both ways give the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partialmethod
from inspect import getattr_static, signature
from itertools import islice
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, QuerySet
from django.db.models.query_utils import DeferredAttribute
from django.utils.encoding import force_str

from platform_registry.lists.tables import ListTable

BATCH = 2_000
# SQLite takes no expression of 1,000 alternatives, and a prefetch over a foreign key is one: a
# hundred meetings with nine bodies each.
RECORDS = 100
MakeTable = Callable[[list[Any]], ListTable]
Found = Mapping[str, Sequence[Any]]  # by path the values of one batch


def values_of(make_table: MakeTable, rows: QuerySet[Any]) -> Iterator[list[Any]]:
    columns = stored_columns(make_table([]), rows)
    return of_records(make_table, rows) if columns is None else of_fields(columns, rows)


def of_records(make_table: MakeTable, rows: QuerySet[Any]) -> Iterator[list[Any]]:
    for batch in batches(rows.iterator(chunk_size=RECORDS), RECORDS):
        yield from make_table(batch).values()


def of_fields(columns: list[StoredColumn], rows: QuerySet[Any]) -> Iterator[list[Any]]:
    paths = list(dict.fromkeys(["pk", *(c.path for c in columns)]))
    tuples = rows.prefetch_related(None).values_list(*paths)
    for batch in batches(tuples.iterator(chunk_size=BATCH)):
        found = dict(zip(paths, zip(*batch, strict=True), strict=True))
        yield from map(list, zip(*(c.values(found) for c in columns), strict=True))


def batches(rows: Iterable[Any], size: int = 0) -> Iterator[list[Any]]:
    left = iter(rows)
    while batch := list(islice(left, size or BATCH)):
        yield batch


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """A column whose values stand in the database.

    ``labels`` are those of a field with choices; ``gather`` has for many keys at once what hangs on
    their records; ``write`` is the table's own ``value_<name>(value)``.
    """

    path: str
    empty: Sequence[Any]
    labels: dict[Any, Any] | None = None
    gather: Callable[[Sequence[Any]], Mapping[Any, Any]] | None = None
    write: Callable[[Any], Any] | None = None

    def values(self, found: Found) -> list[Any]:
        stored = found[self.path]
        if self.gather is not None:
            of = self.gather(stored)
            stored = [of.get(key) for key in stored]
        if self.labels:
            stored = [self.labels.get(value, value) for value in stored]
        if self.write is None:
            return [None if value in self.empty else value for value in stored]
        return [None if value in self.empty else self.write(value) for value in stored]


def stored_columns(table: ListTable, rows: QuerySet[Any]) -> list[StoredColumn] | None:
    """None where a column needs the record itself."""
    if getattr(rows, "_reader", None) is not None:  # of secrets it is noted which were read
        return None
    columns = []
    for bound in table.exported_columns():
        column = _stored_column(table, bound, rows)
        if column is None:
            return None
        columns.append(column)
    return columns


def _stored_column(table: ListTable, bound: Any, rows: QuerySet[Any]) -> StoredColumn | None:
    path, empty = "__".join(bound.accessor.bits), bound.column.empty_values
    gather = getattr(table, f"gather_{bound.name}", None)
    write = getattr(table, f"value_{bound.name}", getattr(bound.column, "written", None))
    if write is not None and tuple(signature(write).parameters) != ("value",):
        return None
    if gather is not None:
        return StoredColumn("pk", empty, gather=gather, write=write)
    if path in rows.query.annotations:
        return StoredColumn(path, empty, write=write)
    if _stored_field(rows.model, bound.accessor.bits) is None:
        return None
    labels = _labels(rows.model, path)
    return None if labels is None else StoredColumn(path, empty, labels, write=write)


def _stored_field(model: Any, bits: Sequence[str]) -> Field[Any, Any] | None:
    """The field at the end of a way over foreign keys, where its value is what is stored."""
    field: Any = None
    for bit in bits:
        try:
            field = model._meta.pk if bit == "pk" else model._meta.get_field(bit)
        except FieldDoesNotExist:
            return None
        if not field.concrete or field.many_to_many:
            return None
        model = field.related_model or model
    as_stored = not field.is_relation and field.descriptor_class is DeferredAttribute
    return field if as_stored else None


def _labels(model: Any, path: str) -> dict[Any, Any] | None:
    """What Django itself shows for choices; None where the model has words of its own."""
    display = getattr_static(model, f"get_{path}_display", None)
    if display is None:
        return {}
    if not isinstance(display, partialmethod):
        return None
    choices: Any = model._meta.get_field(path).flatchoices
    return {value: force_str(label, strings_only=True) for value, label in choices}
