"""What even the own municipality sees only by name, and who read it.

A kind of record says in its queryset's ``confided`` which of its rows a person may know of. What
stands beside it (付記, 数値, 添付) and what the change log says of it is told to the same persons
(``inside``): what was secret at its time stays so. A secret stays where it is (`kept_secret`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from platform_registry.actions_log import note_readings
from platform_registry.records.ownership import owner_names, ways_up_to

if TYPE_CHECKING:
    from organizations.models import User

STAYS = "守秘の記録と、守秘の記録を含むものは、ほかの場所へ移せません。元のとおりにしてください。"
STAYS_SECRET = "この変更では、守秘の記録が守秘でなくなります。守秘を解くには、理由と2人の管理者の同意が要ります。"


class Nobody:
    """A reader without any clearance: what is told to it may be told to everyone."""

    is_confidant = is_superuser = False

    def cleared_layers(self) -> frozenset[int]:
        return frozenset()

    cleared_for_voices = cleared_layers

    def municipality_ids(self, permission: str) -> frozenset[int]:
        return frozenset()

    joint_platform_ids = municipality_ids


NOBODY: Any = Nobody()


class Uncleared(Nobody):
    """Works in one place, in every role, without clearance: what even this person isn't told is
    a secret, and no matter of roles."""

    def __init__(self, place: int | None) -> None:
        self.place = place

    def municipality_ids(self, permission: str) -> frozenset[int]:
        return frozenset() if self.place is None else frozenset({self.place})


def _inside(model: type[Model], user: Any, since: Any) -> Q | None:
    """What the kind's queryset says; models of libraries have nothing to say."""
    say = getattr(model._default_manager.all(), "inside", None)
    return say(user, since) if say else None


@cache
def guarded() -> tuple[type[Model], ...]:
    """The kinds of which some records keep to themselves what is inside them."""
    return tuple(m for m in apps.get_models() if _inside(m, NOBODY, None) is not None)


def is_guarded(record: Model) -> bool:
    return type(record) in guarded()


def untold(
    user: Any,
    kind: str,
    number: str,
    since: str,
    among: Collection[type[Model]] | None = None,
    *,
    there: bool = False,
) -> Q:
    """Rows that point by ``kind`` and ``number`` to a record whose inside is not for this person.

    ``since`` is the field that says when the row was made. Where it is known that the rows point
    to some kinds alone (``among``), or to records that are ``there``, nothing else is asked.
    """
    hidden = Q(pk__in=[])
    kinds = guarded() if among is None else [model for model in guarded() if model in among]
    for model in kinds:
        rows = model._base_manager.filter(pk=OuterRef(number))
        kept = Q(~Exists(rows.filter(_inside(model, user, OuterRef(since)))))
        if not there:
            kept &= Q(Exists(rows))
        hidden |= Q(kept, **{kind: ContentType.objects.get_for_model(model)})
    return hidden


def may_know_inside(user: Any, record: Model, since: Any) -> bool:
    """Whether the person may add to, or read, what stands beside this record."""
    inside = _inside(type(record), user, since)
    if inside is None:
        return True
    return type(record)._base_manager.filter(inside, pk=record.pk).exists()


# ------------------------------------------------------------------ what is secret stays where it is


def _secret(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the rows that are not told to everyone."""
    say: Any = rows.model._default_manager.all()
    told = say.confided(NOBODY) if hasattr(say, "confided") else None
    if told is None:
        told = _inside(rows.model, NOBODY, timezone.now())
    return rows.none() if told is None else rows.exclude(pk__in=rows.filter(told).values("pk"))


def is_secret(record: Model) -> bool:
    """As it is stored."""
    return _secret(type(record)._base_manager.filter(pk=record.pk)).exists()


def holds_secrets(record: Model) -> bool:
    """Is secret itself, or something that hangs on it is."""
    return is_secret(record) or any(
        _secret(kind._base_manager.filter(**{way: record})).exists()
        for kind in guarded()
        for way in ways_up_to(kind, type(record))
    )


def refuse_moving(record: Model) -> None:
    """Who may read a secret follows from where it hangs: only an empty place may be filled."""
    stored = type(record)._base_manager.filter(pk=record.pk).first() if record.pk else None
    if stored is None:
        return
    names = owner_names(type(record))
    moved = [name for name in names if _place(stored, name) not in (None, _place(record, name))]
    if moved and holds_secrets(stored):
        raise ValidationError(dict.fromkeys(moved, STAYS))


def _place(record: Model, name: str) -> Any:
    field: Any = record._meta.get_field(name)
    if isinstance(field, GenericForeignKey):
        return getattr(record, f"{field.ct_field}_id"), getattr(record, field.fk_field)
    return getattr(record, field.attname)


@contextmanager
def kept_secret(record: Any) -> Iterator[None]:
    """What was secret before is secret afterwards, unless two persons agreed to end it."""
    raised = not record._state.adding and is_guarded(record) and is_secret(record)
    was_secret = raised and getattr(record, "lowering", None) is None
    yield
    if was_secret and not is_secret(record):
        raise ValidationError(STAYS_SECRET)


# ------------------------------------------------------------------ what was read


def note_reading(model: type[Model], rows: Iterable[Any], reader: User) -> None:
    """Write down which secrets were among the rows this person was given; once per request."""
    if not reader.is_confidant:
        return
    keys = [row.pk for row in rows if isinstance(row, model)]
    if not keys:
        return
    secret = set(_secret(model._base_manager.filter(pk__in=keys)).values_list("pk", flat=True))
    read = [row for row in rows if isinstance(row, model) and row.pk in secret]
    if hasattr(model, "read_as"):  # a kind that says it in fewer words
        read = model.read_as(read)
    if read and hasattr(model, "read_at"):
        prefetch_related_objects(read, model.read_at)
    noted: set[tuple[str, Any]] = reader.__dict__.setdefault("_readings_noted", set())
    fresh = {(at._meta.label, at.pk): at for at in map(read_at, read)}
    note_readings([at for key, at in fresh.items() if key not in noted], by=reader)
    noted |= set(fresh)


def read_at(row: Any) -> Any:
    """The record a reading is noted at: a meeting for its papers, else the record itself."""
    return getattr(row, getattr(row, "read_at", ""), None) or row
