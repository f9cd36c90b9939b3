"""Whose eyes own values are for: those who work for the record's municipality or on its platform.

A record that is shown to others besides doesn't show them there. Of a member of a layer that
keeps to itself what is inside they are told to those cleared for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from organizations.models import Municipality
from organizations.own.definitions import Field, fields_numbered, fields_of
from organizations.own.models import numbers_in
from organizations.own.values import answers
from platform_registry.access import rows_of
from platform_registry.records.ownership import owner_key, owner_of, way_to_field
from platform_registry.secrecy import may_know_inside

Answers = list[tuple[Field, str]]  # each filled field with its words


def told(kind: type[Any], user: Any) -> Q:
    """Rows of the kind whose own values this person reads: for lists, filters and files.

    A list shows other rows' as empty, and a filter by a value never finds them.
    """
    rows = rows_of(kind)
    inside = rows.inside(user, F("created_at")) or Q()
    return inside if user.is_superuser else rows.own(user, "view") & inside


def may_read(user: Any, record: Any) -> bool:
    """The same of one record; of a new one, by what it will hang on."""
    if record.pk is not None:
        rows = type(record)._base_manager.filter(told(type(record), user), pk=record.pk)
        return bool(rows.exists())
    owner = owner_of(record)
    if user.is_superuser or owner is None:
        return bool(user.is_superuser)
    theirs = rows_of(type(owner)).permitted(user, "view").filter(pk=owner.pk)
    return theirs.exists() and may_know_inside(user, owner, timezone.now())


def place_of(record: Any) -> int | None:
    """The number of the municipality a record belongs to; None where it isn't known yet."""
    while record is not None:
        above = owner_key(record)
        if above is not None and above[0] is Municipality:
            return int(above[1])
        record = owner_of(record)
    return None


def fields_at(record: Any, user: Any) -> list[Field]:
    """Those the record may be asked for by this person, retired ones, too; empty where the values
    aren't for him."""
    place = place_of(record)
    fields = fields_of(record.own_kind, [place]) if place is not None else []
    return fields if fields and may_read(user, record) else []


def answers_at(record: Any, user: Any) -> Answers:
    """For the record's page: what is filled in, in words. Nothing is asked where nothing is."""
    return answers_of([record], user).get(record.pk, [])


def answers_of(records: Iterable[Any], user: Any) -> dict[int, Answers]:
    """The same of many stored records of one kind, by their numbers, in two questions for all."""
    filled = [record for record in records if record.own]
    if not filled:
        return {}
    kind: Any = type(filled[0])
    numbers = {n for record in filled for n in numbers_in(record.own).values()}
    fields = fields_numbered(numbers).values()
    rows = kind._base_manager.filter(told(kind, user), pk__in=[record.pk for record in filled])
    places = dict(rows.order_by().values_list("pk", way_to_field(kind, "municipality")))
    return {
        record.pk: answers(record.own, [f for f in fields if f.place == places[record.pk]])
        for record in filled
        if record.pk in places
    }
