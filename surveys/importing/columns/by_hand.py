"""A question of the survey that a person chose for columns: it is taken as it is."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.importing.columns.claims import Claim, Heading, Known
from surveys.importing.columns.distinct_values import Column
from surveys.importing.columns.placing import Decided, placed
from surveys.importing.shapes import Field


def taken_as_asked(question: Field, columns: Sequence[Column]) -> Field:
    """The question with its own options and codes; of several columns each holds its part."""
    parts = {column.number: _part(question, column, len(columns) > 1) for column in columns}
    [field] = placed(columns, [question], parts)
    field.confidence = 1.0
    return field


def _part(question: Field, column: Column, one_of_several: bool) -> Decided:
    whole = Decided(number=question.number)
    if not one_of_several or not question.choices:
        return whole
    claims = [*Known(0, question).claims(column, Heading(column))]
    best: Claim | None = max(
        (claim for claim in claims if claim.part in ("option", "other")),
        key=lambda claim: claim.points,
        default=None,
    )
    if best is None:
        return whole
    label = best.choice.label if best.choice else ""
    return Decided(number=question.number, option=label, other_text=best.part == "other")
