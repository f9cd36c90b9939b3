"""From columns to the questions of a questionnaire that was there before the file.

Every column makes its claims; the strongest are granted first, and nothing is granted twice.
What no question takes stays for the proposal: facts on the organization, keys, open columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from surveys.importing.cells.labels import label_key
from surveys.importing.columns.claims import SURE, Claim, claims_of
from surveys.importing.columns.distinct_values import Column
from surveys.importing.columns.inference import missing_in
from surveys.importing.columns.options import Options
from surveys.importing.columns.separators import SEPARATORS
from surveys.importing.shapes import Choice, Field

Granted = dict[int, list[Claim]]  # question → the claims of its columns


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person said of a column: a role, or a question and which part of it."""

    role: str = "question"
    number: str = ""
    option: str = ""
    other_text: bool = False


def placed(
    columns: Sequence[Column],
    questions: Sequence[Field],
    decided: Mapping[int, Decided],
) -> list[Field]:
    """A field per known question that has columns here, in the order of the columns."""
    settled = [c for n, d in decided.items() if (c := _decided(n, d, questions)) is not None]
    free = [column for column in columns if column.number not in decided]
    granted = _granted(settled, claims_of(free, questions))
    by_number = {column.number: column for column in columns}
    fields = [_field(questions[q], claims, by_number) for q, claims in granted.items()]
    return sorted(fields, key=lambda field: field.columns[0])


def _decided(column: int, said: Decided, questions: Sequence[Field]) -> Claim | None:
    for place, question in enumerate(questions):
        if question.number != said.number or said.role != "question":
            continue
        reason = "担当者が決めました"
        if said.other_text:
            return Claim(column, place, "other", 100, reason)
        choice = next((c for c in question.choices if _same(c, said.option)), None)
        if choice is not None:
            return Claim(column, place, "option", 100, reason, choice)
        return Claim(column, place, "whole", 100, reason)
    return None


def _same(choice: Choice, option: str) -> bool:
    return bool(option) and label_key(choice.label) == label_key(option)


# --------------------------------------------------------------------------- granting


def _granted(settled: Sequence[Claim], claims: Sequence[Claim]) -> Granted:
    spread = _spread(claims)
    granted: Granted = defaultdict(list)
    columns: set[int] = set()
    taken: set[tuple[int, str]] = set()
    for claim in settled:
        granted[claim.question].append(claim)
        columns.add(claim.column)
        taken.add(_seat(claim))
    for claim in sorted(claims, key=lambda c: (-c.points, c.column, c.question)):
        if claim.column in columns or _seat(claim) in taken:
            continue
        if claim.part == "whole" and claim.question in spread:
            continue  # its options have columns of their own
        if claim.part == "option" and claim.question not in spread:
            continue  # one option alone is no block
        granted[claim.question].append(claim)
        columns.add(claim.column)
        taken.add(_seat(claim))
    return {q: found for q, found in granted.items() if any(c.part != "other" for c in found)}


def _seat(claim: Claim) -> tuple[int, str]:
    """What of a question there is only one of."""
    if claim.part == "option" and claim.choice is not None:
        return claim.question, f"option {claim.choice.label}"
    if claim.part == "slot":
        return claim.question, f"slot {claim.column}"
    return claim.question, claim.part


def _spread(claims: Sequence[Claim]) -> set[int]:
    """Questions of which two options or more have a column each."""
    labels: dict[int, set[str]] = defaultdict(set)
    for claim in claims:
        if claim.part == "option" and claim.choice is not None:
            labels[claim.question].add(claim.choice.label)
    return {question for question, found in labels.items() if len(found) > 1}


# --------------------------------------------------------------------------- fields


def _field(question: Field, claims: list[Claim], columns: Mapping[int, Column]) -> Field:
    claims.sort(key=lambda claim: claim.column)
    texts = [claim.column for claim in claims if claim.part == "other"]
    answers = [claim for claim in claims if claim.part != "other"]
    own = [claim.column for claim in answers]
    field = replace(
        question,
        columns=[*own, *texts],
        other_column=texts[0] if texts else None,
        reason=answers[0].reason,
        confidence=0.97 if min(claim.points for claim in answers) >= SURE else 0.75,
    )
    field.missing_values = dict(question.missing_values)
    for number in own:
        field.missing_values = missing_in(columns[number].cells) | field.missing_values
    if any(claim.part == "option" for claim in answers):
        at = {claim.choice.label: claim.column for claim in answers if claim.choice}
        field.choices = [replace(c, column=at.get(c.label)) for c in question.choices]
        field.form = "flags"
    elif len(own) > 1:
        field.form = "slots"
    elif question.kind == "multi":
        field.form, field.separator = "joined", _mark(columns[own[0]], question)
    if not question.choices:
        field.missing_values = {} if question.kind == "text" else field.missing_values
    return field


def _mark(column: Column, question: Field) -> str | None:
    """The mark that joins the answers, to join the texts of 「その他」 with it again."""
    options = Options(question)
    counts = {
        mark: sum(n for text, n in column.cells.items() if mark in text and options.answers(text))
        for mark in SEPARATORS
    }
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else None
