"""Written values that no option answers to: a person decides each of them once per value."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.importing.shapes import Field, Layout, Sheet
from surveys.importing.values.to_decide import distinct_values


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A value of a choice question without an option; ``field`` is the field's place."""

    field: int
    value: str
    count: int


def unknown_values(sheet: Sheet, layout: Layout, fields: list[Field]) -> list[UnknownValue]:
    return [
        UnknownValue(i, value, count)
        for i, field in enumerate(fields)
        if field.role == "question" and field.kind in ("single", "multi") and field.form != "flags"
        for value, count, label in distinct_values(sheet, layout, field)
        if label is None
    ]
