"""What the correction of a question means for the mappings that are kept under its old words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from surveys.importing.cells.labels import label_key
from surveys.importing.shapes import Choice, Field
from surveys.importing.values.understood import question_key

ASKED = (
    "text", "number", "kind", "group", "unit", "minimum", "maximum", "precision", "condition",
    "required", "headings",
)  # fmt: skip


def corrected(
    mapped: Sequence[Field], before: Field, after: Field, renamed: Mapping[str, str]
) -> list[Field] | None:
    """The mapping with the question as it is now; None where it doesn't speak of it.

    ``renamed``: old label of an option → the new one.
    """
    if not any(_asks(field, before) for field in mapped):
        return None
    labels = {label_key(old): new for old, new in renamed.items()}
    return [_as_now(field, after, labels) if _asks(field, before) else field for field in mapped]


def _asks(field: Field, question: Field) -> bool:
    same = question_key(field) == question_key(question)
    return same and field.role == "question" and (field.group or "") == (question.group or "")


def _as_now(field: Field, after: Field, labels: Mapping[str, str]) -> Field:
    asked = {name: getattr(after, name) for name in ASKED}
    choices = [_renamed(choice, labels.get(label_key(choice.label))) for choice in field.choices]
    missing = field.missing_values | after.missing_values
    return replace(field, **asked, choices=choices, missing_values=missing)


def _renamed(choice: Choice, label: str | None) -> Choice:
    if label is None or label == choice.label:
        return choice
    return replace(choice, label=label, aliases=[*choice.aliases, choice.label])
