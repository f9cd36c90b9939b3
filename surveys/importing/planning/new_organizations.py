"""The organizations a plan registers: how many, with which values, and what is left out of them.

The check page and the commit both read it here, so that what is told is what is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from organizations.models import Municipality, Organization
from surveys.importing.matching.candidates import decision_key
from surveys.importing.planning.stored_responses import chunks
from surveys.importing.shapes import Field, Problem
from surveys.importing.values.as_asked import KEPT_IN_ANSWER
from surveys.importing.values.organization_facts import ROLE_FIELDS, clean_value

if TYPE_CHECKING:
    from surveys.importing.planning.answers import RowPlan

NAME, NUMBER = "organization:name", "organization:corporate_number"


def newcomers(rows: Iterable[RowPlan]) -> dict[str, RowPlan]:
    """Name → the first row of each organization that is newly registered: one name makes one."""
    found: dict[str, RowPlan] = {}
    for row in rows:
        if row.to_write and row.respondent.choice == "new":
            found.setdefault(decision_key(row.respondent.name), row)
    return found


def fill_in(rows: Sequence[RowPlan], fields: list[Field], municipality: Municipality) -> None:
    """Set what is registered of the new organizations, and tell what can't be."""
    columns = {field.role: field.columns[0] for field in fields}
    for row in rows:
        _leave_unnamable(row, columns)
    first = list(newcomers(rows).values())
    for row in first:
        row.registered = dict(_valid(row, columns))
    _keep_numbers_unique(first, columns, municipality)
    for row in rows:
        if row.to_write and row.respondent.namesakes:
            row.row.problems.append(_namesake(row))
        if row.to_write and row.respondent.outcome == "none" and NAME in columns:
            row.row.problems.append(_nameless(columns[NAME]))


def _leave_unnamable(row: RowPlan, columns: Mapping[str, int]) -> None:
    """A name no organization can have isn't cut to fit: the answer comes in without one."""
    if row.to_write and row.respondent.choice == "new" and NAME in columns:
        try:
            clean_value("name", row.respondent.name)
        except ValidationError as error:
            row.respondent.choice = "later"
            why = error.messages[0]
            row.row.problems.append(_unusable(columns[NAME], row.respondent.name, why))


def _valid(row: RowPlan, columns: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Field and value. What the reader found fault with is not registered either."""
    faulty = {problem.column for problem in row.row.problems if not problem.taken}
    for role, text in row.facts.items():
        name = ROLE_FIELDS.get(role)
        if name is None or columns[role] in faulty:
            continue
        try:
            yield name, clean_value(name, text)
        except ValidationError as error:
            row.row.problems.append(_unusable(columns[role], text, error.messages[0]))


def _keep_numbers_unique(
    rows: list[RowPlan], columns: Mapping[str, int], municipality: Municipality
) -> None:
    """One 法人番号 is one organization's; another keeps it in its response only."""
    numbers = {row.registered["corporate_number"] for row in rows if _number(row)}
    taken = {
        number
        for chunk in chunks(sorted(numbers))
        for number in Organization.objects.filter(
            municipality=municipality, merged_into=None, corporate_number__in=chunk
        ).values_list("corporate_number", flat=True)
    }
    for row in rows:
        number = _number(row)
        if number in taken:
            del row.registered["corporate_number"]
            why = "この法人番号は、ほかの団体のものです。"
            row.row.problems.append(_unusable(columns[NUMBER], number, why))
        taken |= {number} - {""}


def _number(row: RowPlan) -> str:
    return row.registered.get("corporate_number", "")


def _unusable(column: int, text: str, why: str) -> Problem:
    return Problem("unusable_fact", column, text, why, KEPT_IN_ANSWER)


def _nameless(column: int) -> Problem:
    return Problem(
        "nameless",
        column,
        "",
        "団体名が空欄です。団体と結び付けずに取り込みます。",
        "あとで回答の画面から結び付けられます。",
        taken=True,
    )


def _namesake(row: RowPlan) -> Problem:
    return Problem(
        "namesake",
        None,
        row.respondent.name,
        "同じ名称か法人番号の団体が、すでに登録されています。",
        "同じ団体のときは、団体の照合へ戻って選んでください。別の団体なら、このまま登録できます。",
        taken=True,
    )
