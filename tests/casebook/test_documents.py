"""A case sheet taken along: what the Word file and the workbook hold is what went in."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from casebook.documents.book import write_book
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
from casebook.documents.word import write_docx
from casebook.documents.workbook import write_xlsx

PILOTS = Table(
    "試行的事業一覧",
    ("事業名称", "実施日", "開始", "配布数", "割合", "発注先"),
    (
        ("支援団体調査", date(2024, 3, 5), time(14, 0), 1_097_196, Decimal("28.70"), None),
        ("=1+1", None, None, 0, None, "サーベイリサーチ\nセンター"),
    ),
)


def sheet(*blocks: Block, title: str = "仙台市　令和5年度 事例票") -> CaseDocument:
    return CaseDocument(title, "報告書版", (Chapter("1", "取組の全体像", "c1", blocks),))


def word(*blocks: Block, **options: Any) -> Any:
    return Document(io.BytesIO(write_docx(sheet(*blocks), **options)))


def workbook(*blocks: Block) -> Any:
    return load_workbook(io.BytesIO(write_xlsx(sheet(*blocks))))


def outline(file: Any) -> list[tuple[str, str]]:
    styled = ((p.style.name, p.text) for p in file.paragraphs)
    return [(style, text) for style, text in styled if style.startswith(("Title", "Heading"))]


def table_of(file: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in file.tables[0].rows]


def written(element: Any) -> str:
    return "".join(text.text for text in element.iter(qn("w:t")))


def png(width: int = 8, height: int = 4) -> bytes:
    def part(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = zlib.compress((b"\0" + b"\xd9\xe6\xff" * width) * height)
    parts = part(b"IHDR", head) + part(b"IDAT", lines) + part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


# ------------------------------------------------------------------ Word


def test_headings_in_word_form_the_outline_of_the_sheet() -> None:
    file = word(Heading("① 主担当部署"), Heading("留意点", level=4), Paragraph("本文"))
    assert outline(file) == [
        ("Title", "仙台市　令和5年度 事例票"),
        ("Heading 1", "1　取組の全体像"),
        ("Heading 2", "① 主担当部署"),
        ("Heading 3", "留意点"),
    ]


def test_text_and_lists_arrive_in_word_as_they_were() -> None:
    file = word(Paragraph("一行目\n二行目"), Bullets(("総務課", "社会課")))
    texts = [(p.style.name, p.text) for p in file.paragraphs]
    assert ("Normal", "一行目\n二行目") in texts
    assert [text for style, text in texts if style == "List Bullet"] == ["総務課", "社会課"]


def test_cells_in_word_read_as_japanese_administration_writes() -> None:
    assert table_of(word(PILOTS)) == [
        list(PILOTS.columns),
        ["支援団体調査", "令和6年3月5日（火）", "14:00", "1,097,196", "28.7", ""],
        ["=1+1", "", "", "0", "", "サーベイリサーチ\nセンター"],
    ]


def test_a_column_nobody_filled_is_left_out_of_word_and_kept_in_the_workbook() -> None:
    members = Table("構成員", ("行", "団体", "役職"), ((None, "助け合い活動連絡会", "会長"),))
    assert table_of(word(members)) == [["団体", "役職"], ["助け合い活動連絡会", "会長"]]
    assert [cell.value for cell in workbook(members)["構成員"][1]] == ["行", "団体", "役職"]
    empty = Table("構成員", ("団体", "役職"), ())
    assert empty.filled() is empty


def test_a_caption_does_not_say_again_what_the_heading_above_says() -> None:
    file = word(Heading("試行的事業一覧"), PILOTS, Table("発注先", ("名称",), (("東北共立",),)))
    captions = [p.text for p in file.paragraphs if p.style.name == "Caption"]
    assert captions == ["発注先"]


def test_the_heading_row_of_a_word_table_is_repeated_and_no_row_is_torn() -> None:
    rows = [row._tr.trPr for row in word(PILOTS).tables[0].rows]
    assert [r.find(qn("w:tblHeader")) is not None for r in rows] == [True, False, False]
    assert all(r.find(qn("w:cantSplit")) is not None for r in rows)


def test_word_tables_have_no_merged_cells_and_are_as_wide_as_the_text() -> None:
    tables = word(PILOTS, Pairs((("自治体名", "仙台市"),))).tables
    for table in tables:
        assert not table._tbl.xpath(".//w:gridSpan | .//w:vMerge")
        widths = [int(w) for w in table._tbl.xpath("./w:tblGrid/w:gridCol/@w:w")]
        assert min(widths) > 0
        assert sum(widths) == pytest.approx(Mm(170).twips, abs=1)


def test_numbers_in_word_stand_at_the_right() -> None:
    cells = word(PILOTS).tables[0].rows[1].cells
    styles = [cell.paragraphs[0].style.name for cell in cells]
    assert styles == ["表の文字"] * 3 + ["表の数値"] * 2 + ["表の文字"]


def test_pairs_become_a_table_of_two_columns() -> None:
    assert table_of(word(Pairs((("自治体名", "仙台市"), ("人口", "1,097,196人"))))) == [
        ["自治体名", "仙台市"],
        ["人口", "1,097,196人"],
    ]


def test_the_page_is_a4_and_says_its_title_and_number() -> None:
    file = word(Paragraph("本文"))
    section = file.sections[0]
    assert [round(n.mm) for n in (section.page_width, section.page_height)] == [210, 297]
    assert [round(n.mm) for n in (section.left_margin, section.right_margin)] == [20, 20]
    assert section.header.paragraphs[0].text == "仙台市　令和5年度 事例票"
    assert "PAGE" in section.footer._element.xml


def test_the_file_is_japanese_and_ours() -> None:
    file = word(Paragraph("本文"))
    about = file.core_properties
    assert (about.title, about.language) == ("仙台市　令和5年度 事例票", "ja-JP")
    assert about.comments == ""
    styles = file.styles.element
    assert styles.xpath("w:docDefaults//w:lang/@w:val") == ["ja-JP"]
    assert styles.xpath("w:docDefaults//w:rFonts/@w:eastAsia") == ["BIZ UDPゴシック"]


def test_a_figure_in_word_is_a_picture_that_says_what_it_shows() -> None:
    figure = Figure("構成図", "<svg/>", "中心に事務局、その外に参加団体。")
    file = word(figure, figure, png_of=lambda svg: png())
    pictures = file.element.body.xpath(".//wp:docPr")
    assert [p.get("descr") for p in pictures] == ["中心に事務局、その外に参加団体。"] * 2
    assert len({p.get("id") for p in pictures}) == 2


def test_a_figure_without_a_picture_is_told_in_words() -> None:
    file = word(Figure("構成図", "<svg/>", "中心に事務局。"))
    assert not file.inline_shapes
    assert "中心に事務局。" in [p.text for p in file.paragraphs]


def test_letters_xml_cannot_hold_are_left_out() -> None:
    file = word(Paragraph("文\x0b字\ufffe"), Table("表\x01", ("列",), (("値\x02",),)))
    assert "文字" in [p.text for p in file.paragraphs]
    assert table_of(file) == [["列"], ["値"]]


# ------------------------------------------------------------------ the book of a year

SHEETS = [sheet(PILOTS, Heading("①"), title=f"{name}　事例票") for name in ("仙台市", "富山県")]


def test_the_book_puts_every_sheet_under_a_heading_of_its_own() -> None:
    file = Document(io.BytesIO(write_book("令和5年度 事例票集", SHEETS)))
    one = [("Heading 2", "1　取組の全体像"), ("Heading 3", "①")]
    assert outline(file) == [
        ("Title", "令和5年度 事例票集"),
        ("Heading 1", "仙台市　事例票"),
        *one,
        ("Heading 1", "富山県　事例票"),
        *one,
    ]
    starts = [p for p in file.paragraphs if p.style.name == "Heading 1"]
    assert all(p.paragraph_format.page_break_before for p in starts)


def test_the_contents_of_the_book_lead_to_its_sheets() -> None:
    body = Document(io.BytesIO(write_book("事例票集", iter(SHEETS)))).element.body
    marked = {
        mark.get(qn("w:name")): written(mark.getparent())
        for mark in body.iter(qn("w:bookmarkStart"))
    }
    links = list(body.iter(qn("w:hyperlink")))
    assert [written(link) for link in links] == [s.name for s in SHEETS]
    assert [marked[link.get(qn("w:anchor"))] for link in links] == [s.title for s in SHEETS]


def test_the_book_has_a_contents_field_for_word_to_fill() -> None:
    body = Document(io.BytesIO(write_book("事例票集", SHEETS))).element.body
    assert body.xpath("string(.//w:instrText)") == 'TOC \\o "1-2" \\h'
    assert body.xpath(".//w:fldChar/@w:fldCharType") == ["begin", "separate", "end"]


# ------------------------------------------------------------------ workbook


def test_the_workbook_has_an_overview_the_text_and_a_sheet_per_table() -> None:
    book = workbook(PILOTS)
    assert book.sheetnames == ["概要", "本文", "試行的事業一覧"]
    overview = list(book["概要"].iter_rows(values_only=True))
    assert overview[:2] == [("項目", "内容"), ("表題", "仙台市　令和5年度 事例票")]


def test_values_stay_what_they_are_in_the_workbook() -> None:
    page = workbook(PILOTS)["試行的事業一覧"]
    header, first, second = page.iter_rows()
    assert tuple(cell.value for cell in header) == PILOTS.columns
    assert first[1].value.date() == date(2024, 3, 5)
    assert first[1].number_format == "yyyy-mm-dd"
    assert [c.value for c in first[2:]] == [time(14, 0), 1_097_196, 28.7, None]
    assert second[3].value == 0


def test_text_that_looks_like_a_formula_stays_text() -> None:
    starts = ("=1+1", "+81", "-5", "@SUM(A1)")
    page = workbook(Table("表", ("値",), tuple((text,) for text in starts)))["表"]
    assert [(c.value, c.data_type) for c in page["A"][1:]] == [(text, "s") for text in starts]


def test_sheets_can_be_sorted_and_filtered() -> None:
    for page in workbook(PILOTS, Paragraph("本文")):
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref == page.dimensions
        assert not page.merged_cells.ranges


def test_running_text_stands_beside_its_chapter_and_heading() -> None:
    book = workbook(
        Heading("① 主担当部署"),
        Paragraph("出典", remark=True),
        Bullets(("総務課",)),
        Pairs((("自治体名", "仙台市"),)),
        Figure("構成図", "<svg/>", "中心に事務局。"),
    )
    rows = list(book["本文"].iter_rows(min_row=2, values_only=True))
    assert {row[:2] for row in rows} == {("1 取組の全体像", "① 主担当部署")}
    assert [row[2:] for row in rows] == [
        ("見出し", "① 主担当部署"),
        ("付記", "出典"),
        ("箇条書き", "総務課"),
        ("項目", "自治体名：仙台市"),
        ("図", "構成図\n中心に事務局。"),
    ]


def test_sheet_names_are_ones_excel_accepts() -> None:
    titles = ("KPI[1]/2", "kpi[1]/2", "𠮷" * 40, "", "History", "本文", "あ" * 31, "あ" * 40)
    book = workbook(*(Table(title, ("値",), ()) for title in titles))
    names = book.sheetnames[2:]
    assert names[:2] == ["KPI・1・・2", "kpi・1・・2 (2)"]
    assert len({name.casefold() for name in book.sheetnames}) == len(titles) + 2
    assert all(0 < len(name.encode("utf-16-le")) // 2 <= 31 for name in names)
    assert "history" not in [name.casefold() for name in names]


def test_control_characters_do_not_break_the_workbook() -> None:
    page = workbook(Table("表\x01", ("列\x02",), (("値\x03",),)))["表"]
    assert page["A2"].value == "値_x0003_"  # the notation of Excel


def test_both_files_are_whole_archives() -> None:
    for file in (write_docx(sheet(PILOTS)), write_book("集", SHEETS), write_xlsx(sheet(PILOTS))):
        assert zipfile.ZipFile(io.BytesIO(file)).testzip() is None


@given(st.text(max_size=80))
@settings(max_examples=25, deadline=None)
def test_any_text_can_be_written(typed: str) -> None:
    blocks: tuple[Block, ...] = (
        Heading(typed), Paragraph(typed), Bullets((typed,)), Pairs(((typed, typed),)),
        Table(typed, (typed,), ((typed,),)),
    )  # fmt: skip
    document = CaseDocument(typed, typed, (Chapter("1", typed, "a", blocks),))
    Document(io.BytesIO(write_docx(document)))
    load_workbook(io.BytesIO(write_xlsx(document)))
