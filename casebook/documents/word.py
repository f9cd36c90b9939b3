"""A case sheet as a Word file (A4) with real headings, lists and tables."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from casebook.documents.cells import cell_text
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
from casebook.documents.styles import blank

Drawing = Callable[[str], bytes]
SMALL = 8.5  # points, in tables
WIDTH = 174  # mm between the margins


def write_docx(document: CaseDocument, png_of: Drawing | None = None) -> bytes:
    """`png_of` draws figures; without it a figure is told in its words alone."""
    file = blank(document.title)
    file.add_heading(document.title, level=0)
    file.add_paragraph(document.subtitle)
    for chapter in document.chapters:
        add_chapter(file, chapter, level=1, png_of=png_of)
    return saved(file)


def saved(file: WordDocument) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def add_chapter(
    file: WordDocument, chapter: Chapter, *, level: int, png_of: Drawing | None
) -> None:
    file.add_heading(f"{chapter.number}　{chapter.title}", level=level)
    for block in chapter.blocks:
        _add(file, block, level, png_of)


def _add(file: WordDocument, block: Block, level: int, png_of: Drawing | None) -> None:
    if isinstance(block, Heading):
        file.add_heading(block.text, level=level + block.level - 2)
    elif isinstance(block, Paragraph):
        run = file.add_paragraph().add_run(block.text)
        run.font.size = Pt(SMALL) if block.remark else None
    elif isinstance(block, Bullets):
        for item in block.items:
            file.add_paragraph(item, style="List Bullet")
    elif isinstance(block, Pairs):
        _table(file, ("項目", "内容"), block.rows)
    elif isinstance(block, Table):
        caption = file.add_paragraph()
        caption.add_run(block.title).bold = True
        caption.paragraph_format.keep_with_next = True
        _table(file, block.columns, block.rows)
    else:
        _figure(file, block, png_of)


def _figure(file: WordDocument, figure: Figure, png_of: Drawing | None) -> None:
    if png_of is not None:
        picture = file.add_picture(io.BytesIO(png_of(figure.svg)), width=Mm(140))
        picture._inline.docPr.set("descr", figure.alternative)
        picture._inline.docPr.set("title", figure.title)
    file.add_paragraph(f"{figure.title}：{figure.alternative}")


def _table(file: WordDocument, columns: tuple[str, ...], rows: Any) -> None:
    """Rows are written through `row.cells` once each: `table.cell` would search the whole table."""
    table = file.add_table(rows=0, cols=len(columns), style="Table Grid")
    widths = _widths(columns, rows)
    head = table.add_row()
    _repeat(head)
    _fill(head, columns, widths, bold=True)
    for row in rows:
        _fill(table.add_row(), row, widths)
    file.add_paragraph()


def _widths(columns: tuple[str, ...], rows: Any) -> list[float]:
    """Millimetres per column, by how much text it holds, between a floor and a ceiling."""
    lengths = [
        max([len(c) * 2, *(min(len(cell_text(r[i])), 60) for r in rows)])
        for i, c in enumerate(columns)
    ]
    weights = [max(8, min(length, 40)) for length in lengths]
    return [WIDTH * weight / sum(weights) for weight in weights]


def _fill(row: Any, values: tuple[Cell, ...], widths: list[float], *, bold: bool = False) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    for cell, value, width in zip(row.cells, values, widths, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(cell_text(value))
        run.font.size, run.bold = Pt(SMALL), bold
        paragraph.paragraph_format.space_after = Pt(0)
        if isinstance(value, int | Decimal):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if bold:
            _shade(cell)


def _repeat(row: Any) -> None:
    """The heading row again on every page of a long table."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), "F2F2F2")
    cell._tc.get_or_add_tcPr().append(shade)
