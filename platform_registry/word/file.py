"""A Word file that grows at its end, paragraph by paragraph and table by table."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml.etree import SubElement

from platform_registry.word.elements import TR, VAL, add_cell, add_paragraph, add_row
from platform_registry.word.styles import TWIPS, blank
from platform_registry.xml import writable

PAIR_WIDTHS = (2_600, TWIPS - 2_600)


class WordFile:
    def __init__(self, title: str) -> None:
        self._docx = blank(title)
        self.body: Any = self._docx.element.body
        # The page settings stay last in the body; set aside, so that blocks are simply appended.
        self._page = self.body.sectPr
        self.body.remove(self._page)

    def save(self) -> bytes:
        self.body.append(self._page)
        file = io.BytesIO()
        self._docx.save(file)
        return file.getvalue()

    def paragraph(self, text: str, style: str = "Normal") -> Any:
        """`style` is a style's id: Title, Heading1, ListBullet."""
        return add_paragraph(self.body, text, style)

    def pairs(self, rows: Iterable[tuple[str, str]]) -> None:
        """What is said of one thing: labels to the left, shaded."""
        table = self.grid("", PAIR_WIDTHS)
        for label, text in rows:
            row = add_row(table)
            add_cell(row, label, "TableHeading", shaded=True)
            add_cell(row, text, "TableText")
        self.close(table)

    def grid(self, title: str, widths: Iterable[int]) -> Any:
        """An empty table with columns so wide in twips; the title is read aloud."""
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        table = parse_xml(
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="RegistryTable"/>'
            f'<w:tblW w:w="{TWIPS}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            ' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
            f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid></w:tbl>"
        )
        if title:
            SubElement(table.tblPr, qn("w:tblCaption")).set(VAL, writable(title))
        self.body.append(table)
        return table

    def head_of(self, table: Any, columns: Iterable[str]) -> None:
        """The first row, repeated on every page."""
        row = add_row(table, header=True)
        for text in columns:
            add_cell(row, text, "TableHeading", shaded=True)

    def close(self, table: Any) -> None:
        """Word joins two tables with nothing between them, and needs a row in each."""
        if table.find(TR) is None:
            self.body.remove(table)
        else:
            self.paragraph("", "AfterTable")
