"""A case sheet as a workbook: one table per sheet, no merged cells, real numbers and dates."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from itertools import islice
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from casebook.documents.shapes import (
    Block,
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
from platform_registry.lists.exports import xlsx_text
from platform_registry.word.styles import AUTHOR
from platform_registry.xml import writable

OVERVIEW, PROSE = "概要", "本文"
OVERVIEW_COLUMNS = ("項目", "内容")
PROSE_COLUMNS = ("章", "見出し", "種類", "本文")
# What Excel refuses in the name of a sheet, how long one may be, and a name it keeps for itself.
ILLEGAL, LONGEST, RESERVED = re.compile(r"[\[\]:*?/\\]"), 31, "history"
NARROWEST, WIDEST, LOOKED_AT = 8, 60, 200  # letters of a column; rows its width is taken from
HEADING_FILL = PatternFill("solid", start_color="E8F1FE")
WRAPPED = Alignment(vertical="top", wrap_text=True)

Row = Sequence[Cell]


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: Sequence[str]
    rows: Sequence[Row]


def write_xlsx(document: CaseDocument) -> bytes:
    """概要, 本文, then the tables in the order of the chapters."""
    book = Workbook(write_only=True)
    book.properties.title = writable(document.title)
    book.properties.creator = AUTHOR
    book.properties.language = "ja-JP"
    for sheet in _sheets(document):
        _write(book, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheets(document: CaseDocument) -> list[Sheet]:
    tables = [b for chapter in document.chapters for b in chapter.blocks if isinstance(b, Table)]
    names = sheet_names([table.title for table in tables], taken=(OVERVIEW, PROSE))
    return [
        Sheet(OVERVIEW, OVERVIEW_COLUMNS, _overview(document, names)),
        Sheet(PROSE, PROSE_COLUMNS, list(_prose(document.chapters))),
        *(Sheet(name, t.columns, t.rows) for name, t in zip(names, tables, strict=True)),
    ]


def _overview(document: CaseDocument, names: list[str]) -> list[Row]:
    """What the workbook is about and what stands on which sheet."""
    return [
        ("表題", document.title),
        ("副題", document.subtitle),
        *(("版", remark) for remark in document.remarks),
        *(("章", _chapter_name(chapter)) for chapter in document.chapters),
        *(("シート", name) for name in (PROSE, *names)),
    ]


def sheet_names(titles: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Names Excel accepts, each once whatever its case: 一覧, 一覧 (2), …"""
    used = {name.casefold() for name in (*taken, RESERVED)}
    names = []
    for title in titles:
        names.append(_unused(_legal(title), used))
        used.add(names[-1].casefold())
    return names


def _legal(title: str) -> str:
    text = writable(ILLEGAL.sub("・", " ".join(title.split())))
    return _cut(text, LONGEST).strip("' ") or "表"


def _cut(text: str, length: int) -> str:
    """At most `length` of what Excel counts as letters: a rare kanji (𠮷) counts as two."""
    return text.encode("utf-16-le")[: length * 2].decode("utf-16-le", "ignore")


def _unused(name: str, used: set[str]) -> str:
    candidate, number = name, 1
    while candidate.casefold() in used:
        number += 1
        ending = f" ({number})"
        candidate = _cut(name, LONGEST - len(ending)) + ending
    return candidate


# ------------------------------------------------------------------ running text


def _prose(chapters: Iterable[Chapter]) -> Iterator[Row]:
    """A row for everything that is not a table, under the heading it stands below."""
    for chapter in chapters:
        heading = ""
        for block in chapter.blocks:
            if isinstance(block, Heading):
                heading = block.text
            for kind, text in _texts(block):
                yield _chapter_name(chapter), heading, kind, text


def _chapter_name(chapter: Chapter) -> str:
    return f"{chapter.number} {chapter.title}".strip()


def _texts(block: Block) -> list[tuple[str, str]]:
    match block:
        case Heading():
            return [("見出し", block.text)]
        case Paragraph():
            return [("付記" if block.remark else "段落", block.text)]
        case Bullets():
            return [("箇条書き", item) for item in block.items]
        case Pairs():
            return [("項目", f"{label}：{text}") for label, text in block.rows]
        case Figure():
            return [("図", f"{block.title}\n{block.alternative}")]
        case _:
            return []


# ------------------------------------------------------------------ sheets


def _write(book: Workbook, sheet: Sheet) -> None:
    """Widths and panes first: openpyxl writes the rows as they come."""
    page: Any = book.create_sheet(sheet.name)
    page.freeze_panes = "A2"
    for number, width in enumerate(_widths(sheet), start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([_heading(page, text) for text in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])
    last = get_column_letter(len(sheet.columns))
    page.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"


def _heading(page: Any, text: str) -> Any:
    cell = WriteOnlyCell(page)
    _set_text(cell, text)
    cell.font, cell.fill, cell.alignment = Font(bold=True), HEADING_FILL, WRAPPED
    return cell


def _cell(page: Any, value: Cell) -> Any:
    """Numbers to count with, ISO dates, and text that is never taken for a formula."""
    cell = WriteOnlyCell(page)
    if isinstance(value, str):
        _set_text(cell, value)
    else:
        cell.value = value
        cell.number_format = _format(value)
    cell.alignment = WRAPPED
    return cell


def _format(value: int | Decimal | date | time | None) -> str:
    if isinstance(value, date):
        return "yyyy-mm-dd"
    if isinstance(value, time):
        return "hh:mm"
    whole = value is None or value == int(value)
    return "#,##0" if whole else "#,##0.0###"


def _set_text(cell: Any, text: str) -> None:
    cell.value = xlsx_text(text)
    cell.data_type = "s"  # "=1+1" stays the four characters


def _widths(sheet: Sheet) -> list[int]:
    looked_at = [tuple(sheet.columns), *islice(sheet.rows, LOOKED_AT)]
    return [
        min(max(NARROWEST, *map(_length, column)) + 2, WIDEST)
        for column in zip(*looked_at, strict=True)
    ]


def _length(value: Cell) -> int:
    """In digits, as Excel measures columns; a kanji is as wide as two."""
    if isinstance(value, date):
        return len("2024-03-05")
    text = "" if value is None else str(value)
    return max(len(line.encode("cp932", "replace")) for line in text.split("\n"))
