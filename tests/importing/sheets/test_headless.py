"""A file whose first row is an answer: noticed, told, and read from that row on."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.importing.planning.drafts import find_table
from surveys.importing.shapes import Sheet, Source

Rows = list[list[Any]]

HEAD = ["団体名", "会員数", "頻度", "種類"]
GROUPS = [
    [f"第{n}町会", n * 3 + 1, ("毎週", "毎月")[n % 2], ("町会", "NPO", "サロン")[n % 3]]
    for n in range(1, 13)
]
HEADLESS: dict[str, Rows] = {
    "names, numbers and choices": GROUPS,
    "codes": [[101 + n, 1 + n % 2, 1 + n % 5, 3 - n % 3, 20 + n * 7 % 60] for n in range(12)],
    "contacts": [
        [f"NPO法人第{n}", f"03-1234-56{n:02}", f"k{n}@example.jp", "東京都江東区1-2"] for n in range(10, 20)
    ],
    "days and numbers": [[f"2024/4/{n}", f"会場{n}", n * 5] for n in range(1, 6)],
    "a rare word in the first row": [["第0町会", 4, "不定期", "町会", "はい"],
                                     *[[*row, "はい"] for row in GROUPS]],
    "a word for no number": [["第0町会", "無回答", "毎月", "町会"], *GROUPS],
}  # fmt: skip


def layout(rows: Rows, **chosen: Any) -> Any:
    return find_table(Source("csv", [Sheet(None, rows)]), chosen).layout


@pytest.mark.parametrize("rows", HEADLESS.values(), ids=HEADLESS.keys())
def test_the_first_row_is_an_answer(rows: Rows) -> None:
    found = layout(rows)
    assert found.header_rows == []
    assert found.data_rows() == list(range(1, len(rows) + 1))
    assert [header.text for header in found.headers][:2] == ["列A", "列B"]
    assert [fault.rule for fault in found.faults] == ["L1-5"]
    assert "1行目も回答のようなので、見出しのない表として読みました" in found.faults[0].message


HEADED: dict[str, Rows] = {
    "short headings": [HEAD, *GROUPS],
    "codes under question numbers": [["ID", "問1", "問2"], *[[n, n % 2, n % 5] for n in range(9)]],
    "codes under short words": [["番", "性", "年"], *[[n, n % 2, n % 5] for n in range(9)]],
    "options as headings": [["団体", "電話", "訪問"], *[["a", "電話", ""], ["b", "", "訪問"]] * 3],
    "numbered options": [["団体", 1, 2, 3], *[[f"第{n}会", 0, 1, n % 2] for n in range(9)]],
    "years": [["地区", 2022, 2023, 2024], *[[f"第{n}区", 20, 31, n] for n in range(9)]],
    "years alone": [[2022, 2023, 2024], *[[20, 31, n] for n in range(9)]],
    "days": [["会場", "4/1", "4/8", "4/15"], *[[f"第{n}会場", n, n + 1, n * 2] for n in range(6)]],
    "codes of options": [["11", "12", "13", "21"], *[["1", "0", "1", "0"], ["0", "0", "1", "1"]] * 3],
    "words only": [["意見", "要望"], ["よい", "なし"], ["わるい", "駐車場"], ["よい", "なし"]],
    "a heading that is an answer too": [
        ["氏名", "その他", "その他"], ["山", "その他", "その他"], ["川", "はい", "その他"], ["谷", "いいえ", "x"],
    ],
    "one answer": [HEAD, GROUPS[0]],
}  # fmt: skip


@pytest.mark.parametrize("rows", HEADED.values(), ids=HEADED.keys())
def test_headings_stay_headings(rows: Rows) -> None:
    found = layout(rows)
    assert found.header_rows == [1]
    assert found.faults == []


def test_a_person_says_which() -> None:
    assert layout(GROUPS, headings="there").header_rows == [1]
    chosen = layout([HEAD, *GROUPS], headings="none")
    assert (chosen.header_rows, chosen.first_data_row, chosen.faults) == ([], 1, [])
    assert layout([["調査の回答"], *GROUPS]).first_data_row == 2
