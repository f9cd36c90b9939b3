"""A record before and after a row was laid over it: what undo puts back, and what people are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db import models

from organizations.sources.models import plain_number
from platform_registry.japanese import era_date


def laid_over(record: models.Model) -> models.Model:
    """The same record to be changed; the one in hand stays as it is stored."""
    return copy(record)


def differences(
    was: models.Model, record: models.Model, labels: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, tuple[str, str]]]:
    """Column → value before, and label → (old, new) in words."""
    before: dict[str, Any] = {}
    told: dict[str, tuple[str, str]] = {}
    for field in _of(record):
        old = _plain(getattr(was, field.attname))
        if _plain(getattr(record, field.attname)) != old:
            label = labels.get(field.name, str(field.verbose_name))
            before[field.attname] = old
            told[label] = (_words(was, field), _words(record, field))
    return before, told


def _of(record: models.Model) -> Iterator[Any]:
    """What a form could change; stamps and the version are the door's."""
    fields = record._meta.concrete_fields
    return (f for f in fields if f.editable and not f.primary_key and f.name != "version")


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, date | time | Decimal) else value


def _words(record: Any, field: Any) -> str:
    value = getattr(record, field.attname)
    if value is None or value == "":
        return ""
    if field.is_relation:
        return str(getattr(record, field.name))
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return era_date(value) if isinstance(value, date) else str(value)
