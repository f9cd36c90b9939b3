"""More records of any kind: copies of one that is there, each with all it hangs on of its own.

A list that asks once for every row, or for everything a row names, is found out by them.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from organizations.models import Municipality, User

# One municipality and the people who are there: else the copies were somebody else's.
STAYS = (Municipality, User, ContentType)
OWN_ROW = (Municipality, User)  # of which a list is made themselves


class Copies:
    """``Copies().of(meeting, 3)``: three more meetings, each of a platform of its own."""

    def __init__(self) -> None:
        self.number = 0

    def of(self, record: models.Model, how_many: int) -> None:
        for _ in range(how_many):
            self.number += 1
            self.made: dict[tuple[type[models.Model], Any], models.Model] = {}
            self._copy(record, asked=True)

    def _copy(self, record: Any, asked: bool = False) -> Any:
        kind = type(record)
        if kind in STAYS and not (asked and kind in OWN_ROW):
            return record
        if (kind, record.pk) in self.made:
            return self.made[kind, record.pk]
        copy = kind._base_manager.get(pk=record.pk)
        key = (kind, record.pk)
        self.made[key] = copy
        for field in kind._meta.concrete_fields:
            self._make_own(copy, field)
        for field in kind._meta.private_fields:
            if isinstance(field, GenericForeignKey) and getattr(copy, field.name):
                setattr(copy, field.name, self._copy(getattr(copy, field.name)))
        copy.pk, copy._state.adding = None, True
        kind._base_manager.bulk_create([copy])
        if kind is User:
            self._assign(record, copy)
        return copy

    def _make_own(self, copy: Any, field: Any) -> None:
        value = getattr(copy, field.attname)
        if field.is_relation and value is not None:
            to_itself = field.related_model is type(copy)
            above = getattr(copy, field.name)
            if not (to_itself and type(copy) in STAYS):
                setattr(copy, field.name, self._copy(above))
        elif isinstance(field, models.CharField | models.TextField) and value and not field.choices:
            ending = f"-{self.number}"
            room = (field.max_length or 1_000) - len(ending)
            setattr(copy, field.attname, value[:room] + ending)

    def _assign(self, record: Any, copy: Any) -> None:
        """A person is on the list by what they do there."""
        for held in list(record.assignments.all()):
            held.pk, held._state.adding, held.user = None, True, copy
            type(held)._base_manager.bulk_create([held])
