"""Headings of two and three rows, as tools export them and as colleagues type them."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.importing.table.layout import find_layout
from tests.importing.files import ANSWERS, HEADER, sheet

from .test_layout import PEOPLE, WIDE, N, found, texts


def test_two_merged_header_rows_are_joined() -> None:
    layout = find_layout(
        sheet(
            ("調査結果",),
            ("No.", "団体名", "対象（複数可）", N, N, "意見"),
            (N, N, "高齢者", "若者", "その他"),
            (1, "みなと食堂", "○", N, N, N),
            (2, "あおぞら会", N, N, "猫", "なし"),
            merges=[(1, 1, 1, 6), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 5), (2, 6, 3, 6)],
        )
    )
    assert (layout.header_rows, layout.data_rows()) == ([2, 3], [4, 5])
    assert texts(layout) == [
        "No.",
        "団体名",
        "対象（複数可） / 高齢者",
        "対象（複数可） / 若者",
        "対象（複数可） / その他",
        "意見",
    ]
    assert layout.headers[2].parts == ("対象（複数可）", "高齢者")


@pytest.mark.parametrize(
    "title", [[], [("団体アンケート調査",)], [("一覧", N, N, N, "（単位：人）")]]
)
def test_a_lone_group_heading_over_a_part_of_the_table(title: list[tuple[Any, ...]]) -> None:
    row = len(title) + 1
    layout = find_layout(
        sheet(
            *title,
            (N, N, "対象（複数可）", N, N, N),
            ("No.", "団体名", "高齢者", "若者", "その他", "意見"),
            (1, "みなと食堂", "○", N, N, N),
            (2, "あおぞら会", N, N, "猫", "なし"),
            merges=[(row, 3, row, 5), *[(1, 1, 1, 4)] * len(title)],
        )
    )
    assert layout.header_rows == [row, row + 1]
    assert texts(layout)[1:4] == ["団体名", "対象（複数可） / 高齢者", "対象（複数可） / 若者"]


def test_a_title_and_a_unit_merged_above_are_no_groups() -> None:
    rows = [("回答一覧", N, N, N, N, "（単位：人）"), WIDE, *PEOPLE]
    assert found(*rows, merges=[(1, 1, 1, 5), (1, 6, 1, 7)])[0] == [2]
    rows[0] = ("つながり調査", *[N] * 6)
    assert found(*rows, merges=[(1, 1, 1, 4)])[0] == [2]


def test_three_merged_header_rows_are_joined() -> None:
    layout = find_layout(
        sheet(
            ("団体名", "活動", N, N, N, "意見"),
            (N, "対象", N, "内容", N, N),
            (N, "高齢者", "若者", "食事", "学習", N),
            ("みなと食堂", 1, 0, 1, 0, "なし"),
            ("あおぞら会", 0, 1, 0, 1, N),
            merges=[(1, 1, 3, 1), (1, 2, 1, 5), (2, 2, 2, 3), (2, 4, 2, 5), (1, 6, 3, 6)],
        )
    )
    assert layout.header_rows == [1, 2, 3]
    assert texts(layout)[1:5] == [
        "活動 / 対象 / 高齢者",
        "活動 / 対象 / 若者",
        "活動 / 内容 / 食事",
        "活動 / 内容 / 学習",
    ]
    assert texts(layout)[0] == "団体名"


def test_survey_tools_carry_the_question_to_the_right() -> None:
    layout = find_layout(
        sheet(
            ("Respondent ID", "メール", "団体名", "対象", N, N, "頻度", "内容", N),
            (N, N, "Open-Ended Response", "高齢者", "若者", "その他", "Response", "食事", "学習"),
            (11, "a@example.jp", "みなと食堂", "高齢者", N, N, "毎週", "食事", "学習"),
            (12, N, "あおぞら会", N, "若者", "猫", "毎月", N, N),
        )
    )
    assert (layout.header_rows, layout.data_rows()) == ([1, 2], [3, 4])
    assert texts(layout) == [
        "Respondent ID",
        "メール",
        "団体名",
        "対象 / 高齢者",
        "対象 / 若者",
        "対象 / その他",
        "頻度",
        "内容 / 食事",
        "内容 / 学習",
    ]


def test_mostly_multiple_choice_keeps_its_upper_header_row() -> None:
    options = tuple(f"選択肢{n}" for n in range(12))
    layout = find_layout(
        sheet(
            ("ID", "団体名", "対象", *[N] * 11),
            (N, "Response", *options),
            (1, "みなと食堂", *options[:6]),
            (2, "あおぞら会", *options[:9]),
        )
    )
    assert (layout.header_rows, layout.data_rows()) == ([1, 2], [3, 4])
    assert texts(layout)[:3] == ["ID", "団体名", "対象 / 選択肢0"]


def test_group_headings_saved_as_csv_lose_their_merges_and_are_joined_all_the_same() -> None:
    layout = find_layout(
        sheet(
            ("基本情報", N, N, "活動", N, "連絡先", N),
            ("団体名", "所在地", "会員数", "対象", "頻度", "電話", "メール"),
            ("みなと食堂", "東町", "12", "子ども", "毎週", "03-1111-1111", "a@example.jp"),
            ("あおぞら会", "西町", "30", "高齢者", "毎月", "03-2222-2222", "b@example.jp"),
        )
    )
    assert layout.header_rows == [1, 2]
    assert texts(layout)[3:5] == ["活動 / 対象", "活動 / 頻度"]


def test_codes_above_question_texts_are_both_headings() -> None:
    layout = find_layout(
        sheet(
            ("ID", "Q1", "Q2"),
            ("番号", "性別を選んでください", "年齢"),
            (1, 2, 42),
            (2, 1, 65),
        )
    )
    assert layout.header_rows == [1, 2]
    assert texts(layout)[1] == "Q1 / 性別を選んでください"


def test_qualtrics_writes_three_header_rows() -> None:
    layout = find_layout(
        sheet(
            ("ResponseId", "Q1", "Q2"),
            ("Response ID", "団体名", "頻度"),
            ('{"ImportId":"_recordId"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2"}'),
            ("R_1", "みなと食堂", "毎週"),
        ),
        header_rows=[1, 2, 3],
    )
    assert layout.data_rows() == [4]


def test_a_row_of_units_belongs_to_the_heading() -> None:
    layout = find_layout(
        sheet(("団体名", "会員数", "面積"), (N, "（人）", "（㎡）"), ("みなと食堂", 12, 30.5))
    )
    assert layout.header_rows == [1, 2]
    assert texts(layout) == ["団体名", "会員数 / （人）", "面積 / （㎡）"]


def test_the_first_answer_is_not_taken_for_a_second_header_row() -> None:
    all_words = [("い", "毎週", "はい"), ("ろ", "毎月", "いいえ")]
    assert found(("団体名", "頻度", "参加"), *all_words) == ([1], [2, 3])
    unknown = ("団体A", "不明", "不明")
    assert found(HEADER, unknown, *ANSWERS)[0] == [1]
    assert found(("団体名", "Q1"), ("あ", "はい"), ("い", "いいえ", 1, 2, 3)) == ([1], [2, 3])


def test_days_of_the_week_are_options_and_no_dates() -> None:
    table = sheet(
        ("回答ID", "1. 定休日", None, None, None, "2. 業種"),
        (None, "月", "火", "日", "祝日", "Response"),
        ("0001", "月", None, "日", None, "小売"),
        ("0002", None, "火", None, "祝日", "飲食"),
    )

    assert find_layout(table).header_rows == [1, 2]
