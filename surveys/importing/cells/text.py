"""The text of a cell, as the steps after the reader compare and show it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from surveys.importing.shapes import CellError, CellValue, Share, UnsavedFormula

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"


def cell_text(value: CellValue) -> str:
    """What a person sees in the cell: whole numbers without ``.0``, dates in ISO form."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def percent_text(share: Share) -> str:
    """45% for 0.45, with all its digits: Excel may show fewer.

    0.1 + 0.2 is held as 0.30000000000000004 and seen as 30%.
    """
    return f"{round(Decimal(repr(float(share))) * 100, 10).normalize():f}%"


def day_text(value: CellValue) -> str:
    """As ``cell_text``, but a day without the midnight with which Excel keeps it."""
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    return cell_text(value)


def trimmed(value: CellValue) -> str:
    """The text without blanks (also full-width and invisible ones) around it."""
    return cell_text(value).strip().strip(_INVISIBLE).strip()


def shared(values: Iterable[Any], known: dict[str, str]) -> list[Any]:
    """The same values, equal texts as one object: of 100,000 rows most cells say 東京都 again.

    ``known`` lives as long as the file is worked on: what is interned may never be let go of.
    """
    return [known.setdefault(v, v) if type(v) is str else v for v in values]


def is_blank(value: CellValue) -> bool:
    return value is None or (isinstance(value, str) and not trimmed(value))


def is_fault(value: CellValue) -> bool:
    """Whether Excel saved an error, or a formula without its result, in place of a value."""
    return isinstance(value, (CellError, UnsavedFormula))
