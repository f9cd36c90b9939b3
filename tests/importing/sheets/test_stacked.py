"""A second table below the first is told with its rows, and never read as more answers."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.importing.planning.drafts import find_table
from surveys.importing.shapes import Sheet, Source
from surveys.importing.sheets.tables import find_one
from surveys.importing.table.layout import find_layout

Rows = list[list[Any]]

HEAD = ["団体名", "会員数", "活動の頻度"]
GROUPS = [[f"第{n}会", n * 3, ("週に1回", "月に1回")[n % 2]] for n in range(1, 9)]
PEOPLE = [HEAD, *GROUPS]
CONTACTS = [
    ["担当課", "電話番号", "内線"],
    ["福祉課", "03-1234-5678", 12],
    ["防災課", "03-1234-5679", 30],
]
AGES = [["年代", "人数", "割合"], ["20代", 30, 0.3], ["60代", 70, 0.7]]
WIDER = [["施設", "定員", "面積", "階数"], ["東館", 30, 120.5, 2], ["西館", 20, 80.5, 1]]
TITLED = [["■ 窓口の一覧"], *CONTACTS]


def source(rows: Rows) -> Source:
    return Source("xlsx", [Sheet("回答", rows)])


def answers(rows: Rows, **chosen: Any) -> list[Any]:
    reading = find_table(source(rows), chosen)
    return [reading.sheet.rows[number - 1][0] for number in reading.layout.data_rows()]


@pytest.mark.parametrize("second", [CONTACTS, AGES, WIDER, TITLED])
@pytest.mark.parametrize("gap", [1, 3])
def test_the_larger_is_read_and_both_are_told(second: Rows, gap: int) -> None:
    rows = [*PEOPLE, *[[] for _ in range(gap)], *second]
    found = find_one(Sheet(None, rows))
    start = len(PEOPLE) + gap + 1
    assert [key for key, _ in found.choices] == [
        "A1",
        f"A{start}",
        "whole",
    ]
    assert found.fault is not None
    assert f"1～{start - 1}行目の表を読みました" in found.fault.message
    assert f"{start}～{len(rows)}行目は取り込まれません" in found.fault.message
    assert answers(rows) == [row[0] for row in GROUPS]
    below = [row[0] for row in second if len(row) > 1][1:]
    assert answers(rows, table=f"A{start}") == below


def test_the_answers_are_read_where_they_stand_below_a_smaller_table() -> None:
    rows = [*CONTACTS, [], *PEOPLE]
    assert answers(rows) == [row[0] for row in GROUPS]


def test_answers_come_before_a_larger_table_of_results() -> None:
    results = [["質問1（n=30）", "件数", "割合"], *[[f"区分{n}", 1, "3.3%"] for n in range(1, 31)]]
    rows = [*PEOPLE, [], *results]
    assert answers(rows) == [row[0] for row in GROUPS]


ONE: dict[str, Rows] = {
    "blank rows between": [*PEOPLE[:4], [], *PEOPLE[4:]],
    "the heading again": [*PEOPLE[:4], [], HEAD, *PEOPLE[4:]],
    "sections with a line each": [["北地区"], *PEOPLE[:4], [], ["南地区"], *PEOPLE[4:]],
    "someone wrote a word for a number": [
        *PEOPLE[:4], [], ["港の会", "不明", "週に1回"], *PEOPLE[4:],
    ],
    "words for a number in a group of its own": [
        *PEOPLE, [], ["港の会", "30人くらい", "年に数回"], ["浜の会", 12, "年に数回"],
    ],
    "notes below": [*PEOPLE, [], ["※1", "会員数は令和6年4月現在"], ["※2", "延べ人数"]],
    "sums below": [*PEOPLE, [], ["合計", 108, None], ["平均", 13.5, None]],
    "a title and facts above": [
        ["つながり調査"], ["担当課", "福祉課"], ["作成日", "令和6年4月1日"], [], *PEOPLE,
    ],
    "texts only": [
        ["団体名", "意見", "要望"], ["港の会", "よい", "特にない"], [], ["浜の会", "もっと早く", "駐車場"],
        ["丘の会", "はい", "なし"],
    ],
}  # fmt: skip


@pytest.mark.parametrize("rows", ONE.values(), ids=ONE.keys())
def test_one_table_stays_one(rows: Rows) -> None:
    assert find_one(Sheet(None, rows)).choices == []


def test_all_can_be_read_as_one_table() -> None:
    rows = [*PEOPLE, [], *AGES]
    found = find_one(Sheet(None, rows), "whole")
    assert found.sheet.rows == rows
    assert len(find_layout(found.sheet).data_rows()) > len(GROUPS)
