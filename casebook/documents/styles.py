"""The look of our Word files: A4, a Japanese font, real heading styles, tables with borders."""

from __future__ import annotations

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FONT = "Yu Gothic"
SIZES = {
    "Normal": 10,
    "Title": 20,
    "Heading 1": 15,
    "Heading 2": 13,
    "Heading 3": 11,
    "Heading 4": 10,
}


def blank(title: str) -> WordDocument:
    """An empty A4 document with our styles, the title in the header and page numbers below."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)
    for name, size in SIZES.items():
        _style(document, name, size)
    document.core_properties.title = title
    document.core_properties.language = "ja-JP"
    document.core_properties.author = "つながりPF台帳"
    section.header.paragraphs[0].text = title
    footer = section.footer.paragraphs[0]
    footer.alignment = 1
    add_field(footer, "PAGE")
    return document


def _style(document: WordDocument, name: str, size: float) -> None:
    style = document.styles[name]
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)
    fonts.set(qn("w:eastAsia"), FONT)


def add_field(paragraph: object, instruction: str) -> None:
    """A field Word fills in itself: PAGE, TOC …"""
    run = paragraph.add_run()  # type: ignore[attr-defined]
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("end", "")):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = text
        run._r.append(element)
