"""Amounts in the unit that the question asks for, and shares that are meant as percent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from surveys.importing.cells.numbers import ReadNumber, parse_number, parse_range
from surveys.importing.cells.text import percent_text
from surveys.importing.cells.units import same_unit, stated_unit
from surveys.importing.shapes import CellValue, Field, Problem, Quantity, ReadRow, Share
from surveys.importing.values.as_asked import LOOK

AS_SHOWN = "セルの表示（％）のとおりに読みました"
MIXED = "「{}」は割合（1＝100％）かもしれません。同じ列に1より大きい数があります。"


def read_amount(value: CellValue, field: Field) -> ReadNumber:
    """A cell as the number the field asks for, in its unit; a range where a form is known."""
    asked = field.unit or stated_unit(field.text)
    if isinstance(value, Share) and same_unit(asked, "%"):
        shown = percent_text(value)
        number = Decimal(shown.removesuffix("%"))
        return ReadNumber(Quantity(number, as_printed=shown), "%", AS_SHOWN)
    stated = stated_unit(field.header[0], asked)
    read = parse_number(value, asked, stated)
    if read.quantity is None and field.number:
        read = parse_range(value, asked, stated)
    return read


def tell_mixed_shares(rows: Sequence[ReadRow], fields: Sequence[Field]) -> None:
    """In place: 0.45 beside 45 where percents are asked, and no sign says which is which."""
    for place, field in enumerate(fields):
        if field.kind == "number" and field.unit and same_unit(field.unit, "%"):
            _tell_mixed(rows, place, field.columns[0])


def _tell_mixed(rows: Sequence[ReadRow], place: int, column: int) -> None:
    read = [(row, row.values.get(place)) for row in rows]
    found = [(row, value) for row, value in read if isinstance(value, Quantity)]
    if not any(value.value > 1 for _, value in found):
        return
    for row, value in found:
        printed = value.as_printed
        if 0 < value.value < 1 and "%" not in printed and "％" not in printed:
            message = MIXED.format(printed)
            row.problems.append(Problem("share", column, printed, message, LOOK, taken=True))
