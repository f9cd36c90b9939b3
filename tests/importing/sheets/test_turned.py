"""A table with the respondents beside each other is turned, and that is told."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.importing.planning.drafts import find_table
from surveys.importing.shapes import Sheet, Source
from surveys.importing.sheets.tables import find_one

Rows = list[list[Any]]

ON_ITS_SIDE: dict[str, Rows] = {
    "numbers": [
        ["設問", "回答者1", "回答者2", "回答者3"],
        ["問1 団体の種類", "NPO法人", "任意団体", "NPO法人"],
        ["問2 会員数", 12, 30, 8],
        ["問3 活動の頻度", "毎週", "毎月", "毎週"],
    ],
    "texts": [
        [None, "No.1", "No.2"],
        ["団体名", "みなと食堂", "あおぞら会"],
        ["会員は何人いますか。", 12, 30],
        ["どのくらい活動していますか。", "毎週", "毎月"],
    ],
    "counted": [
        ["質問", 1, 2],
        ["Q1", "はい", "いいえ"],
        ["Q2", 2, 3],
        ["Q3", "とても", "少し"],
    ],
    "short headings": [
        ["No.", 1, 2, 3],
        ["団体名", "みなと食堂", "あおぞら会", "つむぎの家"],
        ["満足度", "満足", "ふつう", "不満"],
        ["参加人数", 5, 29, 28],
        ["ご意見", None, "椅子が足りない", "※駐車場がない"],
    ],
    "named": [
        ["団体名", "みなと食堂", "あおぞら会", "つむぎの家"],
        ["満足度", "満足", "ふつう", "不満"],
        ["参加人数", 5, 29, 28],
        ["頻度", "毎週", "毎月", "毎週"],
    ],
    "words of people": [
        ["項目", "回答者1", "回答者2"],
        ["満足度", "満足", "ふつう"],
        ["頻度", "毎週", "毎月"],
        ["意見", "なし", "駐車場"],
    ],
    "with a title": [
        ["つながり調査の回答"],
        ["項目", "A", "B", "C"],
        ["問1", "はい", "いいえ", "はい"],
        ["問2", 12, 30, 8],
        ["問3", "毎週", "毎月", "毎週"],
    ],
}

ASKED: Rows = [
    ["問1 団体の種類", "NPO法人", "任意団体", "NPO法人"],
    ["問2 会員数", 12, 30, 8],
    ["問3 活動の頻度", "毎週", "毎月", "毎週"],
]
ON_ITS_SIDE |= {
    corner: [[corner, 1, 2, 3], *ASKED]
    for corner in ("整理番号", "回答者番号", "番号", "ID", "回答者No.")
}
ON_ITS_SIDE |= {
    "codes of counted": [["整理番号", 1, 2, 3], *[[f"問{n}", 1, 2, 1] for n in (1, 2, 3)]],
    "keys and names": [["整理番号", 1, 2, 3], ["団体名", "みなと", "つむぎ", "あおば"], *ASKED],
    "two of one name": [["団体名", "本町会", "本町会", "東町会"], *ASKED],
}


@pytest.mark.parametrize("rows", ON_ITS_SIDE.values(), ids=ON_ITS_SIDE.keys())
def test_it_is_turned_and_told(rows: Rows) -> None:
    reading = find_table(Source("xlsx", [Sheet("回答", rows)]), {})
    table = [row for row in rows if len(row) > 1]
    assert len(reading.layout.data_rows()) == len(table[0]) - 1
    assert "行と列を入れ替えて読みました" in reading.layout.faults[0].message
    first = reading.sheet.rows[reading.layout.data_rows()[0] - 1]
    assert [v for v in first if v is not None][1:] == [row[1] for row in table[1:] if row[1]]


@pytest.mark.parametrize("number", ["問{}", "Q{}", "{}"])
def test_a_number_and_its_words_in_two_columns_are_one_heading(number: str) -> None:
    """2行目 stays what column B was, so that the places told are those of the file."""
    words = [
        ("団体の種類", "NPO法人", "任意団体"),
        ("会員数", 12, 30),
        ("活動の頻度", "毎週", "毎月"),
    ]
    rows = [[number.format(n), *row] for n, row in enumerate(words, start=1)]
    head = ["番号", "設問文", "票1", "票2"]
    reading = find_table(
        Source("xlsx", [Sheet("回答", [head, ["", "団体名", "甲", "乙"], *rows])]), {}
    )
    asked = [header.text for header in reading.layout.headers]
    assert asked[:2] == ["設問文", "団体名"]
    assert [text[-3:] for text in asked[2:]] == ["の種類", "会員数", "の頻度"]
    assert list(reading.layout.data_rows()) == [3, 4]
    assert reading.sheet.rows[2] == ["票1", "甲", "NPO法人", 12, "毎週"]


def test_it_can_be_read_as_it_stands() -> None:
    rows = ON_ITS_SIDE["numbers"]
    found = find_one(Sheet(None, rows), "whole")
    assert found.sheet.rows == rows
    assert found.fault is not None
    assert "1行を1人の回答として読みました" in found.fault.message


UPRIGHT: dict[str, Rows] = {
    "answers": [["No.", "問1", "問2"], [1, "はい", 3], [2, "いいえ", 4], [3, "はい", 5]],
    "a code table": [
        ["設問", "選択肢1", "選択肢2"], ["問1", "男性", "女性"], ["問2", "はい", "いいえ"], ["問3", "有", "無"],
    ],
    "how many chose which": [["設問", 1, 2, 3], ["問1", 12, 30, 8], ["問2", 20, 20, 10], ["問3", 5, 5, 40]],
    "questions of citizens": [
        ["No.", "質問", "回答"], [1, "いつですか", "4月"], [2, "どこですか", "駅"], [3, "誰でもよいですか", "はい"],
    ],
    "lessons": [["曜日", 1, 2, 3], ["月", "国語", "算数", "理科"], ["火", "音楽", "体育", "図工"], ["水", "a", "b", "c"]],
    "months": [["項目", 1, 2, 3], ["相談", 4, 5, 6], ["訪問", 7, 8, 9], ["電話", 1, 2, 3]],
    "groups": [
        ["団体名", "会員数", "種類", "頻度"], ["みなと", 3, "町会", "毎週"], ["あおぞら", 4, "NPO", "毎月"],
        ["つむぎ", 5, "町会", "毎月"],
    ],
    "keys below each other": [
        ["整理番号", 1, 2, 3], ["1", "はい", "毎週", "ない"], ["2", 1, 2, 3], ["3", "はい", "毎月", "ある"],
        ["4", 3, 2, 1],
    ],
    "counts by answer": [["番号", 1, 2, 3], ["問1", 12, 30, 8], ["問2", 20, 20, 10], ["問3", 5, 5, 40]],
    "years": [["項目", 2022, 2023], ["団体名", "a", "b"], ["所在地", "c", "d"], ["電話番号", "e", "f"]],
}  # fmt: skip


@pytest.mark.parametrize("rows", UPRIGHT.values(), ids=UPRIGHT.keys())
def test_another_table_is_left_as_it_stands(rows: Rows) -> None:
    found = find_one(Sheet(None, rows))
    assert found.sheet.rows == rows
    assert found.choices == []
