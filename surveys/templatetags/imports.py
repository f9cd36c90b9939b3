"""Words of the import pages: ``{% load imports %}``."""

from __future__ import annotations

from django import template

from surveys.importing.table.letters import column_letter
from surveys.importing.values import organization_facts as facts

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
def field_label(name: str) -> str:
    """A field of an organization as the forms call it."""
    return facts.label_of(name)


@register.filter
def field_value(value: str, name: str) -> str:
    """What a field of an organization holds, in words."""
    return facts.in_words(name, value)


@register.filter
def column_letters(column: int) -> str:
    """1 → A, 27 → AA, as Excel names its columns."""
    return column_letter(column)
