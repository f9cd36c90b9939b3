"""A sheet as the eye sees it: filled cells by row, and merged cells filled to their edges."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

from surveys.importing.cells.text import cell_text, is_blank, is_fault
from surveys.importing.shapes import CellValue, Sheet, Span

TALLEST_MERGE = 20
NUMBER_OR_DATE = re.compile(
    r"[約(]?[-+−△▲¥]?(?:[\d,.]+|(?=.*\d)[\d/:.\-年月日時分秒 ]+"
    r"|(?:明治|大正|昭和|平成|令和|[MTSHR]).?[\d元].*)"
    r"(?:%|名|人|件|円|回|所|団体|[APap][Mm])?\)?|[-ー]"
)
UNIT_OR_DAY = re.compile(r"[(\[].*[)\]]|.*単位.*|.*現在")
ASIDE = re.compile(
    r".*:.*|.*\d+年(?:度|\d+月).*|.*(?:一覧|調査|アンケート|名簿|集計|結果|報告)(?:表|書)?】?"
)


def folded(value: CellValue) -> str:
    """Text for comparisons with the fixed words of this package: NFKC, without blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell_text(value)))


def is_text(value: CellValue) -> bool:
    """Words, as against numbers and dates, also typed ones such as 約30人 or R5.4.1."""
    if not isinstance(value, str) or is_fault(value):
        return False
    return not NUMBER_OR_DATE.fullmatch(folded(value))


def is_unit_or_day(value: CellValue) -> bool:
    """（単位：人）, （参考）, 令和6年4月1日現在: what is written beside a title."""
    return bool(UNIT_OR_DAY.fullmatch(folded(value)))


class Grid:
    """Rows and columns count from 1. A row outside the sheet is blank."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._filled = [
            [column for column, v in enumerate(row, 1) if v is not None and not is_blank(v)]
            for row in sheet.rows
        ]
        self.filled_rows = [n for n, columns in enumerate(self._filled, 1) if columns]
        self.last_row = self.filled_rows[-1] if self.filled_rows else 0
        self.last_column = max((len(sheet.rows[n - 1]) for n in self.filled_rows), default=0)
        self._merges: dict[int, list[Span]] = defaultdict(list)
        for span in sheet.merges:
            for row in range(
                span.first_row, min(span.last_row, span.first_row + TALLEST_MERGE) + 1
            ):
                self._merges[row].append(span)

    def cell(self, row: int, column: int) -> CellValue:
        cells = self.sheet.rows[row - 1] if 0 < row <= len(self.sheet.rows) else []
        return cells[column - 1] if 0 < column <= len(cells) else None

    def own(self, row: int) -> dict[int, CellValue]:
        """Filled cells of the row itself, by column."""
        if not self.count(row):
            return {}
        cells = self.sheet.rows[row - 1]
        return {column: cells[column - 1] for column in self._filled[row - 1]}

    def count(self, row: int) -> int:
        return len(self._filled[row - 1]) if 0 < row <= len(self._filled) else 0

    def merges(self, row: int) -> list[Span]:
        """Merged ranges with something in them that touch the row."""
        spans = self._merges.get(row, [])
        return [s for s in spans if not is_blank(self.cell(s.first_row, s.first_column))]

    def spread(self, row: int) -> dict[int, CellValue]:
        """``own`` and every cell a merged range covers."""
        cells = self.own(row)
        for span in self.merges(row):
            value = self.cell(span.first_row, span.first_column)
            for column in range(span.first_column, min(span.last_column, self.last_column) + 1):
                cells[column] = value
        return cells

    def span_at(self, row: int, column: int) -> Span | None:
        for span in self.merges(row):
            if span.first_column <= column <= span.last_column:
                return span
        return None

    def width(self, row: int) -> int:
        """How much of the table's width the row takes up.

        A title merged over the whole table is one cell; merged headings count as wide as they are.
        """
        cells = self.spread(row)
        distinct = len(set(map(cell_text, cells.values())))
        return len(cells) if distinct > 2 else self.count(row)

    def is_all_text(self, row: int) -> bool:
        return all(map(is_text, self.own(row).values()))

    def is_aside(self, row: int) -> bool:
        """A title, a unit, a date of issue or 「担当課：…」 rather than a row of the table."""
        cells = self.own(row).values()
        return len(cells) == 1 or any(
            not is_text(value) or is_unit_or_day(value) or ASIDE.fullmatch(folded(value))
            for value in cells
        )
