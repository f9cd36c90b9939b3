"""The columns of a table, each with its distinct values counted.

Everything inferred about a column is inferred from its distinct values, so that a file of five
thousand rows costs little more than one of fifty.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from .cells import is_fault, trimmed
from .shapes import CellValue, Header, Layout, Sheet

_SUBHEADINGS = {"response", "open-ended response", "回答", "自由回答", "自由記述回答"}


@dataclass(slots=True)
class Column:
    """One column of the data rows. ``cells`` counts its texts; blanks and faults are left out."""

    header: Header
    rows: int
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
    headers = _headers(layout, rows)
    return [_column(header, rows) for header in headers]


def _headers(layout: Layout, rows: list[list[CellValue]]) -> list[Header]:
    """The layout's headings, and one without text for a filled column that has none."""
    headers = {header.column: _plain(header) for header in layout.headers}
    widest = max((len(row) for row in rows), default=0)
    for number in range(1, widest + 1):
        if number not in headers:
            filled = sum(1 for row in rows if len(row) >= number and trimmed(row[number - 1]))
            if filled > len(rows) / 2 or number < max(headers, default=0):
                headers[number] = Header(number, "")
    return [headers[number] for number in sorted(headers)]


def _plain(header: Header) -> Header:
    """The heading without a form tool's ``Response`` in its lower row."""
    if len(header.parts) < 2 or header.parts[-1].strip().casefold() not in _SUBHEADINGS:
        return header
    parts = header.parts[:-1]
    return Header(header.column, " / ".join(parts), parts, header.occurrence)


def _column(header: Header, rows: list[list[CellValue]]) -> Column:
    place = header.column - 1
    raw: Counter[CellValue] = Counter(row[place] for row in rows if len(row) > place)
    column = Column(header, len(rows))
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
