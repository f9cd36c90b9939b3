"""Of a workbook's sheets the answers are proposed, however large the tables of results are."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.importing.shapes import Field, Sheet, Source
from surveys.importing.sheets.choosing import main_sheet

Rows = list[list[Any]]

ANSWERS: Rows = [
    ["団体名", "会員数", "活動の頻度"],
    ["みなと食堂", 12, "毎週"],
    ["あおぞら会", 30, "毎月"],
]
CODED: Rows = [["性別", "年代", "満足度"], *[[n % 2 + 1, n % 5 + 1, n % 3 + 1] for n in range(6)]]
COUNTS: Rows = [
    ["問1 活動の頻度（n=60）"], ["選択肢", "件数", "％"],
    *[[f"週に{n}回", 3, "5.0"] for n in range(20)],
]  # fmt: skip
CROSS: Rows = [
    ["区分", "全体", "毎週", "毎月"], ["全体", 100, 60, 40],
    *[[f"{n}丁目", 10, 6, 4] for n in range(1, 11)],
]  # fmt: skip
UNREAD: Rows = [
    ["項目", "令和4年", "令和5年", "増減"],
    *[[f"指標{n}", n, n * 2, "増"] for n in range(1, 30)],
]
CONTENTS: Rows = [["番号", "表題", "シート"], *[[n, f"表{n}", f"T{n}"] for n in range(1, 40)]]
CODES: Rows = [
    ["設問番号", "設問文", "選択肢"],
    *[[f"問{n}", f"問{n}の文", "1=はい 2=いいえ"] for n in range(9)],
]


@pytest.mark.parametrize(
    ("sheets", "read"),
    [
        ({"集計": COUNTS, "回答": ANSWERS}, "回答"),
        ({"集計": COUNTS, "Sheet1": CODED}, "Sheet1"),
        ({"クロス": CROSS, "Sheet1": ANSWERS}, "Sheet1"),
        ({"クロス集計": UNREAD, "回答データ": CODED}, "回答データ"),
        ({"目次": CONTENTS, "Sheet1": CODED}, "Sheet1"),
        ({"コード表": CODES, "集計": COUNTS, "データ": CODED}, "データ"),
        ({"目次": CONTENTS, "集計": COUNTS}, "集計"),
        ({"集計": COUNTS, "集計2": CROSS}, "集計"),
        ({"アンケート結果": ANSWERS, "メモ": CONTENTS}, "アンケート結果"),
        ({"集計": [*ANSWERS, *ANSWERS[1:]], "予備": ANSWERS}, "集計"),
        ({"表紙": [["つながり調査"]], "回答": ANSWERS}, "回答"),
    ],
)  # fmt: skip
def test_the_sheet_of_answers_is_proposed(sheets: dict[str, Rows], read: str) -> None:
    source = Source("xlsx", [Sheet(name, rows) for name, rows in sheets.items()])
    assert main_sheet(source).name == read


def test_the_sheet_that_asks_the_surveys_questions_comes_first() -> None:
    def asked(number: str, text: str) -> Field:
        return Field(text, "text", "question", [], number=number)

    questions = [asked("問1", "活動の頻度"), asked("問2", "会員数"), asked("問3", "困りごと")]
    larger: Rows = [
        ["施設", "定員", "面積", "階数"],
        *[[f"{n}号館", n, n * 2, 3] for n in range(40)],
    ]
    of_numbers: Rows = [["Q1", "Q2", "Q3"], ["毎週", 12, "なし"]]
    of_words: Rows = [["活動の頻度", "会員数", "困りごと"], ["毎週", 12, "なし"]]
    for answers in (of_numbers, of_words):
        source = Source("xlsx", [Sheet("施設", larger), Sheet("票", answers)])
        assert main_sheet(source).name == "施設"
        assert main_sheet(source, questions).name == "票"
