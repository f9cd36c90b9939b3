"""Earlier knowledge laid over a proposal: an earlier file's mapping, the survey's questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from surveys.importing.cells.labels import label_key, pieces
from surveys.importing.columns.distinct_values import Column
from surveys.importing.columns.inference import missing_in, short
from surveys.importing.columns.profiles import matches
from surveys.importing.columns.roles import core, question_number
from surveys.importing.columns.separators import SEPARATORS
from surveys.importing.shapes import Choice, Field, Layout

SIMILAR, SIMILAR_SAME_NUMBER = 86.0, 70.0
"""Least similarity (0–100) of two texts for one question; less if number and kind agree too."""


def apply_profile(
    fields: list[Field], profile: Sequence[Field], layout: Layout, columns: Mapping[int, Column]
) -> None:
    """Give the fields what a person decided for the same columns in an earlier file."""
    by_header = {field.columns[0]: field for field in fields}
    for earlier, header in matches(profile, layout, columns):
        field = by_header.get(header.column)
        if field is None:
            continue
        renamed = label_key(earlier.header[0]) != label_key(header.text)
        _adopt(field, earlier, columns)
        field.role, field.text, field.group = earlier.role, earlier.text, earlier.group
        field.number, field.condition = earlier.number, earlier.condition
        field.minimum, field.maximum = earlier.minimum, earlier.maximum
        field.precision = earlier.precision
        field.confidence = 0.8 if renamed else 0.99
        field.reason = (
            f"前回の「{short(earlier.header[0])}」の見出しが変わったものとみました"
            if renamed
            else "前回の取込と同じ見出しです"
        )


def apply_known_questions(
    fields: list[Field], questions: Sequence[Field], columns: Mapping[int, Column]
) -> None:
    """Recognise the survey's questions by their text; each question is given once."""
    asked = [field for field in fields if field.role == "question"]
    pairs = sorted(
        (
            (likeness, -i, -j)
            for i, field in enumerate(asked)
            for j, question in enumerate(questions)
            if (likeness := _best(field.text, question)) >= _needed(field, question)
        ),
        reverse=True,
    )
    taken: set[tuple[str, int]] = set()
    for likeness, i, j in pairs:
        field, question = asked[-i], questions[-j]
        if ("field", i) in taken or ("question", j) in taken:
            continue
        taken |= {("field", i), ("question", j)}
        _adopt(field, question, columns)
        field.text, field.group = question.text, question.group or field.group
        field.confidence = 0.95 if likeness == 100 else round(likeness / 100 - 0.05, 2)
        field.reason = (
            "設問文が同じです" if likeness == 100 else f"設問文が似ています（{likeness:.0f}%）"
        )


def _needed(field: Field, question: Field) -> float:
    numbers = [question_number(text) for text in (field.text, question.text)]
    agreed = numbers[0] and numbers[0] == numbers[1] and field.kind == question.kind
    return SIMILAR_SAME_NUMBER if agreed else SIMILAR


def _best(text: str, question: Field) -> float:
    return max(_likeness(text, known) for known in (question.text, *question.headings))


def _likeness(text: str, other: str) -> float:
    from rapidfuzz import fuzz  # only imports need it

    if label_key(text) == label_key(other):
        return 100.0
    return min(99.0, fuzz.ratio(label_key(core(text)), label_key(core(other))))


def _adopt(field: Field, model: Field, columns: Mapping[int, Column]) -> None:
    """Take over kind, options and decisions of ``model``, keeping where the columns lie."""
    field.missing_values = {**field.missing_values, **model.missing_values}
    field.unit = model.unit or field.unit
    if field.form in ("flags", "slots"):
        if model.kind == "multi":
            field.choices = [_known_choice(choice, model.choices) for choice in field.choices]
        return
    changed = field.kind != model.kind
    field.kind = model.kind
    if model.kind not in ("single", "multi"):
        field.choices, field.form, field.separator = [], "cell", None
        return
    if model.choices:
        field.choices = [replace(choice, column=None) for choice in model.choices]
    column = columns[field.columns[0]]
    if changed:
        field.missing_values = {**missing_in(column.cells), **field.missing_values}
    if model.kind == "multi":
        field.form = "joined"
        field.separator = (
            best_separator(column, field.choices) or field.separator or model.separator
        )
    else:
        field.form, field.separator = "cell", None


def _known_choice(choice: Choice, known: Sequence[Choice]) -> Choice:
    """The same option as it was named before, at its column of today."""
    for candidate in known:
        same_label = label_key(candidate.label) == label_key(choice.label)
        same_code = choice.code is not None and candidate.code == choice.code
        nameless = choice.label == choice.code
        alias = label_key(choice.label) in {label_key(text) for text in candidate.aliases}
        if (
            same_label
            or alias
            or (same_code and nameless)
            or (choice.is_other and candidate.is_other)
        ):
            return replace(candidate, column=choice.column, code=candidate.code or choice.code)
    return choice


def best_separator(column: Column, choices: Sequence[Choice]) -> str | None:
    """The separator that leaves the most known labels or codes; ``None`` if none leaves any."""
    known = {
        label_key(text) for c in choices for text in (c.label, c.code or "", *c.aliases) if text
    }

    def recognised(mark: str) -> int:
        return sum(
            count * sum(label_key(piece) in known for piece in pieces(text, mark))
            for text, count in column.cells.items()
            if mark in text
        )

    best = max(SEPARATORS, key=recognised)
    return best if recognised(best) else None
