"""Answers held against the questionnaire they answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from surveys.importing.shapes import Chosen, Field, Missing, Quantity, Value
from surveys.importing.table.layout import find_layout
from surveys.importing.values.to_decide import read_value, with_decisions
from surveys.importing.values.unknown_words import unknown_values
from tests.importing.files import sheet
from tests.importing.known import (  # fmt: skip
    CARD,
    DRILL,
    FEE,
    MEMBERS,
    OPENING,
    QUESTIONS,
    REASON,
    SINCE,
    STOCK,
    answers,
    read,
)


def value_of(question: Field, cell: object) -> tuple[Value, list[str]]:
    """What a cell under the question's own heading is, and the codes of its problems."""
    heading = f"{question.number} {question.text}"
    fields, rows = read(("回答ID", heading), ("0001", cell), ("0002", ""), questions=QUESTIONS)
    return answers(fields, rows[0])[question.number], [p.code for p in rows[0].problems]


@pytest.mark.parametrize(
    ("question", "cell", "value", "told"),
    [
        (MEMBERS, "120", Quantity(Decimal(120), as_printed="120"), []),
        (MEMBERS, "１２０世帯", Quantity(Decimal(120), as_printed="１２０世帯"), []),
        (MEMBERS, "5001", Missing("invalid"), ["outside"]),
        (MEMBERS, "多数", Missing("invalid"), ["number"]),
        (MEMBERS, "《無回答》", Missing("no_answer"), []),
        (STOCK, "飲料水､毛布", Chosen(("飲料水", "毛布")), []),
        (STOCK, "1 3", Chosen(("飲料水", "発電機")), []),
        (STOCK, "01,03", Chosen(("飲料水", "発電機")), []),
        (STOCK, "土のう;", Chosen((), "土のう;"), []),
        (STOCK, "なにもない、毛布", Chosen(("なにもない", "毛布")), ["exclusive"]),
        (STOCK, "（非該当）", Missing("not_asked"), []),
        (FEE, "300円～1,000円", Chosen(("300円～1,000円",)), []),
        (FEE, "02", Chosen(("300円～1,000円",)), []),
        (FEE, "500円", Missing("invalid"), ["unknown_option"]),
        (FEE, "300円未満、1,001円以上", Missing("invalid"), ["several"]),
        (SINCE, "2019年4月", "2019-04", []),
        (SINCE, "2019年", "2019", ["incomplete_date"]),
        (SINCE, "平成32年", "2020", ["era", "incomplete_date"]),
        (SINCE, "S70年4月", "1995-04", ["era"]),
        (SINCE, "2024年3月5日（月）", date(2024, 3, 5), ["era"]),
        (OPENING, "10.5", "10:05", ["time"]),
        (OPENING, "10.30", "10:30", []),
        (MEMBERS, "120人", Quantity(Decimal(120), as_printed="120人"), ["amount"]),
        (CARD, "00123", "00123", []),
        (REASON, "無回答", Missing("no_answer"), []),
        (REASON, "（無回答）", Missing("no_answer"), []),
        (REASON, "≪非該当≫", Missing("not_asked"), []),
        (REASON, "（特になし）", "（特になし）", []),
        (CARD, "【無記入】", Missing("no_answer"), []),
        (SINCE, "〔不明〕", Missing("no_answer"), []),
        (MEMBERS, "『非該当』", Missing("not_asked"), []),
        (MEMBERS, "〓", Missing("invalid"), ["number", "unreadable"]),
        (REASON, "\ue000橋の下", "\ue000橋の下", ["unreadable"]),
        (REASON, "水\ufffdがない", "水\ufffdがない", ["unreadable"]),
        (REASON, "https://example.com/a,b;c", "https://example.com/a,b;c", []),
        (REASON, "１丁目2番、３号", "１丁目2番、３号", []),
    ],
)
def test_one_cell(question: Field, cell: str, value: Value, told: list[str]) -> None:
    assert value_of(question, cell) == (value, told)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("7000012050002", ""),
        ("7000-0120-50002", ""),
        ("７００００１２０５０００２", ""),
        ("7000012050003", "検査数字が合いません"),
        ("700001205000", "12桁あります"),
        ("確認中", "13桁の数字です"),
        ("なし", ""),
        ("（非該当）", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("role", ["organization:corporate_number", "question"])
def test_a_corporate_number_is_held_against_its_check_digit(
    written: str, told: str, role: str
) -> None:
    place = Field("法人番号", "text", role, [1])
    value, problems, _ = read_value([written], place)

    assert [told in problem.message for problem in problems] == ([True] if told else [])
    if told:
        assert value == written  # kept in the answer, as it was written
        assert [problem.taken for problem in problems] == [role == "question"]


def test_figures_are_kept_to_the_last_place() -> None:
    place = Field("緯度", "number", "question", [], number="問1")
    fields, rows = read(("回答ID", "問1 緯度"), ("0001", "35.71237"), questions=[place])

    found = answers(fields, rows[0])["問1"]
    assert isinstance(found, Quantity)
    assert (found.value, found.as_printed) == (Decimal("35.71237"), "35.71237")


def test_who_was_not_asked_has_no_answer_and_an_answer_is_told() -> None:
    headings = ("回答ID", "団体名", f"問6 {DRILL.text}", f"問7 {REASON.text}")
    fields, rows = read(
        headings,
        ("1", "一丁目会", "いいえ", "忙しい"),
        ("2", "二丁目会", "はい", ""),
        ("3", "三丁目会", "はい", "忙しい"),
        ("4", "四丁目会", "", ""),
    )

    assert [answers(fields, row)["問7"] for row in rows] == [
        "忙しい", Missing("not_asked"), "忙しい", Missing()
    ]  # fmt: skip
    assert [[p.code for p in row.problems] for row in rows] == [[], [], ["not_asked"], []]


def test_a_word_that_recurs_where_a_number_is_asked_is_decided_once() -> None:
    table = sheet(("回答ID", "問2 加入世帯数"), *((str(n), cell) for n, cell in enumerate(
        ("120", "区域外", "80", "区域外", "多数", "10～20")
    )))  # fmt: skip
    fields, _ = read(*table.rows)

    found = unknown_values(table, find_layout(table), fields)
    assert [(value.value, value.count) for value in found] == [("区域外", 2)]
    decided = [with_decisions(field, {"区域外": "invalid"}) for field in fields]
    assert unknown_values(table, find_layout(table), decided) == []


def test_so_is_one_of_a_file_whose_questions_nobody_knew() -> None:
    cells = ("1", "2", "日帰り", "3", "日帰り", "10", "無料", "4")
    table = sheet(("回答ID", "宿泊日数（日）"), *((str(n), cell) for n, cell in enumerate(cells)))
    asked = Field("宿泊日数（日）", "number", "question", [2])

    found = unknown_values(table, find_layout(table), [asked])
    assert [(value.value, value.count) for value in found] == [("日帰り", 2)]


def test_a_code_that_is_none_is_never_the_text_of_the_other() -> None:
    fields, rows = read(
        ("回答ID", "Q3", "Q9"),
        ("0001", "1,3", "2"), ("0002", "99", "99"), ("0003", "88", "1"), ("0004", "1,7", "1"),
        ("0005", "2", "3"),
    )  # fmt: skip

    assert [answers(fields, row)["問3"] for row in rows] == [
        Chosen(("飲料水", "発電機")), Missing("no_answer"), Missing("not_asked"),
        Chosen(("飲料水",)), Chosen(("毛布",)),
    ]  # fmt: skip
    assert [[p.code for p in row.problems] for row in rows] == [[], [], [], ["unknown_option"], []]
