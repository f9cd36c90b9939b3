"""All tables of a sheet, and all sheets of a workbook, where every one holds results."""

from __future__ import annotations

from typing import Any

from surveys.importing.shapes import Sheet, Source
from surveys.importing.sheets.results import joined, read_results, results_of

Rows = list[list[Any]]

SEX: Rows = [
    ["問1 性別"],
    ["年代", "全体", "男", "女"],
    ["全体", 100, 40, 60],
    ["若年", 50, 20, 30],
]
LONELY: Rows = [
    ["問2 孤独"],
    ["年代", "全体", "ある", "ない", "無回答"],
    ["全体", 100, 30, 60, 10],
    ["若年", 50, 20, 25, 5],
]
ANSWERS: Rows = [["団体名", "会員数"], ["みなと食堂", 12], ["あおぞら会", 30]]


def test_cross_tables_below_each_other_are_read_all() -> None:
    found = read_results(Sheet(None, [*SEX, [], *LONELY]))
    assert found is not None
    assert found.questions == [
        "問1 性別（全体）",
        "問1 性別（若年）",
        "問2 孤独（全体）",
        "問2 孤独（若年）",
    ]
    assert len(found.figures) == 10


def test_results_below_answers_are_none_of_the_sheet() -> None:
    assert read_results(Sheet(None, [*ANSWERS, [], *SEX])) is None


def test_every_sheet_with_results_is_found() -> None:
    sheets = [
        Sheet("問1", SEX),
        Sheet("回答", ANSWERS),
        Sheet("問2", LONELY),
        Sheet("元", SEX, visible=False),
    ]
    source = Source("xlsx", sheets)
    assert list(results_of(source, source.sheets[0])) == ["問1", "問2"]


def test_a_question_asked_alike_in_two_sheets_is_told_apart() -> None:
    source = Source("xlsx", [Sheet("令和4年", SEX), Sheet("令和5年", SEX)])
    questions = joined(results_of(source, source.sheets[0])).questions
    assert questions == [
        f"問1 性別（{group}）（{year}）"
        for year in ("令和4年", "令和5年")
        for group in ("全体", "若年")
    ]
