"""Step 4: what a written value means, decided once per value."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from django import forms

from surveys.forms.overtaken import OvertakenForm
from surveys.importing.shapes import Choice, Field
from surveys.importing.values.unknown_words import UnknownValue

LATER, NEW, OTHER = "later", "new", "other"
WORD = "value_"  # names of the controls begin with it
MISSING_FOR_NOW = "あとで決める（この値は無効として取り込む）"
MISSING = [
    ("missing:no_answer", "無回答として扱う"),
    ("missing:not_asked", "非該当（聞いていない）として扱う"),
    ("missing:invalid", "無効として扱う"),
]
NO_NUMBER = ("missing:invalid", "数として取り込まない（文字は元の行に残す）")


class ValuesForm(OvertakenForm):
    """One select per unknown value. Nothing becomes an option by itself."""

    def __init__(
        self, *args: Any, fields: list[Field], unknown: list[UnknownValue], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.read_fields, self.unknown = fields, unknown
        for value in unknown:
            field = fields[value.field]
            self.fields[_name(field, value.value)] = forms.ChoiceField(
                label=f"{field.text}の「{value.value}」",
                choices=self._meanings(field, value),
                initial=LATER,
                widget=forms.Select(attrs={"aria-label": f"「{value.value}」の取り込み方"}),
            )
        self.catch_up()

    def gone(self) -> Iterator[str]:
        """Words of the page that are none to decide any more."""
        sent = {name for name in self.data if name.startswith(WORD)} - self.fields.keys()
        for field in self.read_fields if sent else []:
            for word, meaning in _decided_words(field):
                if _name(field, word) in sent:
                    sent.remove(_name(field, word))
                    yield f"「{word}」は「{meaning}」"
        if sent:
            yield f"ほかの言葉{len(sent)}つ"

    def _meanings(self, field: Field, value: UnknownValue) -> list[Any]:
        if field.kind == "number":
            return [(LATER, MISSING_FOR_NOW), ("回答なし", [*MISSING[:-1], NO_NUMBER])]
        options = [(f"option:{_digest(c.label)}", c.label) for c in field.choices]
        return [
            (LATER, MISSING_FOR_NOW),
            ("選択肢", options),
            ("その他", [(OTHER, "「その他」の文字として取り込む"), (NEW, "新しい選択肢にする")]),
            ("回答なし", MISSING),
        ]

    def questions(self) -> list[dict[str, Any]]:
        """The unknown values by question, for one table each."""
        tables: dict[int, dict[str, Any]] = {}
        for value in self.unknown:
            field = self.read_fields[value.field]
            table = tables.setdefault(value.field, {"field": field, "lines": []})
            line = {"value": value, "control": self[_name(field, value.value)]}
            table["lines"].append(line)
        return list(tables.values())

    def chosen_fields(self) -> list[Field]:
        for value in self.unknown:
            field = self.read_fields[value.field]
            decide_value(field, value.value, self.cleaned_data[_name(field, value.value)])
        return self.read_fields


def _name(field: Field, word: str) -> str:
    """The same however many words of the page are decided meanwhile; an option's, too."""
    return WORD + _digest(f"{field.columns}{word}")


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()


def _decided_words(field: Field) -> Iterator[tuple[str, str]]:
    """Word and what it means."""
    for choice in field.choices:
        for word in (choice.label, *choice.aliases):
            yield word, choice.label
    labels = dict(MISSING)
    for word, kind in field.missing_values.items():
        yield word, labels.get(f"missing:{kind}", "無回答として扱う")


def decide_value(field: Field, value: str, meaning: str) -> None:
    """Write one decision into the field, where the reading of rows finds it."""
    kind, _, which = meaning.partition(":")
    if kind == "option":
        next(c for c in field.choices if _digest(c.label) == which).aliases.append(value)
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
