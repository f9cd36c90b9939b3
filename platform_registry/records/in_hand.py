"""The rules of a record in hand, without a question to the database: for many records at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from operator import eq, ge, gt, le, lt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from platform_registry.records.rules import Once, Rule


def clean_in_hand(record: models.Model, *rules: Callable[[], None]) -> None:
    """What ``full_clean`` says of a record by itself. Whether what it refers to is there, and
    what there is once, the caller holds.

    ``rules`` are those of the model's ``clean`` that ask nothing either.
    """
    relations = {field.name for field in record._meta.concrete_fields if field.is_relation}
    errors: dict[str, Any] = {}
    for rule in (lambda: record.clean_fields(exclude=relations), *rules, *_rules_of(record)):
        try:
            rule()
        except ValidationError as broken:
            errors = broken.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def refuse_twice(record: models.Model, others: Iterable[models.Model]) -> None:
    """What there is once, among the ``others`` in hand."""
    rivals = [other for other in others if other is not record and not _is(other, record)]
    for once in (rule for rule in record._meta.constraints if isinstance(rule, Once)):
        key = _key(once, record)
        if key is not None and any(_key(once, other) == key for other in rivals):
            raise ValidationError({once.under: once.get_violation_error_message()})


def _is(one: models.Model, other: models.Model) -> bool:
    return one.pk is not None and one.pk == other.pk


def _key(once: Once, record: models.Model) -> tuple[Any, ...] | None:
    """None where the record is none of those there is one of; so it is of an empty column."""
    if once.condition is not None and not holds(once.condition, record):
        return None
    values = tuple(_in_hand(record, name) for name in once.fields)
    return None if None in values else values


def _rules_of(record: models.Model) -> list[Callable[[], None]]:
    constraints = record._meta.constraints
    return [partial(_refuse_broken, rule, record) for rule in constraints if isinstance(rule, Rule)]


def _refuse_broken(rule: Rule, record: models.Model) -> None:
    if holds(rule.condition, record) is False:
        says = rule.get_violation_error_message()
        raise ValidationError({rule.under: says} if rule.under else says)


COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "exact": eq,
    "gte": ge,
    "gt": gt,
    "lte": le,
    "lt": lt,
    "in": lambda value, wanted: value in wanted,
    "range": lambda value, wanted: wanted[0] <= value <= wanted[1],
}


def holds(condition: Any, record: models.Model) -> bool | None:
    """Whether the condition of a rule is true of the record in hand; None where SQL would not
    know. Only what the rules of this registry are made of; NotImplementedError of anything else."""
    if isinstance(condition, tuple):
        path, wanted = condition
        return _compared(record, path, wanted)
    if not isinstance(condition, Q):
        raise NotImplementedError(condition)
    found = [holds(part, record) for part in condition.children]
    deciding = condition.connector == Q.OR
    whole: bool | None = not deciding
    if deciding in found:
        whole = deciding
    elif None in found:
        whole = None
    return whole if whole is None or not condition.negated else not whole


def _compared(record: models.Model, path: str, wanted: Any) -> bool | None:
    name, _, lookup = path.partition("__")
    value, lookup = _in_hand(record, name), lookup or "exact"
    if isinstance(wanted, F):
        column: Any = wanted
        wanted = _in_hand(record, column.name)
    if lookup == "isnull" or wanted is None and lookup == "exact":
        return (value is None) is (wanted is None or wanted)
    if value is None or wanted is None:
        return None
    if lookup not in COMPARED:
        raise NotImplementedError(path)
    return bool(COMPARED[lookup](value, wanted))


def _in_hand(record: models.Model, name: str) -> Any:
    """Of a relation the key, or the record itself where that is not stored yet."""
    field: Any = record._meta.get_field(name)
    key = getattr(record, field.attname)
    return getattr(record, name, None) if key is None and field.is_relation else key
