"""The look of our Word files: A4, a Japanese font, real heading styles, tables with borders."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from platform_registry.word.elements import VAL
from platform_registry.xml import writable

AUTHOR = "つながりPF台帳"
FONT, FALLBACK_FONT = "BIZ UDPゴシック", "Yu Gothic"
MARGIN = Mm(20)
TWIPS = 9_638  # 170 mm between the margins in twentieths of a point

_KEEP = "<w:keepNext/><w:keepLines/>"
_BAR = '<w:pBdr><w:left w:val="single" w:sz="36" w:space="6" w:color="0017C1"/></w:pBdr>'
_DOTS = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{TWIPS}"/></w:tabs>'
_RIGHT = '<w:jc w:val="right"/>'


def _space(before: int, after: int, line: int = 300) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _indent(twips: int) -> str:
    return f'<w:ind w:left="{twips}"/>'


def _outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'


def _letters(half_points: int, *, bold: bool = False, color: str = "1A1A1A") -> str:
    weight = "<w:b/><w:bCs/>" if bold else ""
    size = f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    return f'{weight}<w:color w:val="{color}"/>{size}'


GRAY = "4D4D4D"
_HEADING_1 = _KEEP + _BAR + _space(400, 160) + _indent(140) + _outline(0)
_HEADING_2 = _KEEP + _space(320, 120) + _outline(1)
_HEADING_3 = _KEEP + _space(240, 80) + _outline(2)
_HEADING_4 = _KEEP + _space(200, 60) + _outline(3)
# Style id, name, what it is based on, paragraph properties, letter properties.
STYLES = (
    ("Title", "Title", "Normal", _KEEP + _space(0, 80), _letters(40, bold=True)),
    ("Subtitle", "Subtitle", "Normal", _space(0, 240), _letters(20, color=GRAY)),
    ("Heading1", "heading 1", "Normal", _HEADING_1, _letters(28, bold=True)),
    ("Heading2", "heading 2", "Normal", _HEADING_2, _letters(24, bold=True)),
    ("Heading3", "heading 3", "Normal", _HEADING_3, _letters(22, bold=True)),
    ("Heading4", "heading 4", "Normal", _HEADING_4, _letters(21, bold=True, color=GRAY)),
    ("TOCHeading", "TOC Heading", "Normal", _KEEP + _space(320, 120), _letters(24, bold=True)),
    ("TOC1", "toc 1", "Normal", _DOTS + _space(80, 40), _letters(21, bold=True)),
    ("TOC2", "toc 2", "Normal", _DOTS + _space(0, 20) + _indent(220), _letters(20)),
    ("Caption", "caption", "Normal", _KEEP + _space(120, 60), _letters(19, color=GRAY)),
    ("Remark", "付記", "Normal", _space(0, 120), _letters(18, color=GRAY)),
    ("TableText", "表の文字", "Normal", _space(0, 0, 264), _letters(18)),
    ("TableHeading", "表の見出し", "TableText", _space(0, 0, 264), _letters(18, bold=True)),
    ("TableNumber", "表の数値", "TableText", _RIGHT, ""),
    ("AfterTable", "表のあと", "Normal", _space(0, 0, 240), _letters(12)),
)
TABLE_STYLE = """
<w:style {ns} w:type="table" w:customStyle="1" w:styleId="RegistryTable">
  <w:name w:val="台帳の表"/><w:basedOn w:val="TableNormal"/>
  <w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>
    <w:top w:w="50" w:type="dxa"/><w:left w:w="90" w:type="dxa"/>
    <w:bottom w:w="50" w:type="dxa"/><w:right w:w="90" w:type="dxa"/>
  </w:tblCellMar></w:tblPr>
</w:style>"""
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="949494"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def blank(title: str) -> WordDocument:
    """An empty A4 document with our styles, the title in the header and page numbers below."""
    document = Document()
    _set_page(document)
    _set_edges(document, title)
    _set_styles(document)
    _set_fallback_font(document)
    _set_properties(document, title)
    return document


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN
    section.header_distance = section.footer_distance = Mm(10)


def _set_edges(document: WordDocument, title: str) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = writable(title)
    footer = section.footer.paragraphs[0]
    footer.alignment = 1
    page = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    footer._p.append(parse_xml(page))


def _set_styles(document: WordDocument) -> None:
    styles = document.styles.element
    for fonts in list(styles.iter(qn("w:rFonts"))):
        fonts.getparent().remove(fonts)  # every style writes in the font of the document
    styles.replace(styles.find(qn("w:docDefaults")), _defaults())
    for style in STYLES:
        for old in styles.xpath(f'w:style[@w:styleId="{style[0]}"]'):
            styles.remove(old)
        styles.append(parse_xml(_style_xml(*style)))
    styles.append(parse_xml(TABLE_STYLE.format(ns=nsdecls("w"), borders=BORDERS)))


def _style_xml(style_id: str, name: str, base: str, paragraph: str, letters: str) -> str:
    custom = "" if name.isascii() else ' w:customStyle="1"'
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph"{custom} w:styleId="{style_id}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="{base}"/><w:next w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _defaults() -> Any:
    slots = " ".join(f'w:{slot}="{FONT}"' for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
    return parse_xml(
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr><w:rFonts {slots}/>"
        '<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="ja-JP" w:eastAsia="ja-JP"/>'
        f"</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>{_space(0, 120)}</w:pPr></w:pPrDefault>"
        "</w:docDefaults>"
    )


def _set_fallback_font(document: WordDocument) -> None:
    """Where the font isn't installed Word takes the one named beside it."""
    font = (
        f'<w:font w:name="{FONT}"><w:altName w:val="{FALLBACK_FONT}"/>'
        '<w:charset w:val="80"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
    )
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = part.blob.replace(b"</w:fonts>", f"{font}</w:fonts>".encode())


def _set_properties(document: WordDocument, title: str) -> None:
    about = document.core_properties
    about.title, about.language = writable(title), "ja-JP"
    about.author = about.last_modified_by = AUTHOR
    about.comments = about.keywords = ""
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)
    document.settings.element.find(qn("w:themeFontLang")).set(VAL, "ja-JP")
