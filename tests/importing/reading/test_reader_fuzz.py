"""Any bytes are read or refused with a sentence; and the child process reads the same."""

from __future__ import annotations

import random
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.importing.reading.packing import packed, unpacked
from surveys.importing.reading.reader import read, read_safely
from surveys.importing.shapes import (
    CellError,
    Fault,
    Limits,
    Refused,
    Sheet,
    Source,
    Span,
    UnsavedFormula,
)
from surveys.importing.table.faults import find_faults
from surveys.importing.table.layout import find_layout
from tests.importing.files import ANSWERS, HEADER, csv_bytes, part, with_parts, xlsx_bytes

WORKBOOK = xlsx_bytes(
    [("回答一覧",), HEADER, *ANSWERS], merges=["A1:C1"], hidden_rows=[4], formats={"B3": "0000"}
)
TEXTS = [csv_bytes([HEADER, *ANSWERS], name) for name in ("utf-8", "cp932", "utf-16", "euc_jp")]
PARTS = [
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
]
MAGIC = [
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1W\0o\0r\0k\0b\0o\0o\0k\0",
    b"\xff\xfe",
]


def answered(data: bytes) -> Source | Refused:
    """Everything the first steps do with a file; only ``Refused`` may come out of it."""
    try:
        source = read(data)
        sheet = source.sheet()
        find_faults(source, sheet, find_layout(sheet))
    except Refused as refused:
        assert str(refused).endswith("ください。")
        return refused
    return source


def damaged(data: bytes, seed: int) -> bytes:
    """A few bytes altered, or a piece cut out or doubled."""
    chance = random.Random(seed)
    spoiled = bytearray(data)
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.randrange(1, 60))
    match chance.randrange(4):
        case 0:
            del spoiled[start:end]
        case 1:
            spoiled[start:start] = spoiled[start:end]
        case 2:
            spoiled[start:end] = chance.randbytes(end - start)
        case _:
            for _ in range(5):
                spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    return bytes(spoiled)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(MAGIC), st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(magic: bytes, data: bytes) -> None:
    assert isinstance(answered(magic + data), Source | Refused)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([WORKBOOK, *TEXTS]), st.integers(0, 2**32))
def test_damaged_files_are_read_or_refused(data: bytes, seed: int) -> None:
    assert isinstance(answered(damaged(data, seed)), Source | Refused)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PARTS), st.integers(0, 2**32))
def test_workbooks_with_damaged_parts_are_read_or_refused(name: str, seed: int) -> None:
    spoiled = damaged(part(WORKBOOK, name).encode(), seed)
    assert isinstance(answered(with_parts(WORKBOOK, {name: spoiled})), Source | Refused)


# ------------------------------------------------------------------------ the child process


def test_the_child_reads_what_we_read() -> None:
    assert read_safely(WORKBOOK) == read(WORKBOOK)
    assert read_safely(TEXTS[0]) == read(TEXTS[0])


def test_text_is_read_by_the_child_in_the_encoding_given() -> None:
    assert read_safely(TEXTS[3], encoding="euc_jp", delimiter=",") == read(TEXTS[3])
    with pytest.raises(Refused, match="ほかの文字コード"):
        read_safely(TEXTS[3], encoding="utf-8")


def test_the_childs_sentence_reaches_the_officer() -> None:
    broken = with_parts(WORKBOOK, {"xl/worksheets/sheet1.xml": "<worksheet"})
    with pytest.raises(Refused, match="壊れている"):
        read_safely(broken)


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(seconds=0), "時間がかかりすぎる"),
        (Limits(memory_bytes=2**20), "壊れているため"),
        (Limits(workbook_bytes=100), "ファイルが大きすぎます"),
        (Limits(rows=2), "行が多すぎます（上限2行）"),
    ],
)
def test_the_child_is_stopped_at_its_limits(limits: Limits, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_safely(WORKBOOK, limits=limits)


def test_every_kind_of_cell_comes_back_from_the_child_as_it_went() -> None:
    row = [
        "文\ud800字",
        "",
        1,
        2.5,
        True,
        None,
        datetime(2024, 1, 19, 9, 0, 0, 5),
        date(2024, 1, 19),
        time(9, 30),
        CellError("#N/A"),
        UnsavedFormula("=1"),
    ]
    sheet = Sheet("回答", [row, []], [Span(1, 1, 1, 2)], {1}, {2}, visible=False)
    source = Source("xlsx", [sheet], faults=[Fault("L1-10", "図形", "図形があります。", count=2)])
    back = unpacked(packed(source))
    assert isinstance(back, Source)
    assert back == source
    assert [type(cell) for cell in back.sheets[0].rows[0]] == [type(cell) for cell in row]


def test_an_answer_broken_off_anywhere_is_none_and_equal_texts_are_held_once() -> None:
    whole = packed(
        Source("csv", [Sheet(None, [["みなと食堂", "東京都"], ["あおぞら会", "東京都"]])])
    )
    back = unpacked(whole)
    assert isinstance(back, Source)
    first, second = back.sheets[0].rows
    assert first[1] is second[1]
    for end in range(len(whole) - 1):
        with pytest.raises(ValueError):
            unpacked(whole[:end])
