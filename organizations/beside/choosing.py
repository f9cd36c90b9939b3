"""Where documents disagree, which statement a field holds, as a part of an edit page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from organizations.beside.index import BesideIndex
from organizations.beside.statements import (
    can_be_chosen,
    choose_statement,
    label_of,
    statement_now,
)
from organizations.models import Note
from platform_registry.access import fetch
from platform_registry.grids.cells import Problem
from platform_registry.grids.sections import Section


@dataclass(frozen=True)
class Choice:
    """Two statements about one field of a record; the note holds the one that isn't shown."""

    name: str  # of the radio buttons
    record: Any
    note: Note
    taken: bool
    refused: str = ""

    @property
    def label(self) -> str:
        return label_of(self.record, self.note.field)

    @property
    def now(self) -> str:
        return statement_now(self.record, self.note.field)


class Statements(Section):
    """Radio buttons for each; the page says by ``beside(editing)`` whose notes they are."""

    key, title = "statements", "異なる記載"
    hint = "どちらを表示するか選びます。もう一方も付記に残ります"
    template = "organizations/beside/_choosing.html"

    def __init__(self, editing: Any, data: Any) -> None:
        super().__init__(editing, data)
        self._refused: dict[int, str] = {}
        records = [r for r in editing.page.beside(editing) if r.pk is not None]
        index = BesideIndex(records, editing.user)
        self._found = [
            (record, note)
            for record in records
            for note in index.of(record).notes
            if can_be_chosen(note, record)
        ]

    @property
    def choices(self) -> list[Choice]:
        return [
            Choice(name, record, note, self._taken(name), self._refused.get(note.pk, ""))
            for record, note in self._found
            for name in (f"{self.key}-{note.pk}",)
        ]

    def _taken(self, name: str) -> bool:
        return self.data is not None and self.data.get(name) == "take"

    @property
    def touched(self) -> bool:
        return any(choice.taken for choice in self.choices)

    @property
    def changes(self) -> int:
        return sum(choice.taken for choice in self.choices)

    def is_valid(self) -> bool:
        return True

    def store(self, *, by: Any) -> bool:
        """Of the records as they are now: another part may have just written them."""
        try:
            with transaction.atomic():
                for choice in self.choices:
                    if choice.taken:
                        self._choose(choice, by)
        except ValidationError:
            return False
        return True

    def _choose(self, choice: Choice, by: Any) -> None:
        record = type(choice.record)._default_manager.get(pk=choice.record.pk)
        note = fetch(Note.objects, by, "edit", pk=choice.note.pk)
        try:
            choose_statement(note, record, by=by)
        except ValidationError as error:
            self._refused[note.pk] = " ".join(error.messages)
            raise

    def unread(self) -> None:
        self._refused = {}

    def problems(self) -> Iterator[Problem]:
        for choice in self.choices:
            if choice.refused:
                yield Problem(choice.refused, f"id_{choice.name}", f"{self.title}　{choice.label}")
