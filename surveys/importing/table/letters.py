"""Columns as Excel names them."""

from __future__ import annotations


def column_letter(number: int) -> str:
    """1 → A, 27 → AA."""
    from openpyxl.utils import get_column_letter  # brings all of openpyxl: few pages need it

    return str(get_column_letter(number))
