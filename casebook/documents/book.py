"""All case sheets of a year in one Word file, with a table of contents one can click."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml.etree import SubElement

from casebook.documents.shapes import CaseDocument
from casebook.documents.word import CaseFile, Drawing
from platform_registry.word.elements import add_paragraph, add_run

CONTENTS_FIELD = 'TOC \\o "1-2" \\h'
CONTENTS_HINT = "ここを右クリックして「フィールド更新」を選ぶと、章とページ番号が入ります。"


def write_book(
    title: str, documents: Iterable[CaseDocument], png_of: Drawing | None = None
) -> bytes:
    """The sheets in their order, each from a new page on; `documents` are taken one by one."""
    file = CaseFile(title, png_of)
    file.paragraph(title, "Title")
    heading = file.paragraph("収録した事例票", "TOCHeading")
    file.paragraph("目次", "TOCHeading")
    _add_contents(file)
    titles = []
    for number, document in enumerate(documents, start=1):
        _add_sheet(file, number, document)
        titles.append(document.name)
    _list_sheets(heading, titles)
    return file.save()


def _add_sheet(file: CaseFile, number: int, document: CaseDocument) -> None:
    heading = file.paragraph("", "Heading1")
    SubElement(heading.pPr, qn("w:pageBreakBefore"))
    start = {qn("w:id"): str(number), qn("w:name"): _bookmark(number)}
    SubElement(heading, qn("w:bookmarkStart"), start)
    add_run(heading, document.title)
    SubElement(heading, qn("w:bookmarkEnd"), {qn("w:id"): str(number)})
    file.head(document)
    for chapter in document.chapters:
        file.chapter(chapter, level=2)


def _bookmark(number: int) -> str:
    return f"sheet_{number}"


def _list_sheets(heading: Any, titles: list[str]) -> None:
    """Which sheets there are is known only once they are written; the list stands before them."""
    for number, title in reversed(list(enumerate(titles, start=1))):
        entry = add_paragraph(heading.getparent(), "", "ListBullet")
        target = {qn("w:anchor"): _bookmark(number), qn("w:history"): "1"}
        run = add_run(SubElement(entry, qn("w:hyperlink"), target), title)
        run.insert(0, _link_look())
        heading.addnext(entry)


def _link_look() -> Any:
    return parse_xml(
        f'<w:rPr {nsdecls("w")}><w:color w:val="0017C1"/><w:u w:val="single"/></w:rPr>'
    )


def _add_contents(file: CaseFile) -> None:
    """A field Word fills with headings and page numbers, which only it can count."""
    paragraph = file.paragraph("", "Normal")
    _field_mark(paragraph, "begin")
    SubElement(SubElement(paragraph, qn("w:r")), qn("w:instrText")).text = CONTENTS_FIELD
    _field_mark(paragraph, "separate")
    add_run(paragraph, CONTENTS_HINT)
    _field_mark(paragraph, "end")


def _field_mark(paragraph: Any, kind: str) -> None:
    SubElement(SubElement(paragraph, qn("w:r")), qn("w:fldChar")).set(qn("w:fldCharType"), kind)
