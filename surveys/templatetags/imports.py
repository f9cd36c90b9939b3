"""Words of the import pages: ``{% load imports %}``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from surveys.importing.table.letters import column_letter
from surveys.importing.values import organization_facts as facts

if TYPE_CHECKING:
    from surveys.importing.planning.drafts import Reading

register = template.Library()

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8（BOMつき）",
    "cp932": "Shift_JIS（CP932）",
    "utf-16": "UTF-16",
    "euc_jp": "EUC-JP",
}


@register.filter
def as_read(reading: Reading) -> str:
    """CSV・Shift_JIS（CP932）・見出し 1行目: how a file was understood."""
    source = reading.source
    encoding = source.encoding and ENCODINGS.get(source.encoding, source.encoding)
    return "・".join(filter(None, [source.container, encoding, f"見出し {heading_rows(reading)}"]))


@register.filter
def heading_rows(reading: Reading) -> str:
    """「1、2行目」, or 「なし」."""
    rows = "、".join(map(str, reading.layout.header_rows))
    return f"{rows}行目" if rows else "なし"


@register.filter
def spelled(difference: Iterable[tuple[str, str]]) -> SafeString:
    """Where two spellings of a name part: what only the registered or the file's one has."""
    return format_html_join("", "{}", ((_marked(kind, text),) for kind, text in difference))


def _marked(kind: str, text: str) -> str:
    tag = {"delete": "del", "insert": "ins"}.get(kind)
    return format_html(f"<{tag}>{{}}</{tag}>", text) if tag else text


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
