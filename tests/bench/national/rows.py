"""Many rows at once, past every model: COPY on PostgreSQL, executemany on SQLite.

For data that only a measurement needs; nothing of the site writes so.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

BATCH = 20_000
NULL = "\\N"
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def write(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Each row names what differs from the model's own defaults, by column."""
    given = _given(model)
    columns = list(given)
    _into(model._meta.db_table, columns, (list((given | row).values()) for row in rows))


def write_table(table: str, columns: list[str], rows: Iterable[list[Any]]) -> None:
    """Rows of a table without a model of its own, e.g. between two kinds."""
    _into(table, columns, rows)


def _given(model: type[Model]) -> dict[str, Any]:
    """A value for each column; those of the key and of what must be told come with the row."""
    now = timezone.now()
    fields = model._meta.concrete_fields
    given = {f.column: _stored(f.get_default()) for f in fields if f.generated is False}
    stamps = {
        f.column: now
        for f in fields
        if getattr(f, "auto_now", False) or getattr(f, "auto_now_add", False)
    }
    return given | stamps


def _stored(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _into(table: str, columns: list[str], rows: Iterable[list[Any]]) -> None:
    batches = _batches(rows)
    with connection.cursor() as cursor:
        for batch in batches:
            if connection.vendor == "postgresql":
                names = ", ".join(f'"{name}"' for name in columns)
                text = io.StringIO("".join(map(_copied, batch)))
                cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', text)
            else:
                names = ", ".join(f'"{name}"' for name in columns)
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', batch)


def _batches(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _copied(row: list[Any]) -> str:
    return "\t".join(map(_cell, row)) + "\n"


def _cell(value: Any) -> str:
    return NULL if value is None else str(value).translate(ESCAPED)


def follow_up(*models: type[Model]) -> None:
    """Let the next numbers begin behind those written, and tell the database what there is."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
