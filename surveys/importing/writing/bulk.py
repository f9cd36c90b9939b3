"""Writing many rows at once.

``bulk_create`` spends ten times as long on preparing 200,000 answers as the database on storing
them. These rows are held against the rules of their model here and go to the driver directly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models

from surveys.importing.writing.rules import PAGE, checked


def insert_values(model: type[models.Model], columns: Sequence[str], rows: Iterable[Any]) -> None:
    """Insert rows of plain values; ``columns`` are attribute names (``question_id``)."""
    quote = connection.ops.quote_name
    fields = {field.attname: field for field in model._meta.concrete_fields}
    names = ", ".join(quote(str(fields[name].column)) for name in columns)
    table = f"{quote(model._meta.db_table)} ({names})"
    values: Any = checked(model, columns, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors:  # else errors of the driver, not of Django
                _Lines(values).copy(cursor.cursor, f"COPY {table} FROM STDIN")
        else:
            marks = ", ".join(["%s"] * len(columns))
            while page := list(islice(values, PAGE)):  # Django keeps all it is given until the end
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", page)


class _Lines:
    """Rows as the text COPY takes: faster than INSERT, and held against the same constraints.

    The driver reads it like a file, page by page, so PostgreSQL stores some rows while the next
    are made here.
    """

    def __init__(self, rows: Iterator[Any]) -> None:
        self.rows = rows
        self.refusal: ValidationError | None = None

    def copy(self, cursor: Any, statement: str) -> None:
        try:
            cursor.copy_expert(statement, self)
        except Exception:  # the driver tells of an own error instead of the one raised here
            if self.refusal:
                raise self.refusal from None
            raise

    def read(self, size: int) -> str:
        try:
            page = list(islice(self.rows, PAGE))
        except ValidationError as refusal:
            self.refusal = refusal
            raise
        return "".join(["\t".join(map(_copied, row)) + "\n" for row in page])


_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copied(value: Any) -> str:
    """A value in the text format of COPY."""
    if value is None:
        return "\\N"
    if hasattr(value, "adapted"):  # the driver's wrapper of JSON
        value = value.dumps(value.adapted)
    text = str(value)
    return text.translate(_ESCAPED) if _SPECIAL.search(text) else text


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Primary keys nobody else gets, so that rows can refer to each other before they are stored.

    Only inside a transaction: on SQLite it is the write lock that keeps others away.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    last = found[0] if found else 0
    return range(last + 1, last + count + 1)


def insert(model: type[models.Model], records: Iterable[models.Model]) -> None:
    """Insert records with primary keys of ``reserve_ids``, or all without any."""
    records = iter(records)
    first = next(records, None)
    if first is None:
        return
    keyed = first.pk is not None
    fields = [field for field in model._meta.concrete_fields if keyed or not field.primary_key]
    readers = [_reader(field) for field in fields]
    rows = ([read(record) for read in readers] for record in chain([first], records))
    insert_values(model, [field.attname for field in fields], rows)


def insert_like(template: models.Model, rows: Iterable[dict[str, Any]]) -> None:
    """Insert records that differ from an unsaved one in the given plain values only.

    A template with a primary key says that each row brings one.
    """
    keyed = template.pk is not None
    fields = [field for field in template._meta.concrete_fields if keyed or not field.primary_key]
    same = {
        field.attname: field.get_db_prep_save(field.pre_save(template, True), connection)
        for field in fields
    }
    insert_values(type(template), list(same), (list((same | row).values()) for row in rows))


def _reader(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    name = field.attname
    if isinstance(
        field, models.CharField | models.TextField | models.IntegerField | models.ForeignKey
    ):
        return lambda record: getattr(record, name)
    return lambda record: field.get_db_prep_save(field.pre_save(record, True), connection)
