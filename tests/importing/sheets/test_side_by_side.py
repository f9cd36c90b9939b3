"""Two tables beside each other are told apart; one printed in two halves is refused."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.importing.shapes import Refused, Sheet
from surveys.importing.sheets.tables import Found, find_one

Rows = list[list[Any]]

PEOPLE = [["団体名", "会員数"], *[[f"第{n}会", n] for n in range(1, 9)]]
CODES = [["コード", "意味"], ["1", "はい"], ["2", "いいえ"]]


def beside(left: Rows, right: Rows, gap: int = 1) -> Sheet:
    height = max(len(left), len(right))
    width = len(left[0])
    rows = []
    for n in range(height):
        first = left[n] if n < len(left) else [None] * width
        rows.append([*first, *[None] * gap, *(right[n] if n < len(right) else [])])
    return Sheet(None, rows)


@pytest.mark.parametrize(("left", "right"), [(PEOPLE, CODES), (CODES, PEOPLE)])
def test_the_larger_is_read_and_the_other_told(left: Rows, right: Rows) -> None:
    found = find_one(beside(left, right))
    sheet, fault = found.sheet, found.fault
    assert fault is not None
    assert (fault.rule, fault.count) == ("L1-2", 2)
    kept = [[value for value in row if value is not None] for row in sheet.rows]
    assert kept == PEOPLE
    read, other = ("A～B列", "D～E列") if left is PEOPLE else ("D～E列", "A～B列")
    assert f"{read}の表を読みました" in fault.message
    assert f"{other}は取り込まれません" in fault.message


@pytest.mark.parametrize(("key", "kept"), [("A1", PEOPLE), ("D1", CODES)])
def test_the_smaller_can_be_chosen(key: str, kept: Rows) -> None:
    found = find_one(beside(PEOPLE, CODES), key)
    assert [[v for v in row if v is not None] for row in found.sheet.rows if any(row)] == kept
    assert [name for name, _ in found.choices] == ["A1", "D1", "whole"]
    assert found.chosen == key


def test_both_as_one_table_can_be_chosen_too() -> None:
    table = beside(PEOPLE, CODES)
    found = find_one(table, "whole")
    assert found.sheet == table
    assert found.fault is not None
    assert "A～B列とD～E列に並んだ表を、選ばれたとおり1つの表として" in found.fault.message


def test_a_cell_no_table_begins_in_is_refused() -> None:
    for table in (beside(PEOPLE, CODES), Sheet(None, PEOPLE)):
        with pytest.raises(Refused, match="セルC1から始まる表がシートにありません"):
            find_one(table, "C1")


def test_a_table_in_two_halves_is_refused() -> None:
    with pytest.raises(Refused, match="A～B列とD～E列"):
        find_one(beside(PEOPLE[:5], [PEOPLE[0], *PEOPLE[5:]]))


def test_a_table_with_a_blank_column_is_one() -> None:
    remarks = [["備考", "対応"], *[["", ""] for _ in range(6)], ["要電話", "済"], ["", "済"]]
    for right in (remarks, [[f"問{n}", f"問{n + 1}"] for n in range(len(PEOPLE))]):
        sheet = beside(PEOPLE, right)
        assert find_one(sheet) == Found(sheet)


def test_years_beside_each_other_under_their_own_headings_are_one_table() -> None:
    rows = [
        ["地区", None, "令和4年", None, None, "令和5年", None],
        [None, None, "件数", "人数", None, "件数", "人数"],
        *[[f"地区{n}", None, n, n * 2, None, n * 3, n * 4] for n in range(1, 6)],
    ]
    sheet = Sheet(None, rows)
    assert find_one(sheet) == Found(sheet)


# Answers as they come: nobody answers everything.
ANSWERS = [
    ["整理番号", "団体名", "問1 会の種別", "問2 世帯数", "問3 ご意見"],
    *[[n, f"第{n}会", "町会" if n % 3 else None, None, "とくにない" if n % 4 else None]
      for n in range(1, 21)],
]  # fmt: skip
SMALL: dict[str, Rows] = {
    "with a heading": [["地区", "町会数"], ["北", 12], ["南", 9], ["東", 7], ["計", 28]],
    "with a title": [["備品台帳"], ["品名", "数"], ["毛布", 20], ["水", 100], ["テント", 3]],
    "wide": [
        ["地区", "担当", "町会数"],
        ["北", "甲", 12],
        ["南", "乙", 9],
        ["東", "丙", 7],
        ["計", "", 28],
    ],
}


@pytest.mark.parametrize("gap", [1, 2])
@pytest.mark.parametrize("small", SMALL.values(), ids=SMALL.keys())
def test_a_small_table_beside_answers_with_gaps_is_another(small: Rows, gap: int) -> None:
    found = find_one(beside(ANSWERS, small, gap))
    assert found.fault is not None
    assert "A～E列の表を読みました" in found.fault.message
    assert [row[:5] for row in found.sheet.rows] == ANSWERS
    assert not any(value for row in found.sheet.rows for value in row[5:])


@pytest.mark.parametrize(
    "right",
    [
        [
            ["問4 要望", "問5 連絡"],
            ["広場", "可"],
            ["灯り", "可"],
            ["椅子", "否"],
        ],  # few were asked
        [["対応", "担当"], ["電話した", "甲"], ["訪問した", "乙"]],  # a clerk has begun
        [["対応", "担当"], ["済", "甲"], ["", ""], ["済", "乙"], *[["", ""]] * 9, ["済", "甲"]],
    ],
)
def test_columns_that_few_rows_fill_belong_to_the_answers(right: Rows) -> None:
    sheet = beside(ANSWERS, right)
    assert find_one(sheet) == Found(sheet)


def test_a_small_table_beside_a_few_answers_is_told_and_read_as_one() -> None:
    table = beside(ANSWERS[:6], SMALL["with a heading"])
    found = find_one(beside(ANSWERS[:5], SMALL["with a heading"]))
    assert find_one(table).fault is not None
    assert found.fault is not None and "1つの表として読みました" in found.fault.message
    assert [name for name, _ in found.choices] == ["A1", "G1", "whole"]


def test_two_surveys_beside_each_other_number_their_questions_anew() -> None:
    shops = [
        ["整理番号", "店名", "問1 業種", "問2 開業年", "問3 家賃"],
        *[[n, f"{n}番の店", "飲食", 1990 + n, None] for n in range(1, 21)],
    ]
    found = find_one(beside(ANSWERS, shops))
    assert [name for name, _ in found.choices] == ["A1", "G1", "whole"]
    assert found.fault is not None and "表が横に並んでいます" in found.fault.message


@pytest.mark.parametrize(("gap", "told"), [(1, False), (2, True), (3, True)])
def test_two_of_one_length_far_apart_are_told_and_read_as_one(gap: int, told: bool) -> None:
    areas = [["地区", "団体数", "世帯数"], *[[f"地区{n}", n, n * 300] for n in range(1, 9)]]
    table = beside(PEOPLE, areas, gap)
    found = find_one(table)
    fault = found.fault
    assert found.sheet == table
    assert (fault is not None) == told
    if fault:
        assert (fault.rule, fault.column) == ("L1-2", 3 + gap)
        assert "A～B列" in fault.message
        assert "1つの表として読みました" in fault.message
