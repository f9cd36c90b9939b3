"""What Excel shows is what is read: errors, formulas, zero-filled numbers, merges, hidden parts."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl import Workbook

from surveys.importing.reading import workbook
from surveys.importing.reading.reader import read
from surveys.importing.shapes import CellError, Limits, Refused, Sheet, Span, UnsavedFormula
from tests.importing.files import ANSWERS, HEADER, part, saved, with_parts, xlsx_bytes

SHEET = "xl/worksheets/sheet1.xml"


def first(data: bytes) -> Sheet:
    return read(data).sheets[0]


def with_rows(xml_rows: str, **parts: str) -> bytes:
    """A workbook whose sheet holds exactly these rows of XML."""
    empty = xlsx_bytes([HEADER])
    xml = re.sub(r"<sheetData>.*</sheetData>", "<sheetData>@</sheetData>", part(empty, SHEET))
    return with_parts(empty, {SHEET: xml.replace("@", xml_rows), **parts})


def test_values_keep_their_kind() -> None:
    row = ["みなと", 3, 2.5, True, datetime(2024, 1, 19, 9), time(18, 30), "", None, "末"]
    assert first(xlsx_bytes([row])).rows == [
        ["みなと", 3, 2.5, True, datetime(2024, 1, 19, 9), time(18, 30), None, None, "末"]
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<v>3.0</v>", 3),
        ("<v>1E+20</v>", 1e20),
        ("<v>0.30000000000000004</v>", 0.30000000000000004),
        ("<v></v>", None),
    ],
)
def test_whole_numbers_are_whole(cell: str, value: object) -> None:
    [row] = first(with_rows(f'<row r="1"><c r="A1">{cell}</c><c r="B1"><v>1</v></c></row>')).rows
    assert row == [value, 1]
    assert type(row[0]) is type(value)


def test_errors_and_formulas_without_a_saved_value_are_never_blanks() -> None:
    rows = first(
        with_rows(
            '<row r="1"><c r="A1" t="e"><v>#DIV/0!</v></c>'
            '<c r="B1"><f>SUM(C1:C9)</f></c>'
            '<c r="C1"><f>1+1</f><v></v></c>'
            '<c r="D1"><f>1+1</f><v>2</v></c>'
            '<c r="E1" t="str"><f>IF(A1="","","x")</f><v></v></c>'
            '<c r="F1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        )
    ).rows
    assert rows == [["#DIV/0!", "=SUM(C1:C9)", "=1+1", 2, None, "#DIV/0!"]]
    kinds = [type(cell) for cell in rows[0]]
    assert kinds == [CellError, UnsavedFormula, UnsavedFormula, int, type(None), CellError]


def test_a_phone_number_typed_as_number_is_read_as_excel_shows_it() -> None:
    data = xlsx_bytes([("電話", "人数"), (776123456, 12)], formats={"A2": "0000000000", "B2": "0"})
    assert first(data).rows[1] == ["0776123456", 12]


def test_a_duration_is_read_as_excel_shows_it() -> None:
    book = Workbook()
    book.active.append([timedelta(hours=26, minutes=5)])
    assert first(saved(book)).rows == [["26:05"]]


def test_a_wrong_dimension_loses_no_rows() -> None:
    data = xlsx_bytes([HEADER, *ANSWERS])
    xml = re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:B2"', part(data, SHEET))
    assert first(with_parts(data, {SHEET: xml})).rows == [list(HEADER), *map(list, ANSWERS)]


def test_rows_and_cells_may_be_left_out_of_the_file() -> None:
    rows = '<row r="3"><c r="B3"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    assert first(with_rows(rows)).rows == [[], [2], [None, 1]]


def test_merges_and_what_is_hidden_are_told() -> None:
    source = read(
        xlsx_bytes(
            [HEADER, *ANSWERS],
            merges=["A1:B1"],
            hidden_rows=[3],
            hidden_columns=["C"],
            hidden_sheet="元データ",
        )
    )
    sheet, hidden = source.sheets
    assert sheet.merges == [Span(first_row=1, first_column=1, last_row=1, last_column=2)]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3}, {3})
    assert (sheet.visible, hidden.visible, hidden.name) == (True, False, "元データ")


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ("<t>みなと食堂</t>", "みなと食堂"),
        ("<r><t>みなと</t></r><r><rPr><b/></rPr><t>食堂</t></r>", "みなと食堂"),
        ("<t>港食堂</t><rPh sb='0' eb='1'><t>ミナト</t></rPh>", "港食堂"),
        ("<t xml:space='preserve'> 前後 </t>", " 前後 "),
        ("<t>一行目_x000D_\n二行目</t>", "一行目\r\n二行目"),
    ],
)
def test_text_is_read_without_readings_and_codes(inside: str, shown: str) -> None:
    inline = f'<row r="1"><c r="A1" t="inlineStr"><is>{inside}</is></c></row>'
    assert first(with_rows(inline)).rows == [[shown]]


def test_pictures_are_reported() -> None:
    drawing = '<xdr:wsDr xmlns:xdr="x"><xdr:pic /><xdr:sp macro=""></xdr:sp></xdr:wsDr>'
    data = with_parts(xlsx_bytes([HEADER]), {"xl/drawings/drawing1.xml": drawing})
    [fault] = read(data).faults
    assert (fault.rule, fault.count) == ("L1-10", 2)


def test_both_readers_of_workbooks_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    table: list[list[Any]] = [
        [],
        [None, "団体名", "人数", "日時", "率"],
        [None, "みなと食堂", 12, datetime(2024, 1, 19, 9, 30), 0.5],
        [None, "あおぞら\n会", None, None, 3.0],
        [None, "つむぎ", True, date(2024, 4, 1), 1.5],
        [None, "こみち", 0.1 + 0.2, time(16, 0), -5],
        [None, "123", 123456789012345, timedelta(hours=30, minutes=5), 35.71237654321],
    ]
    data = xlsx_bytes(table, merges=["B1:C1"])
    careful = read(data)
    monkeypatch.setattr(workbook, "OPENPYXL_VALUES", 0)
    assert read(data) == careful


@pytest.mark.parametrize("shown_as", ["0%", "0.00%", '0.0"%"', "#,##0%;-0%", "0000"])
def test_a_large_workbook_keeps_how_its_numbers_are_shown(
    shown_as: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Workbook()
    book.active.append(["みなと食堂", 0.5 if "%" in shown_as else 12])
    book.active["B1"].number_format = shown_as
    data = saved(book)
    careful = first(data).rows[0][1]
    monkeypatch.setattr(workbook, "OPENPYXL_VALUES", 0)
    fast = first(data).rows[0][1]
    assert (type(fast), fast) == (type(careful), careful)


def test_a_large_workbook_keeps_what_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook()
    book.active.append(["団体名", "人数"])
    book.active.column_dimensions["B"].hidden = True
    monkeypatch.setattr(workbook, "OPENPYXL_VALUES", 0)
    assert first(saved(book)).hidden_columns == {2}


def test_a_large_workbook_with_errors_goes_through_the_careful_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbook, "OPENPYXL_VALUES", 0)
    rows = first(with_rows('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>')).rows
    assert type(rows[0][0]) is CellError


@pytest.mark.parametrize("xml", ["<worksheet", "<worksheet><sheetData><row r='x'/></sheetData>"])
def test_broken_parts_are_refused(xml: str) -> None:
    with pytest.raises(Refused, match="壊れている"):
        read(with_parts(xlsx_bytes([HEADER]), {SHEET: xml}))


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(Refused, match="文字がありません"):
        read(xlsx_bytes([]))


def test_sheets_drawn_again_and_again_from_one_part_are_refused() -> None:
    data = xlsx_bytes([HEADER, *ANSWERS])
    one = re.search(r"<sheet [^>]*/>", part(data, "xl/workbook.xml"))
    assert one
    many = "".join(one[0].replace("回答", f"回答{n}") for n in range(300))
    xml = part(data, "xl/workbook.xml").replace(one[0], many)
    with pytest.raises(Refused, match="多すぎます"):
        read(with_parts(data, {"xl/workbook.xml": xml}), limits=Limits(text_cells=1000))


def test_a_merge_over_the_whole_sheet_costs_nothing() -> None:
    data = xlsx_bytes([HEADER, *ANSWERS])
    merge = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    xml = part(data, SHEET).replace("</sheetData>", "</sheetData>" + merge)
    assert len(first(with_parts(data, {SHEET: xml})).merges) == 1
