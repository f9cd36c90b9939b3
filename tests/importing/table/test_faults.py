"""The faults an officer is told, by the rule numbers of the ministries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from surveys.importing.reading.reader import read
from surveys.importing.shapes import CellError, Fault, Sheet, Source, UnsavedFormula
from surveys.importing.table.faults import find_faults
from surveys.importing.table.layout import find_layout
from tests.importing.files import ANSWERS, HEADER, csv_bytes, sheet, xlsx_bytes

N = None


def faults(table: Sheet, **source: Any) -> dict[str, Fault]:
    options = {"container": "xlsx", "sheets": [table], **source}
    return {f.rule: f for f in find_faults(Source(**options), table, find_layout(table))}


def rules(*rows: Sequence[Any], **options: Any) -> dict[str, int]:
    return {rule: fault.count for rule, fault in faults(sheet(*rows, **options)).items()}


def test_a_clean_table_has_no_faults() -> None:
    source = read(csv_bytes([HEADER, *ANSWERS]))
    assert find_faults(source, source.sheet(), find_layout(source.sheet())) == []


CASES: dict[str, tuple[list[Sequence[Any]], dict[str, int]]] = {
    "title above, note below": (
        [("回答一覧",), HEADER, *ANSWERS, (), ("注）空欄は未回答",)],
        {"L1-4": 2, "L3-1": 1},
    ),
    "headings again on the next page": ([HEADER, *ANSWERS, HEADER, *ANSWERS], {"L1-3": 1}),
    "a column without heading": ([("団体名", N, "頻度"), ("あ", "x", "毎週")], {"L1-5": 1}),
    "equal headings": (
        [("団体名", "理由", "理由", "メモ", "メモ"), ("あ", "x", "y", "p", "q")],
        {"L2-3": 2},
    ),
    "line breaks and blanks in cells": (
        [("団体名", "意見"), ("あ　", "一\n二"), ("い", "三\n四")],
        {"L1-6": 1},
    ),
    "characters of one make of computer": (
        [("団体名", "意見"), ("㈱あ", "①"), ("\ue000い", "髙")],
        {"L1-8": 3},
    ),
    "same as above": (
        [("団体名", "地区"), ("あ", "東"), ("い", "同上"), ("う", "〃")],
        {"L2-2": 2},
    ),
    "words in a column of numbers": (
        [
            ("団体名", "人数"),
            ("あ", 12),
            ("い", "約30人"),
            ("う", "７５"),
            ("え", 9),
            ("お", "1,200"),
        ],
        {"L2-1": 2},
    ),
    "words in a column of words": ([("団体名", "数"), ("あ", "10人"), ("い", "30名")], {}),
    "errors and formulas": (
        [HEADER, ("あ", CellError("#N/A"), "毎週"), ("い", UnsavedFormula("=1+1"), "毎月")],
        {"L2-6": 2},
    ),
    "Japanese years": (
        [("団体名", "設立"), ("あ", "平成元年4月1日"), ("い", "R5.4.1"), ("う", "2024/1/1")],
        {"L3-5": 2},
    ),
}


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES)
def test_faults_are_named_by_rule_and_counted(
    rows: list[Sequence[Any]], expected: dict[str, int]
) -> None:
    assert rules(*rows) == expected


def test_merges_and_hidden_parts_are_named() -> None:
    found = faults(
        sheet(
            ("団体名", "対象", N),
            (N, "高齢者", "若者"),
            ("あ", "○", N),
            ("い", N, "○"),
            merges=[(1, 1, 2, 1), (1, 2, 1, 3)],
            hidden_rows={4},
        )
    )
    assert (found["L1-12"].count, found["L1-12"].row) == (2, 1)
    assert (found["L1-13"].count, found["L1-13"].row) == (1, 4)
    assert found["L3-1"].row == 1


def test_merged_answers_leave_the_second_row_blank_and_that_is_told() -> None:
    table = sheet(("団体名", "評価"), ("あ", "満足"), ("い", N), merges=[(2, 2, 3, 2)])
    told = faults(table)["L1-12"]
    assert (told.row, told.column, told.count) == (2, 2, 1)
    assert "2行目からは空欄として" in told.message


def test_hidden_columns_and_sheets_are_named() -> None:
    source = read(xlsx_bytes([HEADER, *ANSWERS], hidden_columns=["B"], hidden_sheet="控え"))
    found = find_faults(source, source.sheets[0], find_layout(source.sheets[0]))
    assert [(fault.rule, fault.name) for fault in found] == [
        ("L1-13", "非表示の列"),
        ("L1-13", "非表示のシート"),
    ]


def test_faults_of_csv_files_are_named_after_the_rules_for_csv() -> None:
    found = faults(
        sheet(("団体名", "意見"), ("あ", "一\n二"), ("い", "食事", "学習")),
        container="csv",
        delimiter=",",
    )
    assert {rule: fault.count for rule, fault in found.items()} == {
        "L1-5": 1,
        "L1-14": 1,
        "L1-15": 1,
    }
    assert found["L1-15"].row == 3


def test_old_format_and_several_sheets_are_named_and_rules_come_in_order() -> None:
    table = sheet(("調査",), HEADER, *ANSWERS)
    source = Source(container="xls", sheets=[table, sheet(HEADER, *ANSWERS)])
    found = find_faults(source, table, find_layout(table))
    assert [fault.rule for fault in found] == ["L1-1", "L1-2", "L1-4", "L3-1"]
    assert all(fault.message.endswith("。") for fault in found)
