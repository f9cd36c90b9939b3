"""From columns to the questions of a questionnaire that was there before the file.

Every column makes its claims; the strongest are granted first, and nothing is granted twice.
What no question takes stays for the proposal: facts on the organization, keys, open columns.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os.path import commonprefix

from surveys.importing.cells.labels import label_key
from surveys.importing.columns.claims import (
    NEEDED,
    SURE,
    Claim,
    Heading,
    claims_of,
    is_enough,
    is_marked,
)
from surveys.importing.columns.distinct_values import Column
from surveys.importing.columns.inference import missing_in
from surveys.importing.columns.options import CONVENTIONS, Options
from surveys.importing.columns.separators import SEPARATORS
from surveys.importing.shapes import Choice, Field, MissingKind

SHORT_FORM = 70.0  # words that are enough in the right place
RELATED = 40.0  # and where nothing else is left
_CLERICAL = re.compile(r"入力|受付|受信|受領|更新|回収|送信|点検|確認|処理|発送|記入日")
_OTHER = re.compile(r"その他|そのほか|具体的|自由記|other", re.I)
_SAID = re.compile(r"\W?(?:無回答|未回答|未記入|無記入|無記載|非該当)\W?")
"""Words that are no answer even where people write as they like."""
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
    by_number = {column.number: column for column in columns}
    granted = _granted(settled, claims_of(free, questions), by_number, questions)
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
    for claim in by_neighbours(granting.granted, found, columns, questions):
        granting.grant(claim)
    for claim in _left_over(granting, found, columns, questions):
        granting.grant(claim)
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


# --------------------------------------------------------------------------- neighbours
#
# Columns that say little themselves are known by the columns beside them: what is shortened beyond
# recognition stands where the questionnaire has the question, the text of 「その他」 behind its
# answer. Neither is sure: a person looks at it.


def by_neighbours(
    granted: Granted,
    claims: Sequence[Claim],
    columns: Mapping[int, Column],
    questions: Sequence[Field],
) -> list[Claim]:
    """Claims on columns nobody has, each on its own; none on what is taken."""
    at = {c.column: q for q, found in granted.items() for c in found}
    open_columns = [n for n, column in columns.items() if n not in at and column.headed]
    found = list(_texts(open_columns, at, granted, columns, questions))
    named = {claim.column for claim in found}
    left = [n for n in open_columns if n not in named]
    return found + list(_between(left, at, claims, columns, questions))


# --------------------------------------------------------------- texts of 「その他」


def _texts(
    open_columns: Sequence[int],
    at: Mapping[int, int],
    granted: Granted,
    columns: Mapping[int, Column],
    questions: Sequence[Field],
) -> Iterator[Claim]:
    for number in open_columns:
        place = at.get(number - 1)
        if place is None or any(claim.part == "other" for claim in granted[place]):
            continue
        column = columns[number]
        has_other = any(choice.is_other for choice in questions[place].choices)
        if has_other and _goes_on(columns[number - 1], column) and not _is_block(column):
            yield Claim(number, place, "other", NEEDED, "左の列のその他の記入とみました")


def _goes_on(before: Column, column: Column) -> bool:
    own, left = label_key(column.heading), label_key(before.heading)
    stem = commonprefix([own, left])
    alike = stem == left or len(stem) >= 3
    return alike and own != left and bool(_OTHER.search(own[len(stem) :] or own))


def _is_block(column: Column) -> bool:
    return bool(column.cells) and is_marked(column)


# --------------------------------------------------------------- the place in the questionnaire


def _between(
    open_columns: Sequence[int],
    at: Mapping[int, int],
    claims: Sequence[Claim],
    columns: Mapping[int, Column],
    questions: Sequence[Field],
) -> Iterator[Claim]:
    taken = set(at.values())
    for number in open_columns:
        low, high = _frame(number, at, len(questions))
        own = [
            claim
            for claim in claims
            if claim.column == number
            and claim.part == "whole"
            and low < claim.question < high
            and claim.question not in taken
            and not claim.contradicted
        ]
        named = [claim for claim in own if claim.words >= SHORT_FORM and claim.points >= 2]
        seat = _seat_in_run(number, open_columns, at, low, high)
        near = [c for c in own if c.question == seat and _akin(columns[number], questions[seat])]
        best = named or near
        if len(best) == 1:
            taken.add(best[0].question)
            yield best[0]


def _seat_in_run(
    number: int, open_columns: Sequence[int], at: Mapping[int, int], low: int, high: int
) -> int | None:
    """The question of this place, where as many columns are open as questions between two known."""
    first = last = number
    while first - 1 in open_columns:
        first -= 1
    while last + 1 in open_columns:
        last += 1
    framed = at.get(first - 1) == low and at.get(last + 1) == high
    return low + 1 + number - first if framed and last - first == high - low - 2 else None


def _frame(number: int, at: Mapping[int, int], count: int) -> tuple[int, int]:
    """The questions of the nearest known columns to both sides."""
    left = max((n for n in at if n < number), default=None)
    right = min((n for n in at if n > number), default=None)
    return -1 if left is None else at[left], count if right is None else at[right]


# --------------------------------------------------------------------------- what is left over


def _left_over(
    granting: _Granting,
    claims: Sequence[Claim],
    columns: Mapping[int, Column],
    questions: Sequence[Field],
) -> list[Claim]:
    """The only question left for a column that is the only one left for it; a person looks at it."""
    fitting = [
        claim
        for claim in claims
        if claim.part == "whole"
        and claim.points >= 2
        and not claim.contradicted
        and claim.column not in granting.columns
        and claim.question not in granting.granted
        and _may_be(claim, columns[claim.column], questions[claim.question])
    ]
    by_column = Counter(claim.column for claim in fitting)
    by_question = Counter(claim.question for claim in fitting)
    return [
        replace(claim, points=NEEDED, reason="残った設問のうち、この列に合うのはこれだけです")
        for claim in fitting
        if by_column[claim.column] == by_question[claim.question] == 1
    ]


def _may_be(claim: Claim, column: Column, question: Field) -> bool:
    """By a word of the heading, or by cells that hold options, days or hours as asked."""
    # No form tool says by the hour alone when it was opened.
    if Heading(column).role != "question" and question.kind != "time":
        return False
    if claim.words >= RELATED or _akin(column, question):
        return True
    typed = question.kind in ("single", "multi", "date", "time")
    return typed and not _CLERICAL.search(column.heading)


def _akin(column: Column, question: Field) -> bool:
    """Whether two letters of the heading stand side by side in the question too."""
    own, asked = label_key(Heading(column).whole), label_key(question.text)
    return any(own[i : i + 2] in asked for i in range(len(own) - 1))


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
