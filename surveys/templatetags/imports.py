"""Words of the import pages: ``{% load imports %}``."""

from __future__ import annotations

from django import template
from openpyxl.utils import get_column_letter

register = template.Library()

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8（BOMつき）",
    "cp932": "Shift_JIS（CP932）",
    "utf-16": "UTF-16",
    "euc_jp": "EUC-JP",
}


@register.filter
def encoding_name(encoding: str) -> str:
    return ENCODINGS.get(encoding, encoding)


@register.filter
def column_letters(column: int) -> str:
    """1 → A, 27 → AA, as Excel names its columns."""
    return get_column_letter(column)
