"""Written values that no option answers to: a person decides each of them once per value.

So is a word that recurs where the questionnaire asks for a number: 日帰り, 無料.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from surveys.importing.shapes import Field, Layout, Missing, Sheet
from surveys.importing.values.to_decide import distinct_values, read_value

RECURRING = 2  # rows
_DIGIT = re.compile(r"[\d〇一二三四五六七八九十百千万]")


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A value of a choice question without an option; ``field`` is the field's place."""

    field: int
    value: str
    count: int


def unknown_values(sheet: Sheet, layout: Layout, fields: list[Field]) -> list[UnknownValue]:
    return sorted(
        [*_unknown_options(sheet, layout, fields), *_recurring_words(sheet, layout, fields)],
        key=lambda value: value.field,
    )


def _recurring_words(sheet: Sheet, layout: Layout, fields: list[Field]) -> Iterator[UnknownValue]:
    for i, field in enumerate(fields):
        if field.role == "question" and field.kind == "number":
            for text, count, decided in distinct_values(sheet, layout, field):
                if count < RECURRING or decided or _DIGIT.search(text):
                    continue
                value, _, _ = read_value([text], replace(field, columns=field.columns[:1]))
                if value == Missing("invalid"):
                    yield UnknownValue(i, text, count)


def _unknown_options(sheet: Sheet, layout: Layout, fields: list[Field]) -> list[UnknownValue]:
    return [
        UnknownValue(i, value, count)
        for i, field in enumerate(fields)
        if field.role == "question" and field.kind in ("single", "multi") and field.form != "flags"
        for value, count, label in distinct_values(sheet, layout, field)
        if label is None
    ]
