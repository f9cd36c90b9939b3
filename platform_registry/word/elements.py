"""Paragraphs and table rows of a Word file as bare elements.

A year's tables have tens of thousands of cells. python-docx looks a cell up by walking its table
and wraps whatever it touches, so here each cell is built once, with a style and nothing else.
"""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn
from lxml.etree import SubElement

from platform_registry.xml import writable

P, R, T, BR = qn("w:p"), qn("w:r"), qn("w:t"), qn("w:br")
PPR, PSTYLE, VAL = qn("w:pPr"), qn("w:pStyle"), qn("w:val")
TR, TRPR, TC, TCPR = qn("w:tr"), qn("w:trPr"), qn("w:tc"), qn("w:tcPr")
CANT_SPLIT, TBL_HEADER = qn("w:cantSplit"), qn("w:tblHeader")
SHADE, SHADED = qn("w:shd"), {VAL: "clear", qn("w:color"): "auto", qn("w:fill"): "E8F1FE"}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def add_paragraph(parent: Any, text: str, style: str) -> Any:
    """`style` is a style's id: Heading1, ListBullet."""
    paragraph = SubElement(parent, P)
    if style != "Normal":
        SubElement(SubElement(paragraph, PPR), PSTYLE).set(VAL, style)
    if text:
        add_run(paragraph, text)
    return paragraph


def add_run(parent: Any, text: str) -> Any:
    """Line feeds become line breaks: <w:t> knows none."""
    run = SubElement(parent, R)
    for number, line in enumerate(writable(text).split("\n")):
        if number:
            SubElement(run, BR)
        letters = SubElement(run, T)
        letters.text = line
        if line != line.strip():
            letters.set(SPACE, "preserve")
    return run


def add_row(table: Any, *, header: bool = False) -> Any:
    """A row that stays on one page; a heading row is repeated on every page."""
    row = SubElement(table, TR)
    properties = SubElement(row, TRPR)
    SubElement(properties, CANT_SPLIT)
    if header:
        SubElement(properties, TBL_HEADER)
    return row


def add_cell(row: Any, text: str, style: str, *, shaded: bool = False) -> None:
    """As wide as the table's grid says: a width of its own would be the half of a cell's size."""
    cell = SubElement(row, TC)
    if shaded:
        SubElement(SubElement(cell, TCPR), SHADE, SHADED)
    add_paragraph(cell, text, style)
