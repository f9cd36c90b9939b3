"""The fields of one's own as pages, lists, files and imports use them; all read in one query.

    for field in fields_of(OwnField.Of.PILOT, [place]):      # of municipalities, by number
    for field in fields_for(request.user, OwnField.Of.PILOT):  # of all the person works for

A `Field` holds its choices and asks nothing more of the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from organizations.own.models import OwnField, key_of

NAME = "own_"  # of a form field, a column, a filter: own_12


@dataclass(frozen=True, slots=True)
class Choice:
    pk: int
    label: str
    active: bool


@dataclass(slots=True)
class Field:
    """What is known of an `OwnField`."""

    pk: int
    place: int  # the municipality's number
    of: str
    label: str
    type: str
    help_text: str
    active: bool
    choices: list[Choice] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Under which a record keeps its value."""
        return key_of(self.pk)

    @property
    def name(self) -> str:
        return f"{NAME}{self.pk}"

    def choice(self, number: Any) -> Choice | None:
        return next((choice for choice in self.choices if choice.pk == number), None)


def fields_of(of: str, places: Collection[int]) -> list[Field]:
    """Of one kind, in these municipalities, in the order they are asked; retired ones, too."""
    return _read(Q(of=of, municipality__in=places)) if places else []


def fields_for(user: Any, of: str) -> list[Field]:
    """Those of the municipalities a person works for; the operator, who works for all, has none
    of his own. Kept with the person, who lives one request."""
    kept: dict[str, list[Field]] = user.__dict__.setdefault("_own_fields", {})
    if of not in kept:
        has_some = {post.municipality_id for post in user.posts() if post.has_own_fields}
        kept[of] = fields_of(of, has_some & user.municipality_ids("view"))
    return kept[of]


def fields_numbered(numbers: Iterable[int], reader: Any = None) -> dict[int, Field]:
    """By their numbers, of any kind and place; with a ``reader``, of those that are for him."""
    wanted = {*numbers}
    if not wanted:
        return {}
    rows = OwnField.objects.visible_to(reader) if reader is not None else OwnField.objects.all()
    found = _read(Q(pk__in=rows.filter(pk__in=wanted).order_by().values("pk")))
    return {field.pk: field for field in found}


COLUMNS = ("pk", "municipality", "of", "label", "type", "help_text", "active")
CHOICE = ("choices__pk", "choices__label", "choices__active")


def _read(wanted: Q) -> list[Field]:
    """Joined to their choices: a field without any is one row, with three it is three."""
    rows = OwnField._base_manager.filter(wanted).order_by(
        "municipality", "of", "position", "pk", "choices__position", "choices__pk"
    )
    found: dict[int, Field] = {}
    for row in rows.values_list(*COLUMNS, *CHOICE):
        own = found.setdefault(row[0], Field(*row[: len(COLUMNS)]))
        if row[len(COLUMNS)] is not None:
            own.choices.append(Choice(*row[len(COLUMNS) :]))
    return list(found.values())
