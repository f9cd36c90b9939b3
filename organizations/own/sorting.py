"""A list in the order of an own field: numbers as numbers, days as days, choices as they are offered.

What isn't filled in, or isn't told to the person, has no place in the order: it stands last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Case, CharField, FloatField, IntegerField, Q, QuerySet, Value, When
from django.db.models import Field as ModelField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from organizations.own.definitions import Field
from organizations.own.models import OwnField
from organizations.own.reading import told
from organizations.own.values import DIGITS
from platform_registry.lists.columns import OLD_AND_NEW, Number
from platform_registry.lists.tables import PLAIN_WAYS

Type = OwnField.Type
MOST = 10**DIGITS
WAYS = {
    Type.NUMBER: Number.ways,
    Type.DATE: OLD_AND_NEW,
    Type.CHOICE: ("選択肢の順", "選択肢の逆順"),
    Type.YES_NO: ("「はい」が先", "「いいえ」が先"),
}


def ways_of(field: Field) -> tuple[str, str]:
    return WAYS.get(Type(field.type), PLAIN_WAYS)


def in_own_order(rows: QuerySet[Any], name: str, fields: list[Field], user: Any) -> QuerySet[Any]:
    """With the value to sort by as ``name``; ``fields`` are of one type, a record has one of them."""
    kind: Any = rows.model
    to_sort_by = _type(fields[0].type)
    value = Case(*(when for field in fields for when in _whens(field)), output_field=to_sort_by)
    mine = Case(When(told(kind, user), then=value), output_field=to_sort_by)
    # Without a choice there is nothing but NULL, which PostgreSQL takes for a text.
    known: QuerySet[Any] = rows.annotate(**{name: Cast(mine, to_sort_by)})
    return known


def _type(kind: str) -> ModelField[Any, Any]:
    if kind == Type.NUMBER:
        return FloatField(null=True)
    return IntegerField(null=True) if kind in (Type.CHOICE, Type.YES_NO) else CharField(null=True)


def _whens(field: Field) -> Iterator[When]:
    way = f"own__{field.key}"
    if field.type == Type.CHOICE:
        yield from _listed(way, (choice.pk for choice in field.choices))
    elif field.type == Type.YES_NO:
        yield from _listed(way, (True, False))
    else:
        value = Cast(KeyTextTransform(field.key, "own"), _type(field.type))
        # A text or a tick, left from when the field was of another type, is out of these bounds.
        numeric = Q(**{f"{way}__gte": -MOST, f"{way}__lte": MOST})
        yield When(numeric if field.type == Type.NUMBER else _filled(way), then=value)


def _filled(way: str) -> Q:
    return Q(**{f"{way}__isnull": False})


def _listed(way: str, options: Iterable[Any]) -> Iterator[When]:
    for place, option in enumerate(options):
        yield When(**{way: option}, then=Value(place))
