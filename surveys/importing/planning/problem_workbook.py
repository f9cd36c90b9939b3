"""「問題の一覧」: the rows with problems in the input's own layout, the faults marked.

The officer puts them right in Excel and imports the same workbook again: header rows and columns
stand where they stood; two columns at the right say the row of the original and what is wrong.
"""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from surveys.importing.cells.text import cell_text
from surveys.importing.planning.answers import Plan, RowPlan
from surveys.importing.shapes import Problem

FAULT = PatternFill("solid", fgColor="FDEEEE")
HEAD = Font(bold=True)
ROW_HEADING, FAULT_HEADING = "元の行", "エラー内容"
# What openpyxl refuses in a cell: control characters other than tab and line breaks.
_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)}


def problem_workbook(plan: Plan) -> bytes:
    """xlsx bytes; a file without problems gives the headings alone."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("問題の一覧")
    width = max((h.column for h in plan.reading.layout.headers), default=0)
    _write_headers(sheet, plan, width)
    for row in plan.rows:
        if row.row.problems:
            _write_row(sheet, plan, row, width)
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def _text_cell(sheet: WriteOnlyWorksheet, value: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value.translate(_CONTROL)[:32_767])
    cell.data_type = "s"  # a text that begins with = stays a text
    return cell


def _write_headers(sheet: WriteOnlyWorksheet, plan: Plan, width: int) -> None:
    rows = [_padded(plan, number, width) for number in plan.reading.layout.header_rows]
    for place, texts in enumerate(rows or [_names(plan, width)]):
        last = place >= len(rows) - 1
        texts += [ROW_HEADING, FAULT_HEADING] if last else ["", ""]
        cells = [_text_cell(sheet, text) for text in texts]
        for cell in cells:
            cell.font = HEAD
        sheet.append(cells)


def _names(plan: Plan, width: int) -> list[str]:
    """列A, 列B … where the file has no headings."""
    named = {header.column: header.text for header in plan.reading.layout.headers}
    return [named.get(column, "") for column in range(1, width + 1)]


def _padded(plan: Plan, number: int, width: int) -> list[str]:
    cells = [cell_text(value) for value in plan.reading.sheet.rows[number - 1][:width]]
    return cells + [""] * (width - len(cells))


def _write_row(sheet: WriteOnlyWorksheet, plan: Plan, row: RowPlan, width: int) -> None:
    cells = [_text_cell(sheet, text) for text in _padded(plan, row.row.number, width)]
    for problem in row.row.problems:
        if problem.column is not None and problem.column <= width:
            _mark(cells[problem.column - 1], problem)
    told = "\n".join(_sentence(problem) for problem in row.row.problems)
    sheet.append([*cells, str(row.row.number), _text_cell(sheet, told)])


def _mark(cell: WriteOnlyCell, problem: Problem) -> None:
    cell.fill = FAULT
    if cell.comment is None:
        cell.comment = Comment(_sentence(problem), "つながりPF台帳")


def _sentence(problem: Problem) -> str:
    return f"{problem.message}{problem.remedy}"
