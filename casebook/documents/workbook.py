"""A case sheet as a workbook: one table per sheet, no merged cells, real numbers and dates."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from casebook.documents.shapes import (
    Bullets,
    CaseDocument,
    Cell,
    Chapter,
    Figure,
    Heading,
    Pairs,
    Paragraph,
    Table,
)

ILLEGAL = re.compile(r"[\[\]:*?/\\]")
LONGEST_TITLE = 31
WIDEST = 60


def write_xlsx(document: CaseDocument) -> bytes:
    book = Workbook()
    front = book.active
    assert isinstance(front, Worksheet)
    front.title = "概要"
    _fill(front, ("項目", "内容"), [("表題", document.title), ("連携PF", document.subtitle)])
    _fill(book.create_sheet("本文"), ("章", "見出し", "種類", "本文"), list(_prose(document)))
    for chapter in document.chapters:
        for block in chapter.blocks:
            if isinstance(block, Table):
                name = _sheet_name(block.title, book.sheetnames)
                _fill(book.create_sheet(name), block.columns, list(block.rows))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _prose(document: CaseDocument) -> Iterator[tuple[Cell, ...]]:
    for chapter in document.chapters:
        yield from _chapter_prose(chapter)


def _chapter_prose(chapter: Chapter) -> Iterator[tuple[Cell, ...]]:
    name, heading = f"{chapter.number} {chapter.title}", ""
    for block in chapter.blocks:
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Paragraph):
            yield name, heading, "付記" if block.remark else "文", block.text
        elif isinstance(block, Bullets):
            for item in block.items:
                yield name, heading, "箇条", item
        elif isinstance(block, Pairs):
            for label, value in block.rows:
                yield name, label, "項目", value
        elif isinstance(block, Figure):
            yield name, block.title, "図", block.alternative


def _sheet_name(title: str, taken: list[str]) -> str:
    base = ILLEGAL.sub("・", title)[:LONGEST_TITLE].strip("'") or "表"
    name, number = base, 1
    while name in taken:
        number += 1
        ending = f" {number}"
        name = base[: LONGEST_TITLE - len(ending)] + ending
    return name


def _fill(sheet: Worksheet, columns: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> None:
    for line, values in enumerate([columns, *rows], start=1):
        for position, value in enumerate(values, start=1):
            cell = sheet.cell(line, position, value)
            if isinstance(value, str):
                cell.data_type = "s"  # text stays text, also where it begins with "="
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if line == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for position, name in enumerate(columns, start=1):
        longest = max([len(name), *(len(str(row[position - 1] or "")) for row in rows)])
        sheet.column_dimensions[get_column_letter(position)].width = min(longest * 2 + 2, WIDEST)
