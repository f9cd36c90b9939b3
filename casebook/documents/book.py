"""All case sheets of a year in one Word file, with a table of contents one can click."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from casebook.documents.shapes import CaseDocument
from casebook.documents.styles import add_field, blank
from casebook.documents.word import Drawing, add_chapter, saved


def write_book(
    title: str, documents: Iterable[CaseDocument], png_of: Drawing | None = None
) -> bytes:
    """Each sheet is a Heading 1 on a new page. The list in front works before Word renews the
    contents; the contents field below it gets its page numbers when Word opens the file (F9)."""
    sheets = list(documents)
    file = blank(title)
    file.add_heading(title, level=0)
    for number, sheet in enumerate(sheets, start=1):
        _link(file.add_paragraph(style="List Number"), _name(number), sheet.title)
    add_field(file.add_paragraph(), 'TOC \\o "1-2" \\h \\z \\u')
    for number, sheet in enumerate(sheets, start=1):
        file.add_page_break()
        _bookmark(file.add_heading(sheet.title, level=1), number)
        file.add_paragraph(sheet.subtitle)
        for chapter in sheet.chapters:
            add_chapter(file, chapter, level=2, png_of=png_of)
    return saved(file)


def _name(number: int) -> str:
    return f"case{number}"


def _bookmark(heading: Any, number: int) -> None:
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), str(number))
        if tag == "w:bookmarkStart":
            mark.set(qn("w:name"), _name(number))
        heading._p.append(mark)


def _link(paragraph: Any, anchor: str, text: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor)
    run = paragraph.add_run(text)
    run.underline = True
    link.append(run._r)
    paragraph._p.append(link)
