"""Several tables in one sheet, and one of them by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from surveys.importing.cells.text import is_blank
from surveys.importing.shapes import CellValue, Sheet, Span
from surveys.importing.table.letters import column_letter


@dataclass(frozen=True, slots=True)
class Apart:
    """``spans``: where the tables lie. Not ``sure``: they may be one table all the same."""

    way: Literal["横", "上下"]
    spans: list[Span]
    sure: bool

    def place(self, span: Span) -> str:
        if self.way == "上下":
            return f"{span.first_row}～{span.last_row}行目"
        return f"{column_letter(span.first_column)}～{column_letter(span.last_column)}列"


def first_cell(span: Span) -> str:
    return f"{column_letter(span.first_column)}{span.first_row}"


def first_filled(sheet: Sheet) -> int:
    """The row in which the sheet begins; of one table of several the rows above are blank."""
    filled = (number for number, row in enumerate(sheet.rows, 1) if not all(map(is_blank, row)))
    return next(filled, 1)


def only(sheet: Sheet, span: Span) -> Sheet:
    """What lies in the span alone; rows and columns keep their numbers."""
    rows = [
        _within(row, span) if span.first_row <= number <= span.last_row else []
        for number, row in enumerate(sheet.rows[: span.last_row], start=1)
    ]
    unseen = {place: text for place, text in sheet.unseen.items() if _holds(span, *place)}
    merges = [m for m in sheet.merges if _holds(span, m.first_row, m.first_column)]
    return replace(sheet, rows=rows, unseen=unseen, merges=merges)


def _within(row: list[CellValue], span: Span) -> list[CellValue]:
    inside = range(span.first_column, span.last_column + 1)
    return [value if column in inside else None for column, value in enumerate(row, 1)]


def _holds(span: Span, row: int, column: int) -> bool:
    return (
        span.first_row <= row <= span.last_row and span.first_column <= column <= span.last_column
    )
