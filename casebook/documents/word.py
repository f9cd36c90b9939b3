"""A case sheet as a Word file (A4) with real headings, lists and tables."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from itertools import islice

from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.shared import Emu, Mm
from lxml.etree import SubElement

from casebook.documents.cells import cell_text
from casebook.documents.shapes import (
    Block,
    Bullets,
    CaseDocument,
    Chapter,
    Figure,
    Heading,
    Pairs,
    Paragraph,
    Table,
)
from platform_registry.word.elements import R, add_cell, add_row
from platform_registry.word.file import WordFile
from platform_registry.word.styles import TWIPS
from platform_registry.xml import writable

Drawing = Callable[[str], bytes]
FIGURE_WIDTH, FIGURE_HEIGHT = Mm(170), Mm(200)
LETTER, PADDING = 95, 220  # twips of a half-width letter in a table, and beside it in a cell
LOOKED_AT = 50  # rows a column's width is taken from


def write_docx(document: CaseDocument, png_of: Drawing | None = None) -> bytes:
    """`png_of` draws figures; without it a figure is told in its words alone."""
    file = CaseFile(document.title, png_of)
    file.paragraph(document.title, "Title")
    file.head(document)
    for chapter in document.chapters:
        file.chapter(chapter, level=1)
    return file.save()


class CaseFile(WordFile):
    """A Word file that takes the blocks of case sheets."""

    def __init__(self, title: str, png_of: Drawing | None = None) -> None:
        super().__init__(title)
        self._png_of = png_of
        self._figures = 0

    def head(self, document: CaseDocument) -> None:
        """What stands below the title."""
        if document.subtitle:
            self.paragraph(document.subtitle, "Subtitle")
        for remark in document.remarks:
            self.paragraph(remark, "Remark")

    def chapter(self, chapter: Chapter, *, level: int) -> None:
        """A chapter under a heading of `level`, headings inside it below that."""
        self.paragraph(f"{chapter.number}　{chapter.title}".strip("　"), f"Heading{level}")
        for block in chapter.blocks:
            if isinstance(block, Table):
                self._table(block.filled(), with_caption=not chapter.names(block))
            else:
                self._block(block, level)

    def _block(self, block: Block, level: int) -> None:
        match block:
            case Heading():
                self.paragraph(block.text, f"Heading{level + block.level - 2}")
            case Paragraph():
                self.paragraph(block.text, "Remark" if block.remark else "Normal")
            case Bullets():
                for item in block.items:
                    self.paragraph(item, "ListBullet")
            case Pairs():
                self.pairs(block.rows)
            case Figure():
                self._figure(block)

    def _table(self, table: Table, *, with_caption: bool) -> None:
        if table.title and with_caption:
            self.paragraph(table.title, "Caption")
        grid = self.grid(table.title, column_widths(table))
        self.head_of(grid, table.columns)
        for values in table.rows:
            row = add_row(grid)
            for value in values:
                number = isinstance(value, int | Decimal)
                add_cell(row, cell_text(value), "TableNumber" if number else "TableText")
        self.close(grid)

    def _figure(self, figure: Figure) -> None:
        self.paragraph(figure.title, "Caption")
        if self._png_of is not None:
            self._picture(figure, self._png_of(figure.svg))
        self.paragraph(figure.alternative, "Remark")

    def _picture(self, figure: Figure, png: bytes) -> None:
        self._figures += 1
        rid, image = self._docx.part.get_or_add_image(io.BytesIO(png))
        width, height = _fit(image.width, image.height)
        name = f"figure{self._figures}.png"
        inline = CT_Inline.new_pic_inline(self._figures, rid, name, width, height)
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        inline.docPr.set("title", writable(figure.title))
        inline.docPr.set("descr", writable(figure.alternative))
        run = SubElement(self.paragraph(""), R)
        SubElement(run, qn("w:drawing")).append(inline)


def _fit(width: int, height: int) -> tuple[Emu, Emu]:
    """As large as the text is wide, unless a page would not hold it."""
    scale = min(FIGURE_WIDTH / width, FIGURE_HEIGHT / height)
    return Emu(int(width * scale)), Emu(int(height * scale))


def column_widths(table: Table) -> list[int]:
    """What a narrow column needs it gets, so that numbers don't break; wide ones share the rest."""
    wanted = _wanted(table)
    widths, left = [0] * len(wanted), TWIPS
    narrow_first = sorted(range(len(wanted)), key=wanted.__getitem__)
    for place, column in enumerate(narrow_first):
        widths[column] = min(wanted[column], left // (len(wanted) - place))
        left -= widths[column]
    widths[narrow_first[-1]] += left
    return widths


def _wanted(table: Table) -> list[int]:
    """The width in which nothing of a column would wrap, judged by its first rows."""
    letters = [_longest(name) for name in table.columns]
    for row in islice(table.rows, LOOKED_AT):
        for column, value in enumerate(row):
            letters[column] = max(letters[column], _longest(cell_text(value)))
    return [number * LETTER + PADDING for number in letters]


def _longest(text: str) -> int:
    """Half-width letters of the longest line; a kanji is as wide as two."""
    wide = unicodedata.east_asian_width
    return max(sum(2 if wide(c) in "WFA" else 1 for c in line) for line in text.split("\n"))
