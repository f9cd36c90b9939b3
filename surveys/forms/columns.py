"""Step 3: what each column means."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django import forms

from platform_registry.forms.fields import LineField
from surveys.forms.overtaken import OvertakenForm
from surveys.importing.columns.by_hand import taken_as_asked
from surveys.importing.columns.distinct_values import Column, columns_of
from surveys.importing.columns.proposal import refit
from surveys.importing.planning.answers import ROLE_NAMES
from surveys.importing.planning.drafts import Reading
from surveys.importing.planning.questions import as_field, survey_questions
from surveys.importing.shapes import ROLES, Field
from surveys.importing.table.letters import column_letter
from surveys.importing.values.understood import question_key
from surveys.models import ImportBatch, Question

KINDS = [*Question.Kind.choices]
ONLY_ONCE = {role for role in ROLES if role not in ("question", "ignore")}


class ColumnsForm(OvertakenForm):
    """One row of controls per field: target, kind and question text."""

    def __init__(
        self,
        *args: Any,
        batch: ImportBatch,
        reading: Reading,
        fields: list[Field],
        whole: Callable[[], Reading],
        **kwargs: Any,
    ) -> None:
        """``whole``: the reading with all rows, for the columns that are read another way."""
        super().__init__(*args, **kwargs)
        self.reading, self.read_fields, self.whole = reading, fields, cache(whole)
        self.questions = survey_questions(batch.survey)
        for i, field in enumerate(fields):
            self._add_controls(i, field)
        self.catch_up()

    def _add_controls(self, i: int, field: Field) -> None:
        where = f"{i + 1}番目の列の"
        known = [(f"question:{key}", f"設問：{key}") for key in self.questions]
        new = "新しい設問" if known else "設問"
        roles = [(role, ROLE_NAMES[role]) for role in ROLES if role != "question"]
        key = question_key(field)
        target = field.role
        if field.role == "question" and key in self.questions:
            target = f"question:{key}"
        self.fields[f"target_{i}"] = forms.ChoiceField(
            label=where + "対応先", choices=[("question", new), *known, *roles], initial=target
        )
        self.fields[f"kind_{i}"] = forms.ChoiceField(
            label=where + "種類",
            choices=KINDS,
            initial="text" if field.kind == "id" else field.kind,
            required=False,
        )
        self.fields[f"text_{i}"] = LineField(
            label=where + "設問文", max_length=1000, initial=field.text, required=False
        )

        for name in (f"target_{i}", f"kind_{i}", f"text_{i}"):
            control = self.fields[name]
            control.widget.attrs["aria-label"] = control.label

    def lines(self) -> list[dict[str, Any]]:
        """A line of the table per field."""
        return [
            {
                "field": field,
                "letters": "・".join(column_letter(c) for c in _ends(field.columns)),
                "percent": round(field.filled * 100),
                "confidence": round(field.confidence * 100),
                "sure": field.confidence >= 0.9,
                "hidden": bool(self.reading.sheet.hidden_columns.intersection(field.columns)),
                "target": self[f"target_{i}"],
                "kind": self[f"kind_{i}"],
                "text": self[f"text_{i}"],
            }
            for i, field in enumerate(self.read_fields)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        taken: dict[str, int] = {}
        for i in range(len(self.read_fields)):
            target = cleaned.get(f"target_{i}", "")
            only_once = target in ONLY_ONCE or self._is_learned(target)
            if only_once and target in taken:
                self.add_error(
                    f"target_{i}",
                    f"{taken[target] + 1}番目の列と同じ対応先です。どちらかを「取り込まない」にしてください。",
                )
            taken.setdefault(target, i)
        return cleaned

    def _is_learned(self, target: str) -> bool:
        """A question of a questionnaire may stand in several columns; one learned has its own."""
        key = target.removeprefix("question:")
        return target != key and not self.questions[key].number

    def chosen_fields(self) -> list[Field]:
        """Lines of one question of the questionnaire become one field, which is taken as asked."""
        anew = self._asked_anew()
        fields = [
            self._chosen(i, field)
            for i, field in enumerate(self.read_fields)
            if self.cleaned_data[f"target_{i}"] not in anew
        ]
        columns = self._whole_columns() if anew else {}
        for target, numbers in anew.items():
            question = as_field(self.questions[target.removeprefix("question:")])
            field = taken_as_asked(question, [columns[number] for number in sorted(numbers)])
            first = columns[field.columns[0]]
            field.header = (first.heading, first.header.occurrence)
            fields.append(field)
        return sorted(fields, key=lambda field: field.columns[0])

    def _whole_columns(self) -> dict[int, Column]:
        whole = self.whole()
        return {column.number: column for column in columns_of(whole.sheet, whole.layout)}

    def _asked_anew(self) -> dict[str, list[int]]:
        """Target → columns of all its lines, where a person gave it a line it didn't have."""
        lines: dict[str, list[int]] = {}
        moved = set()
        for i, field in enumerate(self.read_fields):
            target: str = self.cleaned_data[f"target_{i}"]
            if target.startswith("question:") and not self._is_learned(target):
                lines.setdefault(target, []).extend(field.columns)
                if target != f"question:{question_key(field)}":
                    moved.add(target)
        return {target: columns for target, columns in lines.items() if target in moved}

    def _chosen(self, i: int, field: Field) -> Field:
        target: str = self.cleaned_data[f"target_{i}"]
        kind: str = self.cleaned_data[f"kind_{i}"] or field.kind
        role, _, key = target.partition(":") if target.startswith("question:") else (target, "", "")
        text = key or self.cleaned_data[f"text_{i}"] or field.text
        same = key == question_key(field) or (not key and text == field.text)
        untouched = role == field.role and same and (bool(key) or kind == _shown_kind(field))
        if untouched:
            field.confidence, field.reason = 1.0, field.reason
            return field
        if key:
            kind = self.questions[key].kind
        whole = self.whole()
        return refit(field, whole.sheet, whole.layout, role=role, kind=kind, text=text)


def _shown_kind(field: Field) -> str:
    return "text" if field.kind == "id" else field.kind


def _ends(columns: list[int]) -> list[int]:
    return columns if len(columns) < 2 else [columns[0], columns[-1]]
