"""Step 4: what a written value means, decided once per value."""

from __future__ import annotations

from typing import Any

from django import forms

from surveys.importing.shapes import Choice, Field
from surveys.importing.values.unknown_words import UnknownValue

LATER, NEW, OTHER = "later", "new", "other"
MISSING_FOR_NOW = "あとで決める（この値は無効として取り込む）"
MISSING = [
    ("missing:no_answer", "無回答として扱う"),
    ("missing:not_asked", "非該当（聞いていない）として扱う"),
    ("missing:invalid", "無効として扱う"),
]
NO_NUMBER = ("missing:invalid", "数として取り込まない（文字は元の行に残す）")


class ValuesForm(forms.Form):
    """One select per unknown value. Nothing becomes an option by itself."""

    def __init__(
        self, *args: Any, fields: list[Field], unknown: list[UnknownValue], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.read_fields, self.unknown = fields, unknown
        for place, value in enumerate(unknown):
            field = fields[value.field]
            self.fields[f"value_{place}"] = forms.ChoiceField(
                label=f"{field.text}の「{value.value}」",
                choices=self._meanings(field, value),
                initial=LATER,
                widget=forms.Select(attrs={"aria-label": f"「{value.value}」の取り込み方"}),
            )

    def _meanings(self, field: Field, value: UnknownValue) -> list[Any]:
        if field.kind == "number":
            return [(LATER, MISSING_FOR_NOW), ("回答なし", [*MISSING[:-1], NO_NUMBER])]
        options = [(f"option:{i}", c.label) for i, c in enumerate(field.choices)]
        return [
            (LATER, MISSING_FOR_NOW),
            ("選択肢", options),
            ("その他", [(OTHER, "「その他」の文字として取り込む"), (NEW, "新しい選択肢にする")]),
            ("回答なし", MISSING),
        ]

    def questions(self) -> list[dict[str, Any]]:
        """The unknown values by question, for one table each."""
        tables: dict[int, dict[str, Any]] = {}
        for place, value in enumerate(self.unknown):
            table = tables.setdefault(
                value.field, {"field": self.read_fields[value.field], "lines": []}
            )
            table["lines"].append({"value": value, "control": self[f"value_{place}"]})
        return list(tables.values())

    def chosen_fields(self) -> list[Field]:
        for place, value in enumerate(self.unknown):
            decide_value(
                self.read_fields[value.field], value.value, self.cleaned_data[f"value_{place}"]
            )
        return self.read_fields


def decide_value(field: Field, value: str, meaning: str) -> None:
    """Write one decision into the field, where the reading of rows finds it."""
    kind, _, which = meaning.partition(":")
    if kind == "option":
        field.choices[int(which)].aliases.append(value)
    elif kind == NEW:
        field.choices.append(Choice(label=value))
    elif kind == OTHER:
        _other_choice(field).aliases.append(value)
    elif kind == "missing":
        kinds: dict[str, Any] = field.missing_values
        kinds[value] = which


def _other_choice(field: Field) -> Choice:
    for choice in field.choices:
        if choice.is_other:
            return choice
    field.choices.append(Choice(label="その他", is_other=True))
    return field.choices[-1]
