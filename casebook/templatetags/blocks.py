"""``{% load blocks %}``: the state of a case sheet and its shapes on a page."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django import template

from casebook.documents.cells import cell_text as as_text
from casebook.documents.shapes import Chapter, Table
from casebook.models import CaseSheet
from casebook.tables import sheet_chip

register = template.Library()
LINKED = ("事業名称", "会議名")


@register.filter
def kind(block: Any) -> str:
    return type(block).__name__


@register.filter
def is_named_by(table: Table, chapter: Chapter) -> bool:
    return chapter.names(table)


@register.filter
def linked_rows(table: Table) -> list[tuple[str, Any]]:
    return list(zip_longest(table.links[: len(table.rows)], table.rows, fillvalue=""))


@register.filter
def link_column(columns: Sequence[str]) -> int:
    """The number (from 1) of the column that carries the link."""
    return next((n for n, name in enumerate(columns, start=1) if name in LINKED), 1)


@register.filter
def is_number(cell: Any) -> bool:
    return isinstance(cell, int | Decimal) and not isinstance(cell, bool)


@register.simple_tag
def sheet_state(sheet: CaseSheet) -> str:
    """What stands for others, else how far the work is, in its colour."""
    return sheet_chip(sheet)


@register.filter
def cell_text(cell: Any) -> str:
    return as_text(cell)
