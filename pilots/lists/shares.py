"""The shares of a list: 54%, 54, or 0.54 where a column holds parts of one.

What a cell with a percent sign means is sure, and Excel's own percent format reads like one. A
plain 0.5 is 50% or half a percent; only the column as a whole can tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from pilots.models import AttendanceCount
from surveys.importing.cells.numbers import parse_number
from surveys.importing.cells.text import cell_text
from surveys.importing.lists.plan import ListFile
from surveys.importing.lists.rows import Cell, ListRow
from surveys.importing.shapes import Share

NO_SHARE = "割合として読めません。取り込みません。"
NOT_WITHIN = "割合は0から100までです。取り込みません。"
UNCLEAR = (
    "50%のことか0.5%のことか決められません。「50%」のように％を付けてください。取り込みません。"
)
OF_ONE = "列の数の和が1になるため、{}%として読みました。"
ROUNDED = "小数第{}位までの{}%に丸めました。"
PLACES = AttendanceCount._meta.get_field("percent").decimal_places
NEAR = Decimal("0.02")  # what rounded parts may miss of one
_SIGN = re.compile("[%％]")


class Shares:
    """How the column of a file is read; ``of_one`` is None where nobody can tell."""

    def __init__(self, file: ListFile) -> None:
        columns = [column.header for column in file.columns if column.field == "percent"]
        rows = [file.reading.sheet.rows[number - 1] for number in file.reading.layout.data_rows()]
        cells = [row[header.column - 1] for header in columns for row in rows
                 if header.column <= len(row)]  # fmt: skip
        plain = [cell_text(cell) for cell in cells if not isinstance(cell, Share)]
        signed = any(_SIGN.search(header.text) for header in columns)
        self.of_one = False if signed else _of_one([text for text in plain if text.strip()])

    def read(self, row: ListRow, cells: Sequence[Cell]) -> Decimal | None:
        """In percent; what is left out, reckoned or rounded is told."""
        for cell in cells:
            found = parse_number(_SIGN.sub("", cell.text)).quantity
            if found is None:
                row.tell(cell.heading, cell.text, NO_SHARE, unfit=True)
                return None
            value = found.value
            if not _SIGN.search(cell.text) and 0 < value <= 1 and self.of_one is not False:
                if self.of_one is None:
                    row.tell(cell.heading, cell.text, UNCLEAR, unfit=True)
                    return None
                value *= 100
                row.tell(cell.heading, cell.text, OF_ONE.format(f"{value.normalize():f}"))
            if not 0 <= value <= 100:
                row.tell(cell.heading, cell.text, NOT_WITHIN, unfit=True)
                return None
            return _rounded(row, cell, value)
        return None


def _of_one(texts: Sequence[str]) -> bool | None:
    """Whether the plain numbers are parts of one; None where they may be either."""
    read = [parse_number(text).quantity for text in texts if not _SIGN.search(text)]
    values = [quantity.value for quantity in read if quantity]
    if any(value > 1 for value in values):
        return False
    parts = [value for value in values if value != 1]
    fractions = any(value % 1 for value in parts)
    return True if fractions and abs(sum(parts, Decimal(0)) - 1) <= NEAR else None


def _rounded(row: ListRow, cell: Cell, value: Decimal) -> Decimal:
    kept = value.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_UP)
    if kept != value:
        row.tell(cell.heading, cell.text, ROUNDED.format(PLACES, kept))
    return kept
