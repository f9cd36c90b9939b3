"""Each register in the forms it is downloaded in, and what is no register, or dangerous."""

from __future__ import annotations

import io
from dataclasses import replace
from tempfile import TemporaryFile
from typing import Any

import pytest

from surveys.importing.registers import streaming
from surveys.importing.registers.entries import UNKNOWN, Entry
from surveys.importing.registers.streaming import (
    LIMITS,
    NO_CSV,
    OFFICE,
    TOO_BIG,
    RegisterFile,
    answers,
)
from surveys.importing.shapes import Limits, Refused
from tests.importing.registers.files import (
    GBIZINFO_HEADINGS,
    GBIZINFO_OF_2025,
    NPO_HEADINGS,
    headed,
    nta_row,
    number,
    written,
    zipped,
)


def read(data: bytes, limits: Limits = LIMITS) -> tuple[str, list[Entry], int]:
    first, *entries, last = answers(io.BytesIO(data), limits)
    return first["register"], [Entry(*entry) for entry in entries], last["rows"]


HARBOUR = nta_row(1, "特定非営利活動法人みなとの灯", kana="ミナトノヒ")
AS_READ = Entry(
    number=number(1), name="特定非営利活動法人みなとの灯", kana="ミナトノヒ", prefecture="東京都",
    city="江東区", town="本町二丁目１６番３２号", postal_code="1350016",
)  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        written([HARBOUR]),
        written([HARBOUR], "utf-8-sig"),
        written([HARBOUR], "cp932"),
        zipped(written([HARBOUR], "cp932")),
        zipped(written([HARBOUR])),
    ],
    ids=["utf-8", "bom", "shift-jis", "zip shift-jis", "zip utf-8"],
)
def test_the_register_of_corporate_numbers(data: bytes) -> None:
    assert read(data) == ("nta", [AS_READ], 1)


@pytest.mark.parametrize(
    ("told", "read_as"),
    [
        ({"closed": "2024-03-05", "cause": "01"}, {"closed": "2024-03-05 登記記録の閉鎖（清算の結了等）"}),
        ({"closed": "2024-03-05"}, {"closed": "2024-03-05 登記記録の閉鎖"}),
        ({"successor": number(9)}, {"successor": number(9)}),
        ({"successor": "ABC"}, {"successor": ""}),
        ({"name_image": "0000001"}, {"name": ""}),
        ({"process": "99"}, None),
        ({"latest": "0"}, None),
    ],
)  # fmt: skip
def test_what_a_row_of_corporate_numbers_says(told: Any, read_as: Any) -> None:
    row = nta_row(1, "特定非営利活動法人みなとの灯", kana="ミナトノヒ", **told)
    expected = [] if read_as is None else [replace(AS_READ, **read_as)]
    assert read(written([row])) == ("nta", expected, 1)


NPO = {
    "法人名称": "特定非営利活動法人みなとの灯",
    "法人名称カナ": "ミナトノヒ",
    "主たる事務所の所在地": "東京都江東区本町2-16-32",
    "主たる事業所の郵便番号": "135-0016",
    "法人番号": number(1),
}
DATED = [*NPO, "解散年月日", "解散理由", "認証取消年月日", "閉鎖年月日"]
DISSOLVED = "2024年05月18日 社員総会の決議"
CANCELLED = "2024年02月19日 認証取消し（報告書の不提出）"
GBIZINFO = {
    "法人番号": number(1),
    "法人名": "特定非営利活動法人みなとの灯",
    "法人名ふりがな": "ミナトノヒ",
    "郵便番号": "135-0016",
    "本社所在地": "東京都江東区本町2-16-32",
}
OF_2025 = {
    "法人番号": number(1),
    "商号または名称": "特定非営利活動法人みなとの灯",
    "商号または名称（カナ）": "ミナトノヒ",
    "郵便番号": "135-0016",
    "登記住所": "東京都江東区本町2-16-32",
}
HEADED = Entry(
    number=number(1), name="特定非営利活動法人みなとの灯", kana="ミナトノヒ",
    address="東京都江東区本町2-16-32", postal_code="135-0016",
)  # fmt: skip


@pytest.mark.parametrize(
    ("register", "headings", "row", "closed"),
    [
        ("npo", NPO_HEADINGS, NPO, ""),
        ("npo", NPO_HEADINGS, NPO | {"解散情報": DISSOLVED}, f"解散：{DISSOLVED}"),
        (
            "npo",
            DATED,
            NPO | {"解散年月日": "2026/6/30", "解散理由": "社員総会の決議"},
            "解散：2026/6/30 社員総会の決議",
        ),
        ("npo", DATED, NPO | {"認証取消年月日": "2026/7/1"}, "認証取消：2026/7/1"),
        ("npo", DATED, NPO | {"閉鎖年月日": "2026/7/1"}, "2026/7/1 登記記録の閉鎖"),
        ("npo", DATED, NPO, ""),
        ("npo", NPO_HEADINGS, NPO | {"監督情報": CANCELLED}, f"監督情報：{CANCELLED}"),
        ("npo", NPO_HEADINGS, NPO | {"監督情報": "2024年01月05日 改善命令"}, ""),
        ("gbizinfo", GBIZINFO_HEADINGS, GBIZINFO, ""),
        (
            "gbizinfo",
            GBIZINFO_HEADINGS,
            GBIZINFO | {"登記記録の閉鎖等年月日": "2024-03-05", "登記記録の閉鎖等の事由": "11"},
            "2024-03-05 登記記録の閉鎖（合併による解散等）",
        ),
        ("gbizinfo", GBIZINFO_OF_2025, OF_2025, ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_registers_with_headings(
    register: str, headings: list[str], row: dict[str, str], closed: str, encoding: str
) -> None:
    data = written(headed(headings, row), encoding)
    assert read(data) == (register, [replace(HEADED, closed=closed)], 1)


ENGLISH = [
    "sequenceNumber",
    "corporateNumber",
    "process",
    "correct",
    "updateDate",
    "changeDate",
    "name",
    "nameImageId",
    "kind",
    "prefectureName",
    "cityName",
    "streetNumber",
    "addressImageId",
    "prefectureCode",
    "cityCode",
    "postCode",
    "addressOutside",
    "addressOutsideImageId",
    "closeDate",
    "closeCause",
    "successorCorporateNumber",
    "changeCause",
    "assignmentDate",
    "latest",
    "enName",
    "enPrefectureName",
    "enCityName",
    "enAddressOutside",
    "furigana",
    "hihyoji",
]


def test_a_line_of_headings_above_the_corporate_numbers() -> None:
    assert read(written([ENGLISH, HARBOUR])) == ("nta", [AS_READ], 1)


def test_headings_nothing_is_taken_of_are_told() -> None:
    [first, *_] = answers(io.BytesIO(written(headed(NPO_HEADINGS, NPO))))
    assert first["unread"] == ["所轄庁", "権限移譲先市町村", "従たる事務所の所在地", "代表者氏名"]


SPOILT = [HARBOUR[0], "2.01061E+12", *HARBOUR[2:]]
SMALL = replace(LIMITS, text_bytes=1_000)
BOMB = zipped(written([nta_row(1, "あ" * 10)] * 3_000))


@pytest.mark.parametrize(
    ("data", "limits", "says"),
    [
        (b"\x89PNG\r\n" + bytes(200), LIMITS, ""),
        (written([["団体名", "電話番号"], ["みなとの灯", "03-1111-1111"]]), LIMITS, UNKNOWN),
        (b"", LIMITS, UNKNOWN),
        (zipped(b"", "13_tokyo_all_20240830.xml"), LIMITS, NO_CSV),
        (zipped(b"", "a.csv", "b.csv"), LIMITS, NO_CSV),
        (zipped(b"", "[Content_Types].xml", "xl/workbook.xml"), LIMITS, OFFICE),
        (b"\xd0\xcf\x11\xe0" + bytes(100), LIMITS, OFFICE),
        (written([SPOILT]), LIMITS, "Excelで開かずに"),
        (written([HARBOUR, SPOILT]), LIMITS, "「2.01061E+12」"),
        (
            written(headed(NPO_HEADINGS, NPO | {"法人番号": "2.01061E+12"})),
            LIMITS,
            "「2.01061E+12」",
        ),
        (written([ENGLISH[::-1], HARBOUR]), LIMITS, "列の並びが"),
        (b"PK\x03\x04" + bytes(100), LIMITS, "壊れている"),
        (BOMB, LIMITS, TOO_BIG),
        (written([HARBOUR] * 9), SMALL, TOO_BIG),
        (written([nta_row(n, "会") for n in range(5)]), replace(LIMITS, rows=3), "行が多すぎます"),
        (written([HARBOUR]) + b'"1","' + b"x" * 21_000, LIMITS, "2行目が読めません"),
        (written([HARBOUR])[:-9] + b"\xff\xff", LIMITS, "文字コードが分かりません"),
    ],
    ids=[
        "png",
        "list",
        "empty",
        "xml",
        "two",
        "xlsx",
        "xls",
        "excel",
        "excel below",
        "excel npo",
        "order",
        "broken",
        "bomb",
        "long",
        "rows",
        "quote",
        "bytes",
    ],
)
def test_what_is_no_register_is_refused_with_a_sentence(
    data: bytes, limits: Limits, says: str
) -> None:
    with pytest.raises(Refused) as refusal:
        read(data, limits)
    assert says in str(refusal.value)
    assert "。" in str(refusal.value)


def test_the_child_reads_within_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryFile() as file:
        file.write(zipped(written([HARBOUR])))
        file.flush()
        register = RegisterFile(file)
        assert list(register) == [AS_READ]
        assert register.register is not None
        assert (register.register.key, register.rows) == ("nta", 1)
        with pytest.raises(Refused, match="大きすぎる"):
            list(RegisterFile(file, replace(LIMITS, memory_bytes=2**20)))
        monkeypatch.setattr(streaming, "START", "print('[')")  # stopped in the middle of a line
        with pytest.raises(Refused, match="終わりまで読めませんでした"):
            list(RegisterFile(file))


def test_a_refusal_comes_out_of_the_child() -> None:
    with TemporaryFile() as file:
        file.write("団体名\n".encode())
        file.flush()
        with pytest.raises(Refused, match="知っている名簿の形ではありません"):
            list(RegisterFile(file))
