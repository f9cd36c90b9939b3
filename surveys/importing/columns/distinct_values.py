"""The columns of a table, each with its distinct values counted.

Everything inferred about a column is inferred from its distinct values, so that a file of five
thousand rows costs little more than one of fifty.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from surveys.importing.cells.text import is_blank, is_fault, trimmed
from surveys.importing.shapes import CellValue, Header, Layout, Sheet


@dataclass(slots=True)
class Column:
    """One column of the data rows. ``cells`` counts its texts; blanks and faults are left out."""

    header: Header
    rows: int
    headed: bool = True
    cells: Counter[str] = field(default_factory=Counter)
    dates: int = 0  # cells that Excel itself holds as dates
    faults: int = 0

    @property
    def number(self) -> int:
        return self.header.column

    @property
    def heading(self) -> str:
        return self.header.text

    @property
    def filled(self) -> int:
        return self.cells.total() + self.faults

    @property
    def share(self) -> float:
        return self.filled / self.rows if self.rows else 0.0

    def samples(self) -> list[str]:
        return [text[:60] for text, _ in self.cells.most_common(3)]


def columns_of(sheet: Sheet, layout: Layout) -> list[Column]:
    rows = [sheet.rows[number - 1] for number in layout.data_rows() if number <= len(sheet.rows)]
    headers = {header.column: header for header in layout.headers}
    return [
        _column(headers.get(number) or Header(number, f"（見出しなし {number}列目）"), rows)
        for number in range(1, max(headers, default=0) + 1)
    ]


def table_width(sheet: Sheet, layout: Layout) -> int:
    """Columns of the table: up to the last heading, or further if most rows go on."""
    headed = max((h.column for h in layout.headers if h.parts), default=0)
    rows = [sheet.rows[number - 1] for number in layout.data_rows() if number <= len(sheet.rows)]
    widths = sorted(_last_filled(row) for row in rows)
    return max(headed, widths[len(widths) // 2] if widths else 0)


def _last_filled(row: list[CellValue]) -> int:
    return next((place for place in range(len(row), 0, -1) if not is_blank(row[place - 1])), 0)


def _column(header: Header, rows: list[list[CellValue]]) -> Column:
    place = header.column - 1
    raw: Counter[CellValue] = Counter(row[place] for row in rows if len(row) > place)
    column = Column(header, len(rows), headed=bool(header.parts))
    for value, count in raw.items():
        if value is None:
            continue
        if is_fault(value):
            column.faults += count
            continue
        text = trimmed(value)
        if text:
            column.cells[text] += count
            if isinstance(value, (date, datetime)):
                column.dates += count
    return column
