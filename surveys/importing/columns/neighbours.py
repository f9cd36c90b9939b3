"""What a column is by its place, where its heading alone doesn't tell.

What is shortened beyond recognition stands where the questionnaire has the question, the text of
「その他」 behind its answer, and what is left over answers what is left over. None of it is sure: a
person looks at it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from os.path import commonprefix

from surveys.importing.cells.labels import label_key
from surveys.importing.cells.text import trimmed
from surveys.importing.columns.claims import NEEDED, Claim, Heading, is_marked
from surveys.importing.columns.distinct_values import Column
from surveys.importing.columns.inference import infer
from surveys.importing.shapes import Field

SHORT_FORM = 70.0  # words that are enough in the right place
RELATED = 40.0  # and where nothing else is left
_CLERICAL = re.compile(r"入力|受付|受信|受領|更新|回収|送信|点検|確認|処理|発送|記入日|備考|メモ")
_OTHER = re.compile(r"その他|そのほか|具体的|自由記|other", re.I)
_OTHER_ALONE = re.compile(
    r"(?:その他|そのほか)の?[\s:：_・]*[（(\[［【]?\s*(?:具体的|記述|記入|自由記|自由回答|内容|詳細)[^、。？?]{0,12}"
)
Granted = dict[int, list[Claim]]  # question → the claims of its columns


def by_neighbours(
    granted: Granted,
    claims: Sequence[Claim],
    columns: Mapping[int, Column],
    questions: Sequence[Field],
) -> list[Claim]:
    """Claims on columns nobody has, each on its own; none on what is taken."""
    at = {c.column: q for q, found in granted.items() for c in found}
    open_columns = [n for n, column in columns.items() if n not in at and column.headed]
    return list(_between(open_columns, at, claims, columns, questions))


def other_texts(
    granted: Granted, columns: Mapping[int, Column], questions: Sequence[Field]
) -> Iterator[Claim]:
    """What was written with 「その他」, right behind the question it belongs to."""
    at = {c.column: q for q, found in granted.items() for c in found}
    for number, column in columns.items():
        place = at.get(number - 1)
        if number in at or not column.headed or place is None:
            continue
        if any(claim.part == "other" for claim in granted[place]):
            continue
        has_other = any(choice.is_other for choice in questions[place].choices)
        is_block = bool(column.cells) and is_marked(column)
        if has_other and _goes_on(columns[number - 1], column) and not is_block:
            yield Claim(number, place, "other", NEEDED, "左の列のその他の記入とみました")


def _goes_on(before: Column, column: Column) -> bool:
    if _OTHER_ALONE.fullmatch(trimmed(column.header.parts[-1])):
        return True
    own, left = label_key(column.heading), label_key(before.heading)
    stem = commonprefix([own, left])
    alike = stem == left or len(stem) >= 3
    return alike and own != left and bool(_OTHER.search(own[len(stem) :] or own))


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


def left_over(
    granted: Granted,
    claims: Sequence[Claim],
    columns: Mapping[int, Column],
    questions: Sequence[Field],
) -> list[Claim]:
    """The only question left for a column that is the only one left for it."""
    taken = {claim.column for found in granted.values() for claim in found}
    fitting = [
        claim
        for claim in claims
        if claim.part == "whole"
        and claim.points >= 2
        and not claim.contradicted
        and claim.column not in taken
        and claim.question not in granted
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


def in_place(
    granted: Granted,
    claims: Sequence[Claim],
    columns: Mapping[int, Column],
    questions: Sequence[Field],
) -> list[Claim]:
    """A free text under another heading, which stands alone for the question of its place."""
    at = {claim.column: q for q, found in granted.items() for claim in found}
    found = {*texts_in_place(at, columns, questions)}
    reason = "この場所に残った設問も、残った列もこれだけです"
    return [
        replace(claim, points=NEEDED, reason=reason)
        for claim in claims
        if claim.part == "whole" and (claim.column, claim.question) in found
    ]


def texts_in_place(
    at: Mapping[int, int], columns: Mapping[int, Column], questions: Sequence[Field]
) -> Iterator[tuple[int, int]]:
    """Column and place of the question, where nothing else is left between the known (``at``).

    Options, days and hours tell a column whatever its heading says; what people write tells
    nothing. So a word has to be kept, or both neighbours be known, or nothing else be left at all.
    """
    open_columns = [n for n, column in columns.items() if n not in at and _asks(column)]
    frames = {n: _frame(n, at, len(questions)) for n in open_columns}
    taken = set(at.values())
    for number, frame in frames.items():
        left = [q for q in range(frame[0] + 1, frame[1]) if q not in taken]
        if not at or len(left) != 1 or [*frames.values()].count(frame) != 1:
            continue
        question, column = questions[left[0]], columns[number]
        framed = (at.get(number - 1), at.get(number + 1)) == (left[0] - 1, left[0] + 1)
        last = len(frames) == 1 and len(taken) == len(questions) - 1
        sure = framed or last or _akin(column, question)
        if sure and question.kind == "text" and _is_text(column):
            yield number, left[0]


def _asks(column: Column) -> bool:
    asks = column.headed and Heading(column).role == "question"
    return asks and not _CLERICAL.search(column.heading)


def _is_text(column: Column) -> bool:
    """As people write; a column nobody wrote into may be anything."""
    return not column.cells or infer(column).kind == "text"
