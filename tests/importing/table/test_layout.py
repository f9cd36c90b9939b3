"""Where the answers stand: tables as tools export them and as colleagues type them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.importing.shapes import Layout, Refused, UnsavedFormula
from surveys.importing.table.layout import find_layout
from tests.importing.files import ANSWERS, HEADER, sheet

N = None
WIDE = ("No.", "団体名", "所在地", "対象", "頻度", "会員数", "意見")
PEOPLE = [
    (1, "みなと食堂", "東町1-2", "子ども", "毎週", 12, "特になし"),
    (2, "あおぞら会", "西町3-4", "高齢者", "毎月", "約30人", N),
    (3, "つむぎの家", "南町5-6", "若者", N, 8, "場所がほしい"),
    (4, "さくら会", "北町7-8", N, "不定期", 20, N),
]


def texts(layout: Layout) -> list[str]:
    return [header.text for header in layout.headers]


def found(*rows: Sequence[Any], **options: Any) -> tuple[list[int], list[int]]:
    layout = find_layout(sheet(*rows, **options))
    return layout.header_rows, layout.data_rows()


def test_a_plain_table() -> None:
    layout = find_layout(sheet(HEADER, *ANSWERS))
    assert (layout.header_rows, layout.first_data_row, layout.last_data_row) == ([1], 2, 4)
    assert texts(layout) == list(HEADER)
    assert layout.excluded == {}


ABOVE = {
    "a title": [("団体アンケート調査　回答一覧",)],
    "title, unit and a blank row": [("調査結果",), (N, N, N, N, N, N, "（単位：人）"), ()],
    "title and date in one row": [("調査結果", N, N, N, N, N, "令和6年2月1日現在")],
    "three title rows": [("令和5年度",), ("つながり調査",), ("地域福祉課作成",), ()],
    "pairs of item and value": [("調査名", "団体調査"), ("担当", "地域福祉課"), ()],
    "a long explanation": [(f"{n}行目の説明です。",) for n in range(1, 30)],
}


@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE)
def test_what_stands_above_is_no_heading(above: list[tuple[Any, ...]]) -> None:
    top = len(above) + 1
    assert found(*above, WIDE, *PEOPLE) == ([top], list(range(top + 1, top + 5)))


def test_a_title_merged_over_the_table_is_one_cell() -> None:
    rows = [("調査結果",), ("（単位：人）",), WIDE, *PEOPLE]
    assert found(*rows, merges=[(1, 1, 1, 7), (2, 1, 2, 7)])[0] == [3]


@pytest.mark.parametrize(
    "above",
    [
        [("団体一覧",)],
        [("団体一覧", N, "令和6年1月")],
        [("調査名", "団体調査"), ()],
        [("担当：地域福祉課", "電話：03-0000-0000")],
    ],
)
def test_a_narrow_table_is_not_confused_by_half_a_row_above(above: list[tuple[Any, ...]]) -> None:
    top = len(above) + 1
    assert found(*above, HEADER, *ANSWERS)[0] == [top]


BELOW = {
    "a total": ([("合計", "62団体", N, N, N, 70)], {6: "合計"}),
    "total and mean": (
        [("合　計", N, N, N, N, 70), ("平均", N, N, N, N, 17.5)],
        {6: "合計", 7: "平均"},
    ),
    "a note": ([(), ("注）未回答は空欄とした。",)], {7: "注記"}),
    "notes of several lines": (
        [("※1 未回答は空欄",), ("　　とした。",), ("　　以上",)],
        {6: "注記", 7: "表の下", 8: "表の下"},
    ),
    "a sentence without a mark": ([(), ("回答は二月末までに受け付けた。", "担当")], {7: "表の下"}),
    "a small table of totals": (
        [(), ("法人格", "件数"), ("NPO法人", 2), ("任意団体", 2)],
        {7: "表の下", 8: "表の下", 9: "表の下"},
    ),
    "unsaved sums with a word": (
        [("合計", N, N, N, N, UnsavedFormula("=SUM(F2:F5)"))],
        {6: "合計"},
    ),
    "unsaved sums without a word": (
        [(N, N, N, N, N, UnsavedFormula("=SUBTOTAL(9,$F$2:$F$5)"))],
        {6: "合計"},
    ),
    "sums of half a year": (
        [("上半期計", N, N, N, N, 70), ("下半期", N, N, N, N, 0), ("小　計", N, N, N, N, 70)],
        {6: "合計", 7: "合計", 8: "合計"},
    ),
    "numbers put in beforehand": ([(5,), (6,)], {6: "番号だけ", 7: "番号だけ"}),
}


def test_half_a_year_begins_with_a_line_of_its_own() -> None:
    rows = [("月", "行事", "人数"), ("4月", "花見", 10), ("5月", "茶会", 5)]
    rows += [("下半期", N, N), ("10月", "祭り", 30), ("11月", "市", 8)]
    layout = find_layout(sheet(*rows))
    assert layout.data_rows() == [2, 3, 5, 6]
    assert layout.excluded == {4: "区切りの見出しの行です"}


def test_a_table_of_half_years_keeps_them() -> None:
    rows = [("時期", "件数", "人数"), ("上半期", 3, 12), ("下半期", 4, 15)]
    assert find_layout(sheet(*rows)).data_rows() == [2, 3]


def test_a_sum_within_the_row_is_an_answer_without_its_result() -> None:
    rows = [
        ("番号", "男", "女", "計"),
        *((n, n, n, UnsavedFormula(f"=SUM(B{n}:C{n})")) for n in (2, 3)),
    ]
    assert find_layout(sheet(*rows)).data_rows() == [2, 3]


@pytest.mark.parametrize(("below", "reasons"), BELOW.values(), ids=BELOW)
def test_what_stands_below_is_no_answer(
    below: list[tuple[Any, ...]], reasons: dict[int, str]
) -> None:
    layout = find_layout(sheet(WIDE, *PEOPLE, *below))
    assert layout.data_rows() == [2, 3, 4, 5]
    assert layout.last_data_row == 5
    assert list(layout.excluded) == list(reasons)
    assert all(reasons[row] in why or "合計や平均" in why for row, why in layout.excluded.items())


def test_rows_between_the_answers_are_left_out_with_a_reason() -> None:
    layout = find_layout(
        sheet(
            ("回答一覧",),
            WIDE,
            ("■東地区",),
            PEOPLE[0],
            PEOPLE[1],
            ("東地区　小計", N, N, N, N, 42),
            (),
            ("回答一覧",),
            WIDE,
            PEOPLE[2],
            PEOPLE[3],
            ("総計", N, N, N, N, 70),
        )
    )
    assert layout.data_rows() == [4, 5, 10, 11]
    assert layout.excluded == {
        3: "区切りの見出しの行です",
        6: "合計や平均の行です",
        7: "空白の行です",
        8: "表題の繰り返しです",
        9: "見出しの繰り返しです",
        12: "合計や平均の行です",
    }


@pytest.mark.parametrize(
    "row",
    [
        (5, "会計サポートの会", "東町", "子ども", "毎週", 5, N),
        (5, "みらい設計", "東町", "子ども", "毎週", 5, N),
        (5, "注文の多い食堂", N, N, N, N, N),
        (5, "合計三軒茶屋の会", "東町", "高齢者", "毎週", 5, N),
        (5, "団体名", "所在地", "対象", "頻度", 5, "意見"),
        (5, "名前だけの会", N, N, N, N, N),
    ],
)
def test_honest_answers_are_kept(row: tuple[Any, ...]) -> None:
    assert found(WIDE, *PEOPLE, row)[1] == [2, 3, 4, 5, 6]


# ----------------------------------------------------------------------------------- headings


def test_headings_keep_their_text_and_are_told_apart() -> None:
    layout = find_layout(
        sheet(
            (N, "団体名\n（正式名称）", "理由", "理由", N, " 意見　"),
            (N, "あ", "x", "y", "z", "なし"),
        )
    )
    assert [(h.column, h.text, h.occurrence) for h in layout.headers] == [
        (2, "団体名 （正式名称）", 1),
        (3, "理由", 1),
        (4, "理由", 2),
        (5, "（見出しなし 5列目）", 1),
        (6, "意見", 1),
    ]
    assert layout.headers[3].parts == ()


def test_a_heading_without_answers_stays_and_an_empty_column_goes() -> None:
    layout = find_layout(sheet((N, "団体名", N, "頻度", "意見"), (N, "あ", N, "毎週")))
    assert [header.column for header in layout.headers] == [2, 4, 5]


# ----------------------------------------------------------------- what the officer decides


def test_hidden_rows_are_asked_about() -> None:
    table = sheet(HEADER, *ANSWERS, hidden_rows={3})
    assert find_layout(table).excluded == {3: "非表示の行です"}
    assert find_layout(table, include={3}).data_rows() == [2, 3, 4]


def test_a_hidden_row_of_codes_above_is_not_the_heading() -> None:
    rows = [("a1", "a2", "a3"), HEADER, *ANSWERS]
    assert find_layout(sheet(*rows, hidden_rows={1})).header_rows == [2]


def test_an_excluded_row_below_the_end_can_be_brought_back() -> None:
    table = sheet(WIDE, *PEOPLE, (), ("合計", N, N, N, N, 70))
    layout = find_layout(table, include={7})
    assert (layout.last_data_row, layout.data_rows()) == (7, [2, 3, 4, 5, 7])
    assert layout.excluded == {6: "空白の行です"}


def test_what_the_officer_gives_is_taken() -> None:
    table = sheet(("調査",), HEADER, *ANSWERS, ("合計", 50))
    layout = find_layout(table, header_rows=[2], first_data_row=4, last_data_row=4)
    assert (layout.header_rows, layout.data_rows()) == ([2], [4])
    without = find_layout(table, header_rows=[], first_data_row=3)
    assert texts(without)[0] == "（見出しなし 1列目）"
    assert without.data_rows() == [3, 4, 5]


@pytest.mark.parametrize(
    ("rows", "options", "says"),
    [
        ([], {}, "何も入力されていません"),
        ([(" ", "　")], {}, "何も入力されていません"),
        ([HEADER], {}, "データの行がありません"),
        ([("調査",), HEADER, (), ("合計", 0)], {}, "データの行がありません"),
        ([HEADER, *ANSWERS], {"first_data_row": 9}, "データの行がありません"),
        ([HEADER, *ANSWERS], {"header_rows": [99]}, "データの行がありません"),
    ],
)
def test_a_table_without_answers_is_refused(
    rows: list[tuple[Any, ...]], options: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        find_layout(sheet(*rows), **options)


CELLS = st.sampled_from(
    [N, "", " ", "あ", "合計", "注）", "※", "No.", "はい", 1, 2.5, True, "（人）"]
)
SPANS = st.tuples(*[st.integers(1, 6)] * 4)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(CELLS, max_size=5), max_size=8),
    st.lists(SPANS, max_size=3),
    st.sets(st.integers(1, 8), max_size=3),
)
def test_any_sheet_has_a_layout_or_is_refused(
    rows: list[list[Any]], spans: list[tuple[int, int, int, int]], hidden: set[int]
) -> None:
    table = sheet(*rows, merges=spans, hidden_rows=hidden)
    try:
        layout = find_layout(table)
    except Refused:
        return
    data = layout.data_rows()
    assert data
    assert 1 <= len(layout.header_rows) <= 3
    assert max(layout.header_rows) < layout.first_data_row == data[0]
    assert layout.last_data_row == data[-1] <= len(rows)
    assert not hidden & set(data)
    names = [(header.text, header.occurrence) for header in layout.headers]
    assert len(set(names)) == len(names)
    filled = {c for n in data for c, v in enumerate(rows[n - 1], 1) if str(v or "").strip()}
    assert filled <= {header.column for header in layout.headers}
