"""A file read from end to end without a database: for the command line, and to try formats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from surveys.importing.aggregates.recognition import TELLS
from surveys.importing.cells.labels import is_other
from surveys.importing.cells.text import trimmed
from surveys.importing.columns.proposal import propose
from surveys.importing.reading.reader import read_safely
from surveys.importing.shapes import (
    Chosen,
    Field,
    Layout,
    Missing,
    Problem,
    Quantity,
    ReadRow,
    Refused,
    Sheet,
    Source,
    Value,
)
from surveys.importing.sheets.choosing import main_sheet
from surveys.importing.sheets.headless import lay_out
from surveys.importing.sheets.results import read_results
from surveys.importing.sheets.tables import Found, find_one
from surveys.importing.table.codebook import Codebook, read_codebook
from surveys.importing.table.faults import find_faults
from surveys.importing.values.rows import mark_doubled, read_rows


def inspect(
    data: bytes,
    *,
    sheet: str | None = None,
    table: str | None = None,
    codebook: bytes | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> dict[str, Any]:
    """Everything read from a file as plain JSON; a refused file as ``refused`` and ``message``."""
    try:
        source = read_safely(data, encoding=encoding, delimiter=delimiter)
        coded = read_codebook(read_safely(codebook)) if codebook is not None else None
        named = source.sheet(sheet) if sheet else main_sheet(source)
        return _inspected(source, find_one(named, table), coded)
    except Refused as refusal:
        return {"refused": True, "message": str(refusal)}


def _inspected(source: Source, found: Found, codebook: Codebook | None) -> dict[str, Any]:
    table, layout = found.sheet, lay_out(found.sheet)
    layout.faults += [found.fault] if found.fault else []
    if codebook is None and len(source.sheets) > 1:
        codebook = read_codebook(source, apart_from=table.name)
    fields = propose(table, layout, codebook=codebook)
    rows = read_rows(table, layout, fields)
    mark_doubled(rows)
    return describe(source, table, layout, fields, rows) | {"tables": dict(found.choices)}


def by_text(field: Field) -> str:
    return field.text


def by_number(field: Field) -> str:
    """Known questions by their number, facts by their role."""
    return field.number or (field.text if field.role == "question" else field.role)


def describe(
    source: Source,
    table: Sheet,
    layout: Layout,
    fields: Sequence[Field],
    rows: Sequence[ReadRow],
    *,
    name: Callable[[Field], str] = by_text,
) -> dict[str, Any]:
    """A reading as plain JSON, the same for trying a file and for importing it."""
    return {
        "container": source.container,
        "encoding": source.encoding,
        "sheet": table.name,
        "header_rows": layout.header_rows,
        "first_data_row": layout.first_data_row,
        "excluded_rows": sorted(layout.excluded),
        "faults": [
            {
                "rule": f.rule,
                "name": f.name,
                "message": f.message,
                "row": f.row,
                "column": f.column,
                "count": f.count,
            }
            for f in find_faults(source, table, layout)
        ],
        "results": _results(table),
        "questions": [_question(field) for field in fields],
        "rows": [_row(row, fields, table, name) for row in rows],
    }


def _results(table: Sheet) -> dict[str, Any] | None:
    """What a table of results says, where it is one rather than answers."""
    found = read_results(table)
    if found is None:
        return None
    figures = [
        {"question": f.question, "option": f.option, "value": _number(f.value), "unit": f.unit,
         "as_printed": f.as_printed, "base": f.base, "multiple": f.multiple}
        for f in found.figures
    ]  # fmt: skip
    return {"message": TELLS, "title": found.title, "figures": figures, "doubts": found.doubts}


def _question(field: Field) -> dict[str, Any]:
    return _known(field) | {
        "text": field.text,
        "kind": field.kind,
        "role": field.role,
        "columns": field.columns,
        "options": [choice.label for choice in field.choices],
        "confidence": field.confidence,
        "reason": field.reason,
    }


def _known(field: Field) -> dict[str, Any]:
    """Which question of the survey it is, and which column holds what of it."""
    labels = {c.column: c.label for c in field.choices if c.column and field.form == "flags"}
    return {
        "number": field.number or None,
        "option_columns": {str(column): label for column, label in labels.items()},
        "other_columns": [field.other_column] if field.other_column else [],
    }


def _row(
    row: ReadRow, fields: Sequence[Field], table: Sheet, name: Callable[[Field], str]
) -> dict[str, Any]:
    cells = table.rows[row.number - 1]
    values = {}
    for place, value in row.values.items():
        first = fields[place].columns[0] - 1
        written = trimmed(cells[first]) if first < len(cells) else ""
        values[name(fields[place])] = _plain(value, fields[place], written)
    return {
        "row": row.number,
        "respondent_key": row.respondent_key,
        "values": values,
        "problems": [_problem(problem) for problem in row.problems],
        "corrections": [
            {"column": c.column, "before": c.before, "after": c.after, "rule": c.rule}
            for c in row.corrections
        ],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"column": problem.column, "value": problem.value, "message": problem.message}


def _plain(value: Value, field: Field, written: str) -> Any:
    if isinstance(value, Missing):
        return {"missing": value.kind}
    if isinstance(value, Quantity):
        return {"value": _number(value.value), "approx": value.approx}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Chosen):
        return _chosen(value, field, written)
    return value


def _chosen(value: Chosen, field: Field, written: str) -> Any:
    if field.kind == "multi":
        return {"options": list(value.labels), "other": value.other}
    other = next((choice.label for choice in field.choices if choice.is_other), None)
    if field.number and other and value.other:
        return {"option": other, "other": value.other}
    if value.labels:
        return value.labels[0]
    # A text typed in place of an option is shown; one typed behind 「その他」 belongs to that.
    return other if is_other(written) or field.other_column else value.other


def _number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
