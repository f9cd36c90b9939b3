"""What even the own municipality sees only by name, and who read it.

A kind of record says in its queryset's ``confided`` which of its rows a person may know of. What
stands beside it (付記, 数値, 添付) and what the change log says of it is told to the same persons:

    @guard(Meeting)
    def meetings(user, since) -> Q: ...

gives the rows whose inside this person may know; ``since`` is when the thing inside was made, for
what was secret at its time stays so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, Q

from platform_registry.actions_log import note_access

if TYPE_CHECKING:
    from organizations.models import User

Inside = Callable[[Any, Any], Q]
_guards: dict[type[Model], Inside] = {}


class Nobody:
    """A reader without any clearance: what is told to it may be told to everyone."""

    is_confidant = False

    def cleared_layers(self) -> frozenset[int]:
        return frozenset()

    cleared_for_voices = cleared_layers


NOBODY: Any = Nobody()


def guard(*models: type[Model]) -> Callable[[Inside], Inside]:
    def add(inside: Inside) -> Inside:
        for model in models:
            _guards[model] = inside
        return inside

    return add


def is_guarded(record: Model) -> bool:
    return type(record) in _guards


def untold(user: Any, kind: str, number: str, since: str) -> Q:
    """Rows that point by ``kind`` and ``number`` to a record whose inside is not for this person.

    ``since`` is the field that says when the row was made.
    """
    hidden = Q(pk__in=[])
    for model, inside in _guards.items():
        rows = model._base_manager.filter(pk=OuterRef(number))
        told = Exists(rows.filter(inside(user, OuterRef(since))))
        is_there = Exists(rows)
        hidden |= Q(is_there & ~told, **{kind: ContentType.objects.get_for_model(model)})
    return hidden


def may_know_inside(user: Any, record: Model, since: Any) -> bool:
    """Whether the person may add to, or read, what stands beside this record."""
    inside = _guards.get(type(record))
    if inside is None:
        return True
    return type(record)._base_manager.filter(inside(user, since), pk=record.pk).exists()


def note_reading(model: type[Model], rows: Iterable[Any], reader: User) -> None:
    """Write down which secrets were among the rows this person was given; once per request."""
    if not reader.is_confidant:
        return
    keys = [row.pk for row in rows if isinstance(row, model)]
    if not keys:
        return
    open_to_all = model._default_manager.all().confided(NOBODY)  # type: ignore[attr-defined]
    read = model._base_manager.filter(pk__in=keys)
    secret = set(keys) - set(read.filter(open_to_all).values_list("pk", flat=True))
    for row in rows:
        if isinstance(row, model) and row.pk in secret:
            _note_once(read_at(row), reader)


def read_at(row: Any) -> Any:
    """The record a reading is noted at: a meeting for its papers, else the record itself."""
    return getattr(row, getattr(row, "read_at", ""), None) or row


def _note_once(record: Model, reader: User) -> None:
    noted: set[tuple[str, Any]] = reader.__dict__.setdefault("_readings_noted", set())
    if (record._meta.label, record.pk) not in noted:
        noted.add((record._meta.label, record.pk))
        note_access(record, by=reader)
