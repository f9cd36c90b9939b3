"""Files that look like a table and are none, and files made to harm the server."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest

from surveys.importing.reading.containers import check_workbook, container_of
from surveys.importing.reading.reader import read
from surveys.importing.shapes import Limits, Refused
from tests.importing.files import (
    ANSWERS,
    HEADER,
    csv_bytes,
    part,
    with_parts,
    xlsx_bytes,
    zip_bytes,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def workbook() -> bytes:
    return xlsx_bytes([HEADER, *ANSWERS])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (csv_bytes([HEADER]), "text"),
        (csv_bytes([HEADER], "utf-16"), "text"),
        (xlsx_bytes([HEADER]), "xlsx"),
        (OLE + "Workbook".encode("utf-16-le"), "xls"),
    ],
)
def test_the_content_decides_and_not_the_name(data: bytes, kind: str) -> None:
    assert container_of(data) == kind


NOT_A_TABLE = {
    "nothing": (b"", "空です"),
    "only a byte order mark": (b"\xef\xbb\xbf\r\n", "空です"),
    "an error page saved as xlsx": (b"\r\n<!DOCTYPE HTML><html>404</html>", "ウェブページ"),
    "an error page in UTF-16": ("\ufeff<html>404</html>".encode("utf-16-le"), "ウェブページ"),
    "an XML table of old Excel": (b'<?xml version="1.0"?><Workbook/>', "ウェブページ"),
    "a PDF": (b"%PDF-1.7\n1 0 obj", "PDF"),
    "a photo": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "画像"),
    "a protected workbook": (OLE + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
    "an old Word document": (OLE + "WordDocument".encode("utf-16-le"), "Word"),
    "an old workbook with macros": (
        OLE + "Workbook_VBA_PROJECT_CUR".encode("utf-16-le"),
        "マクロ",
    ),
    "an unknown OLE file": (OLE, "Excelのファイルとして読めません"),
    "a Word document": (zip_bytes({"word/document.xml": "<w/>"}), "Word"),
    "slides": (zip_bytes({"ppt/presentation.xml": "<p/>"}), "PowerPoint"),
    "LibreOffice": (zip_bytes({"content.xml": "<o/>"}), "OpenDocument"),
    "the zip a form tool delivers": (zip_bytes({"回答.csv": "a,b"}), "展開"),
    "some zip": (zip_bytes({"a": "b"}), "Excelのファイルとして読めません"),
    "an empty zip": (zip_bytes({}), "Excelのファイルとして読めません"),
    "half a zip": (xlsx_bytes([HEADER])[:2000], "壊れている"),
    "a binary workbook": (
        zip_bytes({"[Content_Types].xml": "spreadsheetml", "xl/workbook.bin": "x"}),
        "xlsb",
    ),
    "a workbook with macros": (
        with_parts(xlsx_bytes([HEADER]), {"xl/vbaProject.bin": "x"}),
        "マクロ",
    ),
}


@pytest.mark.parametrize(("data", "says"), NOT_A_TABLE.values(), ids=NOT_A_TABLE)
def test_what_is_no_table_is_refused_with_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        read(data)
    assert str(refused.value).endswith("ください。")


def test_a_bomb_is_refused_by_what_it_declares() -> None:
    bomb = zip_bytes({SHEET: b"<v>" + b" " * 5_000_000})
    with pytest.raises(Refused, match="展開すると大きくなりすぎる"):
        read(bomb)


def test_a_bomb_that_lies_about_its_size_is_refused_by_what_comes_out(workbook: bytes) -> None:
    size = 3_000_000
    bomb = with_parts(workbook, {"xl/bomb.xml": b" " * size})
    lying = bomb.replace(struct.pack("<I", size), struct.pack("<I", 100))
    assert lying != bomb
    with pytest.raises(Refused, match=r"展開すると|壊れている"):
        read(lying, limits=Limits(unpacked_bytes=1_000_000))
    with pytest.raises(Refused, match="壊れている"):
        read(lying, limits=Limits(unpacked_ratio=10**6))


@pytest.mark.parametrize("declaration", ["<!DOCTYPE a [<!ENTITY b 'c'>]>", "<!ENTITY b 'c'>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_declarations_is_refused(workbook: bytes, declaration: str, encoding: str) -> None:
    hostile = f"<?xml version='1.0'?>{declaration}<worksheet/>".encode(encoding)
    with pytest.raises(Refused, match="DOCTYPE"):
        read(with_parts(workbook, {SHEET: hostile}))


def test_a_declaration_split_over_two_chunks_is_found(workbook: bytes) -> None:
    hostile = b"<a>" + b"x" * (2**18 - 6) + b"<!DOCTYPE b>" + b"</a>"
    with pytest.raises(Refused, match="DOCTYPE"):
        check_workbook(with_parts(workbook, {SHEET: hostile}), Limits(unpacked_ratio=10**6))


def test_pictures_may_hold_anything(workbook: bytes) -> None:
    drawn = with_parts(workbook, {"xl/media/image1.svg": "<!DOCTYPE svg><svg/>"})
    assert read(drawn).container == "xlsx"


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(workbook_bytes=1000), "ファイルが大きすぎます"),
        (Limits(zip_entries=5), "部品が多すぎます"),
        (Limits(workbook_cells=5), "セルが多すぎます"),
        (Limits(columns=2), "列が3列あります"),
        (Limits(cell_characters=3), "4行目|1行目"),
    ],
)
def test_limits_are_named_in_the_sentence(workbook: bytes, limits: Limits, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read(workbook, limits=limits)


def test_two_parts_of_one_name_are_refused(workbook: bytes) -> None:
    data = BytesIO(workbook)
    with pytest.warns(UserWarning), zipfile.ZipFile(data, "a") as archive:
        archive.writestr(SHEET, "<worksheet/>")
    with pytest.raises(Refused, match="壊れている"):
        read(data.getvalue())


def test_a_zip_with_a_password_is_refused(workbook: bytes) -> None:
    protected = bytearray(workbook)
    protected[workbook.index(b"PK\x01\x02") + 8] |= 1  # the flag in the central directory
    with pytest.raises(Refused, match="パスワード"):
        read(bytes(protected))


def test_what_the_fast_reader_would_lose_is_noticed(workbook: bytes) -> None:
    limits = Limits()
    assert check_workbook(workbook, limits).plain
    xml = part(workbook, SHEET)
    for mark in ("<f>1+1</f>", '<c r="B9" t="e"><v>#N/A</v></c>', '<row r="9" hidden="1"/>'):
        marked = with_parts(workbook, {SHEET: xml.replace("</sheetData>", mark + "</sheetData>")})
        assert not check_workbook(marked, limits).plain
