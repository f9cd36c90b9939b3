"""What undoing takes of one record: plain JSON.

{"fields": {"officer_id": [3, 5]}, "version": 7}      before and after, the version it has since
{"fields": {"own.f12": [null, true]}, "version": 7}    the same of what stands in a JSON column
{"made": [["organizations.membership", 12, 1]]}        records made, with their version
{"gone": [["organizations.supportactivity", {…}, {"targets": [1, 2]}]]}
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

Image = dict[str, Any]
ENCODER = DjangoJSONEncoder


def changed(record: Any, before: dict[str, Any]) -> Image:
    """Of a record that was saved; ``before`` are its columns by attribute name."""
    fields = {
        name: [_plain(value), _plain(value_at(record, name))] for name, value in before.items()
    }
    return {"fields": fields, "version": record.version}


def column_of(name: str) -> str:
    return name.partition(".")[0]


def value_at(record: Any, name: str) -> Any:
    """By attribute name; None where nothing stands under the key of a JSON column."""
    column, _, key = name.partition(".")
    value = getattr(record, column)
    return value.get(key) if key else value


def put_at(record: Any, name: str, value: Any) -> None:
    """What is None no longer stands under its key."""
    column, _, key = name.partition(".")
    if key:
        there = getattr(record, column) | {key: value}
        value = {at: stands for at, stands in there.items() if stands is not None}
    setattr(record, column, value)


def made(records: Iterable[Any]) -> Image:
    return {"made": [[r._meta.label_lower, r.pk, r.version] for r in records]}


def gone(records: Iterable[Any]) -> list[list[Any]]:
    """To be asked before the records go."""
    return [[r._meta.label_lower, _columns(r), _links(r)] for r in records]


def _columns(record: models.Model) -> dict[str, Any]:
    names = [f.attname for f in record._meta.concrete_fields if f.attname not in ("id", "version")]
    return {name: _plain(getattr(record, name)) for name in names}


def _links(record: models.Model) -> dict[str, list[int]]:
    many = record._meta.many_to_many
    return {f.name: [row.pk for row in getattr(record, f.name).all()] for f in many}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | dict | list | None) else str(value)
