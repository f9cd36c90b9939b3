"""Which kinds of records name a record: one question before a page asks each kind what it says."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def is_named(record: Model, *kinds: type[Model]) -> bool:
    """Whether any record of these kinds names this one, whoever may know of it.

    Most records are named by few kinds. Asked once for all kinds, however many panels ask; what a
    person may see of those that there are is asked of them as ever.
    """
    ways = {kind for kind, _, _ in _ways_to(type(record))}
    if not ways.issuperset(kinds):
        raise LookupError(f"Of {kinds} some never name a {type(record).__name__}.")
    if "_named_by" not in record.__dict__:
        record.__dict__["_named_by"] = _named_by(record)
    return not record.__dict__["_named_by"].isdisjoint(kinds)


def _named_by(record: Model) -> frozenset[type[Model]]:
    ways = _ways_to(type(record))
    if not ways:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_question(type(record)), [record.pk] * len(ways))
        found = cursor.fetchone()
    return frozenset(kind for (kind, _, _), named in zip(ways, found, strict=True) if named)


@cache
def _ways_to(model: type[Model]) -> tuple[tuple[type[Model], str, str], ...]:
    """Kind, table and column of all that points to records of the model."""
    ways = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        field: Any = getattr(relation, "field", None)
        kind: Any = relation.related_model
        if kind._meta.auto_created:  # rows between two kinds, named below with the kind
            continue
        if relation.many_to_many:
            ways.append((kind, field.m2m_db_table(), field.m2m_reverse_name()))
        elif isinstance(field, Field):
            ways.append((kind, kind._meta.db_table, str(field.column)))
    return tuple(ways)


@cache
def _question(model: type[Model]) -> str:
    """Written out once: the ORM would take longer to say it than the database to answer."""
    name = connection.ops.quote_name
    return "SELECT " + ", ".join(
        f"EXISTS(SELECT 1 FROM {name(table)} WHERE {name(column)} = %s)"
        for _, table, column in _ways_to(model)
    )
