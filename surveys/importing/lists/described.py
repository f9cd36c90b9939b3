"""A list as it was read, as plain JSON: the same shape as a reading of answers (``inspection``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.importing.cells.text import trimmed
from surveys.importing.lists.columns import ListColumn
from surveys.importing.lists.plan import ListPlan
from surveys.importing.lists.rows import ListRow, RowProblem

ROLES = {
    "name": "organization:name",
    "kana": "organization:kana",
    "phone": "organization:phone",
    "email": "organization:email",
    "postal_code": "organization:postal_code",
    "address": "organization:address",
    "town": "organization:address",
    "website": "organization:url",
    "corporate_number": "organization:corporate_number",
    "city": "organization:municipality",
    "legal_form": "legal_form",
    "prefecture": "prefecture",
    "building": "building",
    "area_served": "area",
    "note": "note",
}
CLEANED = ("name", "kana", "phone", "email", "postal_code", "website", "corporate_number")


def describe_list(plan: ListPlan) -> dict[str, Any]:
    """``values`` holds what a field takes of the row, for whole addresses and choices the cell."""
    reading = plan.reading
    columns = [column for column in plan.file.columns if _role(column) in ROLES.values()]
    places = {column.header.text: column.header.column for column in plan.file.columns}
    labels = {plan.kind.field(c.field).label: c.header.column for c in columns}
    return {
        "container": reading.source.container,
        "encoding": reading.source.encoding,
        "sheet": reading.sheet.name,
        "header_rows": reading.layout.header_rows,
        "first_data_row": reading.layout.first_data_row,
        "questions": [_question(column) for column in plan.file.columns],
        "rows": [_row(row, plan, columns, labels | places) for row in plan.rows],
    }


def _question(column: ListColumn) -> dict[str, Any]:
    return {
        "text": column.header.text,
        "role": _role(column),
        "columns": [column.header.column],
    }


def _role(column: ListColumn) -> str:
    """Whatever has no field of its own goes to the note, and is none."""
    if column.field == "note" and "備考" not in column.header.text:
        return "question"
    return ROLES.get(column.field, "question" if column.field else "ignore")


def _row(
    row: ListRow, plan: ListPlan, columns: list[ListColumn], places: Mapping[str, int]
) -> dict[str, Any]:
    cells = plan.reading.sheet.rows[row.number - 1]
    values: dict[str, Any] = {}
    for column in columns:
        place = column.header.column - 1
        text = trimmed(cells[place]) if place < len(cells) else ""
        if column.field in CLEANED and text:
            text = row.values.get(column.field, "" if _is_told(row, column) else text)
        values.setdefault(_role(column), text or {"missing": "blank"})
    problems = [*row.problems, *(note for note in row.notes if note.unfit)]
    mended = [note for note in row.notes if not note.unfit]
    return {
        "row": row.number,
        "respondent_key": row.values.get("name", ""),
        "values": values,
        "problems": [_told(problem, places) for problem in problems],
        "corrections": [_told(note, places) | {"before": note.value} for note in mended],
    }


def _is_told(row: ListRow, column: ListColumn) -> bool:
    return any(note.column == column.header.text for note in row.notes)


def _told(problem: RowProblem, places: Mapping[str, int]) -> dict[str, Any]:
    column = places.get(problem.column)
    return {"column": column, "value": problem.value, "message": problem.message}
