"""The names a person is asked about: one that is written in several rows is decided once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from surveys.importing.matching.candidates import Suggestion, decision_key
from surveys.importing.matching.respondents import Respondent
from surveys.importing.planning.answers import Plan, RowPlan

SHOWN_NUMBERS = 5


@dataclass(frozen=True, slots=True)
class WrittenName:
    """Rows of one name, of which the same is known: equal names in two places are two."""

    rows: list[RowPlan]

    @property
    def first(self) -> RowPlan:
        return self.rows[0]

    @property
    def number(self) -> int:
        return self.first.number

    @property
    def numbers(self) -> list[int]:
        return [row.number for row in self.rows]

    @property
    def rows_in_words(self) -> str:
        shown = "・".join(map(str, self.numbers[:SHOWN_NUMBERS]))
        return f"{shown}行目{'など' if len(self.rows) > SHOWN_NUMBERS else ''}"

    @property
    def written(self) -> str:
        return self.first.respondent.name

    @property
    def suggestions(self) -> list[Suggestion]:
        match = self.first.respondent.match
        return match.suggestions if match else []

    @property
    def undecided(self) -> bool:
        return any(row.respondent.undecided for row in self.rows)


def written_names(rows: Iterable[RowPlan]) -> list[WrittenName]:
    """In the order of their first rows."""
    found: dict[tuple[object, ...], list[RowPlan]] = {}
    for row in rows:
        match = row.respondent.match
        like = tuple(s.id for s in match.suggestions) if match else ()
        found.setdefault((decision_key(row.respondent.name), like), []).append(row)
    return [WrittenName(rows) for rows in found.values()]


def asked_names(plan: Plan) -> list[WrittenName]:
    """Those to be asked about, and behind them those decided in this import already.

    Those that resemble a registered organization stand first.
    """
    rows = [row for row in plan.rows if row.to_write and _asked(row.respondent)]
    return sorted(written_names(rows), key=_in_turn)


def _in_turn(name: WrittenName) -> tuple[bool, bool]:
    return not name.undecided, name.first.respondent.outcome == "new"


def _asked(respondent: Respondent) -> bool:
    proven = respondent.outcome == "linked" and not respondent.decided
    return bool(respondent.name) and not proven


def still_open(names: list[WrittenName]) -> list[WrittenName]:
    return [name for name in names if name.undecided]


def unlike_any(names: list[WrittenName]) -> list[WrittenName]:
    """Names still to be decided that no registered organization resembles."""
    return [name for name in still_open(names) if not name.suggestions]
