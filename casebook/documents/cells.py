"""How a cell is written where it is text: on a page and in Word."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from casebook.documents.shapes import Cell
from organizations.sources.models import plain_number
from platform_registry.japanese import era_date


def cell_text(cell: Cell) -> str:
    """令和6年3月5日（火）, 14:00, 1,460; empty for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return era_date(cell)
    if isinstance(cell, time):
        return f"{cell:%H:%M}".removeprefix("0")
    if isinstance(cell, int | Decimal):
        return plain_number(cell)
    return cell
