"""From columns to the questions of a questionnaire that was there before the file.

Every column makes its claims; the strongest are granted first, and nothing is granted twice.
What no question takes stays for the proposal: facts on the organization, keys, open columns.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from surveys.importing.cells.labels import label_key
from surveys.importing.columns.claims import SURE, Claim, claims_of, is_enough
from surveys.importing.columns.distinct_values import Column
from surveys.importing.columns.inference import missing_in
from surveys.importing.columns.neighbours import (
    Granted,
    by_neighbours,
    in_place,
    left_over,
    other_texts,
)
from surveys.importing.columns.options import CONVENTIONS, Options
from surveys.importing.columns.separators import SEPARATORS
from surveys.importing.shapes import Field, MissingKind

_SAID = re.compile(r"\W?(?:無回答|未回答|未記入|無記入|無記載|非該当)\W?")
"""Words that are no answer even where people write as they like."""


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
    by_number = {column.number: column for column in columns}
    granted = _granted(settled, _without_wholes(claims_of(free, questions)), by_number, questions)
    fields = [_field(questions[q], claims, by_number) for q, claims in granted.items()]
    return sorted(fields, key=lambda field: field.columns[0])


def _decided(column: int, said: Decided, questions: Sequence[Field]) -> Claim | None:
    for place, question in enumerate(questions):
        if question.number != said.number or said.role != "question":
            continue
        reason = "担当者が決めました"
        if said.other_text:
            return Claim(column, place, "other", 100, reason)
        option = label_key(said.option) if said.option else None
        choice = next((c for c in question.choices if label_key(c.label) == option), None)
        if choice is not None:
            return Claim(column, place, "option", 100, reason, choice)
        return Claim(column, place, "whole", 100, reason)
    return None


# --------------------------------------------------------------------------- granting


def _without_wholes(claims: Sequence[Claim]) -> list[Claim]:
    """Columns that name an option each hold no whole answer; numbers in them may be ranks."""
    named = {(c.question, c.column) for c in claims if c.part == "option"}
    each = {place for place in named if sum(q == place[0] for q, _ in named) > 1}
    return [c for c in claims if c.part != "whole" or (c.question, c.column) not in each]


def _granted(
    settled: Sequence[Claim],
    found: Sequence[Claim],
    columns: Mapping[int, Column],
    questions: Sequence[Field],
) -> Granted:
    claims = _in_blocks(_of_one_shape([claim for claim in found if is_enough(claim)]))
    granting = _Granting(_spread([*settled, *claims]), claims)
    for claim in settled:
        whole = claim.part == "whole" and claim.question in granting.spread
        granting.grant(replace(claim, part="check") if whole else claim)
    for claim in sorted(claims, key=lambda c: (-c.points, c.column, c.question)):
        granting.consider(claim)
    granting.grant_all(other_texts(granting.granted, columns, questions))
    for look in (by_neighbours, left_over, in_place):
        granting.grant_all(look(granting.granted, found, columns, questions))
        granting.grant_all(other_texts(granting.granted, columns, questions))
    return {
        q: found
        for q, found in granting.granted.items()
        if any(c.part not in ("other", "check") for c in found)
    }


class _Granting:
    """Gives every column to one question, and every part of a question to one column."""

    def __init__(self, spread: set[int], claims: Sequence[Claim]) -> None:
        self.spread = spread
        self.granted: Granted = defaultdict(list)
        self.columns: set[int] = set()
        self._taken: set[tuple[int, str]] = set()
        self._rivals: dict[int, list[Claim]] = defaultdict(list)
        for claim in claims:
            self._rivals[claim.column].append(claim)

    def consider(self, claim: Claim) -> None:
        if claim.part == "whole" and claim.question in self.spread:
            claim = replace(claim, part="check")  # its options have columns of their own
        if claim.part == "option" and claim.question not in self.spread:
            return  # one option alone is no block
        if claim.column in self.columns or _seat(claim) in self._taken or self._disputed(claim):
            return
        self.grant(claim)

    def grant_all(self, claims: Iterable[Claim]) -> None:
        for claim in list(claims):
            self.grant(claim)

    def grant(self, claim: Claim) -> None:
        self.granted[claim.question].append(claim)
        self.columns.add(claim.column)
        self._taken.add(_seat(claim))

    def _disputed(self, claim: Claim) -> bool:
        """Two questions with equal claims on a column: its place decides, or a person."""
        return (claim.points < SURE or claim.part == "whole") and any(
            rival.question != claim.question
            and rival.points == claim.points
            and rival.part == claim.part
            and _seat(rival) not in self._taken
            for rival in self._rivals[claim.column]
        )


def _of_one_shape(claims: Sequence[Claim]) -> list[Claim]:
    """Without the options of a question whose numbered columns hold codes, not marks.

    Q6_1, Q6_2 … are either an option each or an answer each; where one of them can't be an
    option, none is.
    """
    by_column: dict[tuple[int, int], set[str]] = defaultdict(set)
    best: dict[int, int] = defaultdict(int)
    for claim in claims:
        by_column[claim.question, claim.column].add(claim.part)
        best[claim.column] = max(best[claim.column], claim.points)
    answers = {
        c.question
        for c in claims
        if c.part == "slot"
        and c.points == best[c.column]  # 問1-1 is a question of its own rather than a part of 問1
        and "option" not in by_column[c.question, c.column]
    }
    return [c for c in claims if not (c.part == "option" and c.question in answers)]


def _in_blocks(claims: Sequence[Claim]) -> list[Claim]:
    """Options whose neighbours are options of the same question are surer for it."""
    held = {(c.question, c.column) for c in claims if c.part == "option"}
    return [
        replace(
            c,
            points=c.points
            + ((c.question, c.column - 1) in held)
            + ((c.question, c.column + 1) in held),
        )
        if c.part == "option"
        else c
        for c in claims
    ]


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
    checks = [claim.column for claim in claims if claim.part == "check"]
    answers = [claim for claim in claims if claim.part not in ("other", "check")]
    own = [claim.column for claim in answers]
    field = replace(
        question,
        columns=[*own, *texts, *checks],
        other_column=texts[0] if texts else None,
        check_column=checks[0] if checks else None,
        reason=answers[0].reason,
        confidence=0.97 if min(claim.points for claim in answers) >= SURE else 0.75,
    )
    field.missing_values = dict(question.missing_values)
    for number in own:
        field.missing_values = _missing(columns[number], question) | field.missing_values
    if any(claim.part == "option" for claim in answers):
        at = {claim.choice.label: claim.column for claim in answers if claim.choice}
        field.choices = [replace(c, column=at.get(c.label)) for c in question.choices]
        field.form = "flags"
    elif len(own) > 1:
        field.form = "slots"
    elif question.kind == "multi":
        field.form, field.separator = "joined", _mark(columns[own[0]], question)
    if question.kind == "text":
        field.missing_values = {
            text: kind
            for text, kind in field.missing_values.items()
            if text in question.missing_values or _SAID.fullmatch(text)
        }
    return field


def _missing(column: Column, question: Field) -> dict[str, MissingKind]:
    """Words for no answer, and where the column speaks in codes the usual codes for none."""
    options = Options(question)
    found = missing_in(column.cells)
    if options.codes_only(column.cells.keys() - found.keys()):
        usual = CONVENTIONS.keys() & column.cells.keys()
        found |= {text: CONVENTIONS[text] for text in usual if options.find(text) is None}
    return found


def _mark(column: Column, question: Field) -> str | None:
    """The mark that joins the answers, to join the texts of 「その他」 with it again."""
    options = Options(question)
    counts = {
        mark: sum(n for text, n in column.cells.items() if mark in text and options.answers(text))
        for mark in SEPARATORS
    }
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else None
