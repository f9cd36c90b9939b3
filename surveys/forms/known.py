"""A form that is known: only what differs from the survey's questions is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms

from surveys.forms.overtaken import OvertakenForm
from surveys.importing.columns.inference import kind_of_role
from surveys.importing.shapes import Field
from surveys.models import Question

COLUMN = "column_"  # names of the controls begin with it
KEEP, NEW, IGNORE = "keep", "new", "ignore"
SURE, DECIDED = 0.9, 1.0  # confidence of what is passed over, and of what a person said
BY_HAND = "担当者が決めました"
KINDS = dict(Question.Kind.choices)


class DifferencesForm(OvertakenForm):
    """One set of choices per column that isn't surely what it was."""

    def __init__(self, *args: Any, fields: list[Field], known: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read_fields, self.known = fields, known
        self.asked = [i for i, field in enumerate(fields) if self._is_asked(field)]
        for i in self.asked:
            choices = self._choices(fields[i])
            self.fields[_name(fields[i])] = forms.ChoiceField(
                label=f"「{fields[i].header[0]}」のあつかい",
                choices=choices,
                initial=choices[0][0],
                widget=forms.RadioSelect,
            )
        self.catch_up()

    def gone(self) -> Iterator[str]:
        """Columns of the page that are decided by now."""
        sent = {name for name in self.data if name.startswith(COLUMN)} - self.fields.keys()
        for field in self.read_fields:
            if _name(field) in sent:
                kept = "同じ設問" if self.is_known(field) else "新しい設問にする"
                said = "取り込まない" if field.role == "ignore" else kept
                yield f"列「{field.header[0]}」は「{said}」"

    def _is_asked(self, field: Field) -> bool:
        """What a person has decided is sure; what was proposed for a new column never is."""
        sure = SURE if self.is_known(field) else DECIDED
        return field.role == "question" and field.confidence < sure

    def is_known(self, field: Field) -> bool:
        return bool(field.number) or field.text in self.known

    def _choices(self, field: Field) -> list[tuple[str, str]]:
        new = (NEW, f"新しい設問にする（{KINDS.get(field.kind, KINDS['text'])}）")
        if not self.is_known(field):
            return [new, (IGNORE, "取り込まない")]
        return [(KEEP, "同じ設問"), new, (IGNORE, "取り込まない")]

    def lines(self) -> list[dict[str, Any]]:
        return [
            {
                "field": self.read_fields[i],
                "known": self.is_known(self.read_fields[i]),
                "control": self[_name(self.read_fields[i])],
            }
            for i in self.asked
        ]

    def chosen_fields(self) -> list[Field]:
        fields = [*self.read_fields]
        for i in self.asked:
            fields[i] = _decided(fields[i], self.cleaned_data[_name(fields[i])])
        return fields


def _name(field: Field) -> str:
    """The same however many columns of the page are decided meanwhile."""
    return f"{COLUMN}{field.columns[0]}"


def _decided(field: Field, choice: str) -> Field:
    if choice == IGNORE:
        return replace(
            field, role="ignore", kind=kind_of_role("ignore"), choices=[], form="cell",
            number="", condition="", confidence=DECIDED, reason=BY_HAND,
        )  # fmt: skip
    if choice == NEW:
        field = replace(field, text=field.header[0], number="", condition="")
    return replace(field, confidence=DECIDED, reason=BY_HAND)
