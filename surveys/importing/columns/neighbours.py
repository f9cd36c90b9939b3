"""Columns that say little themselves, known by the columns beside them.

What is shortened beyond recognition (閉店時刻 of 営業終了時刻) stands where the questionnaire has the
question; the text of 「その他」 stands behind the answer. Neither is sure: a person looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from os.path import commonprefix

from surveys.importing.cells.labels import label_key
from surveys.importing.columns.claims import NEEDED, Claim, Heading, is_marked
from surveys.importing.columns.distinct_values import Column
from surveys.importing.shapes import Field

SHORT_FORM = 70.0  # words that are enough in the right place
_OTHER = re.compile(r"その他|そのほか|具体的|自由記|other", re.I)
Granted = Mapping[int, Sequence[Claim]]


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


def _akin(column: Column, question: Field) -> bool:
    """Whether two letters of the heading stand side by side in the question too."""
    own, asked = label_key(Heading(column).whole), label_key(question.text)
    return any(own[i : i + 2] in asked for i in range(len(own) - 1))
