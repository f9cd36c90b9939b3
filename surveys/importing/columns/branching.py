"""Questions that only some respondents were asked, recognised from the blanks they leave.

If a question is blank for everybody who answered いいえ to an earlier one and answered by
most others, its blanks there are 「非該当」 and not 「無回答」: they leave the base of percentages.
"""

from __future__ import annotations

from collections.abc import Sequence

from surveys.importing.shapes import Chosen, Field, Missing, ReadRow

_GATES_BEFORE = 12  # earlier single-choice questions looked at, the nearest first
_LEAST_ROWS = 4
_ANSWERED = 0.6  # share of the others that must have answered


def mark_not_asked(rows: Sequence[ReadRow], fields: Sequence[Field]) -> None:
    """Turn ``blank`` into ``not_asked`` in place where an earlier answer explains it."""
    gates: list[dict[str, set[int]]] = []
    for place, field in enumerate(fields):
        if field.role != "question":
            continue
        if field.number:  # its questionnaire says of whom it is asked
            continue
        blank = {i for i, row in enumerate(rows) if row.values.get(place) == Missing()}
        if _LEAST_ROWS <= len(blank) < len(rows):
            for skipped in _explained(blank, gates, len(rows)):
                rows[skipped].values[place] = Missing("not_asked")
        if field.kind == "single":
            gates.append(_answers(rows, place))


def _answers(rows: Sequence[ReadRow], place: int) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for i, row in enumerate(rows):
        value = row.values.get(place)
        if isinstance(value, Chosen) and value.labels:
            found.setdefault(value.labels[0], set()).add(i)
    return found


def _explained(blank: set[int], gates: list[dict[str, set[int]]], total: int) -> set[int]:
    """Rows whose blank follows from an earlier answer; none if no answer explains enough."""
    best: set[int] = set()
    for answers in gates[: -_GATES_BEFORE - 1 : -1]:
        if not 2 <= len(answers) <= 12:
            continue
        closed = [who for who in answers.values() if len(who) >= _LEAST_ROWS and who <= blank]
        skipped = set().union(*closed)
        others = set().union(*answers.values()) - skipped
        answered = len(others - blank)
        if skipped and others and answered >= _ANSWERED * len(others) and len(skipped) > len(best):
            best = skipped
    return best if total >= 2 * _LEAST_ROWS else set()
