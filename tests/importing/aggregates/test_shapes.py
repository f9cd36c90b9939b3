"""Tables of results with a line of shares below each line of counts, with a row for each option,
and statistics that are only said to be such."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from surveys.importing.aggregates.recognition import read_aggregates
from surveys.importing.shapes import Sheet

Rows = list[list[Any]]

SHARE_LINES: Rows = [
    ["問5 孤独感（年代別）"],
    ["年代", "全体", "ある", "ない"],
    ["全体", 200, 80, 120],
    ["（%）", 100.0, 40.0, 60.0],
    ["20代", 50, 25, 25],
    ["（%）", 100.0, 50.0, 50.0],
    ["60代", 150, 55, 95],
    ["（%）", 100.0, 36.7, 63.3],
]
SHARE_LINES_OF_EXCEL: Rows = [
    ["年代", "合計", "ある", "ない"],
    ["合計", 200, 80, 120],
    ["構成比", 1, 0.4, 0.6],
    ["60代", 150, 55, 95],
    ["構成比", 1, 0.367, 0.633],
]
SHARES_IN_A_COLUMN: Rows = [
    ["年代", "", "全体", "ある", "ない"],
    ["全体", "件数", 200, 80, 120],
    [None, "％", None, 40.0, 60.0],
    ["20代", "件数", 50, 25, 25],
    [None, "％", None, 50.0, 50.0],
]
SHARES_OF_COLUMNS: Rows = [
    ["区分", "男", "女"],
    ["全体", 90, 110],
    ["（%）", 100.0, 100.0],
    ["ある", 30, 50],
    ["（%）", 33.3, 45.5],
    ["ない", 60, 60],
    ["（%）", 66.7, 54.5],
]
LONG: Rows = [
    ["設問", "選択肢", "件数", "割合(%)"],
    ["問1 性別（n=200）", "男性", 90, 45.0],
    [None, "女性", 110, 55.0],
    ["問2 年代", "20代", 50, 25.0],
    [None, "60代", 150, 75.0],
]
LONG_WITH_TOTALS: Rows = [
    ["単純集計表"],
    ["設問番号", "設問文", "選択肢番号", "選択肢", "回答数", "構成比"],
    ["問1", "性別", 1, "男性", 90, 0.45],
    [None, None, 2, "女性", 110, 0.55],
    [None, None, None, "合計", 200, 1],
    ["問2", "手段", 1, "電話", 150, 0.75],
    [None, None, 2, "訪問", 100, 0.5],
    [None, None, None, "合計", 200, 1],
]
LONG_BY_GROUP: Rows = [
    ["質問", "性別", "n", "選択肢", "件数"],
    ["問1", "男", 90, "はい", 40],
    [None, None, None, "いいえ", 50],
    [None, "女", 110, "はい", 60],
    [None, None, None, "いいえ", 50],
]


@pytest.mark.parametrize(
    ("rows", "how_many", "first"),
    [
        (SHARE_LINES, 12, ("問5 孤独感（年代別）（全体）", "ある", "80", 200)),
        (SHARE_LINES_OF_EXCEL, 8, ("合計", "ある", "80", 200)),
        (SHARES_IN_A_COLUMN, 8, ("全体", "ある", "80", 200)),
        (SHARES_OF_COLUMNS, 8, ("男", "ある", "30", 90)),
        (LONG, 8, ("問1 性別", "男性", "90件", 200)),
        (LONG_WITH_TOTALS, 8, ("問1 性別", "男性", "90件", 200)),
        (LONG_BY_GROUP, 4, ("問1 男", "はい", "40件", 90)),
    ],
)
def test_it_is_read_with_its_bases(
    rows: Rows, how_many: int, first: tuple[str, str, str, int]
) -> None:
    found = read_aggregates(Sheet(None, rows))
    assert found is not None
    assert len(found.figures) == how_many
    figure = found.figures[0]
    assert (figure.question, figure.option, figure.shown, figure.base) == first
    assert found.doubts == []


def test_questions_of_a_long_table_have_their_own_bases() -> None:
    found = read_aggregates(Sheet(None, LONG_WITH_TOTALS))
    assert found is not None
    told = {(f.question, f.base, f.multiple) for f in found.figures}
    assert told == {("問1 性別", 200, False), ("問2 手段", 200, True)}


def test_a_group_of_nobody_hides_nothing() -> None:
    nobody = [["30代", 0, 0, 0], ["（%）", "-", "-", "-"]]
    found = read_aggregates(Sheet(None, [*SHARE_LINES[:4], *nobody, *SHARE_LINES[6:]]))
    assert found is not None
    assert {figure.base for figure in found.figures} == {200, 0, 150}


def test_groups_beside_each_other_are_not_the_question() -> None:
    rows: Rows = [
        ["", "全体", None, "男", None],
        ["", "件数", "%", "件数", "%"],
        ["はい", 30, 60.0, 10, 50.0],
        ["いいえ", 20, 40.0, 10, 50.0],
        ["合計", 50, 100.0, 20, 100.0],
    ]
    found = read_aggregates(Sheet("頻度", rows))
    assert found is not None
    assert found.questions == ["頻度（全体）", "頻度（男）"]


def test_a_line_of_shares_belongs_to_the_counts_above_it() -> None:
    found = read_aggregates(Sheet(None, SHARE_LINES))
    assert found is not None
    printed = [(f.option, f.value, f.unit, f.base) for f in found.figures]
    assert printed[:4] == [
        ("ある", 80, "", 200), ("ある", 40, "%", 200), ("ない", 120, "", 200), ("ない", 60, "%", 200),
    ]  # fmt: skip
    assert printed[-1] == ("ない", Decimal("63.3"), "%", 150)


CENSUS: Rows = [
    ["令和2年国勢調査"],
    [None, None, None, "総数", "男", "女"],
    ["地域階層", "地域コード", "地域名", "人", "人", "人"],
    ["a", "00000", "全国", 126146099, 61349581, 64796518],
    ["a", "01000", "北海道", 5224614, 2465088, 2759526],
]
BY_TIME: Rows = [
    ["", "", "", "時間軸（年次）", "2015000000", "2020000000"],
    ["", "", "", "", "2015年", "2020年"],
    ["表章項目", "地域", "", "単位", "", ""],
    ["人口", "00000", "全国", "千人", "127,095", "126,146"],
    ["人口", "01000", "北海道", "千人", "5,382", "5,225"],
]
HEADS_OF_ROWS: Rows = [
    ["統計表", "1-1"],
    [None, None, None, "男女別", "0_総数", "1_男", "2_女"],
    [None, None, None, "単位", "人", "人", "人"],
    ["地域コード", "地域", "時間軸(年)", None, None, None, None],
    ["00000", "全国", "2020年", None, 126146099, 61349581, 64796518],
    ["01000", "北海道", "2020年", None, 5224614, 2465088, 2759526],
]


@pytest.mark.parametrize("rows", [CENSUS, BY_TIME, HEADS_OF_ROWS])
def test_statistics_in_another_shape_are_said_to_be_such(rows: Rows) -> None:
    found = read_aggregates(Sheet(None, rows))
    assert found is not None
    assert found.figures == []
    assert found.doubts[0].startswith("公的統計（e-Statなど）の表のようです。")
