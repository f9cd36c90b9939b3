"""A question as one row of a grid: its options in one cell, read by what reads the sheet."""

from __future__ import annotations

import pytest

from surveys.importing.shapes import Choice, Field, Refused
from surveys.importing.table.question_rows import lines_of, option_text, row_of
from surveys.importing.table.questionnaire import question_of

ROW = row_of(Field("活動は", "multi", "question", [], number="問1"))


def read(options: str, *known: Choice) -> list[Choice]:
    return question_of(lines_of(ROW | {"選択肢": options}, known)).choices


@pytest.mark.parametrize(
    ("line", "choice"),
    [
        ("1=ある", Choice("ある", code="1")),
        ("１＝ある", Choice("ある", code="1")),
        ("1\tある", Choice("ある", code="1")),
        (" 1 = ある ", Choice("ある", code="1")),
        ("ある", Choice("ある")),
        ("3=その他【記入あり】", Choice("その他", code="3", is_other=True)),
        ("3=その他 【その他】", Choice("その他", code="3", is_other=True)),
        ("9=特にない【排他】", Choice("特にない", code="9", exclusive=True)),
        ("8=ほか【記入あり】【排他】", Choice("ほか", code="8", is_other=True, exclusive=True)),
        ("=1=1の関係", Choice("1=1の関係")),
        ("2=a=b", Choice("a=b", code="2")),
    ],
)
def test_an_option_is_a_line(line: str, choice: Choice) -> None:
    assert read(f"\n{line}\n\n") == [choice]
    assert read(option_text(choice)) == [choice]


@pytest.mark.parametrize("choice", [Choice("は【排他】"), Choice("い", code="a=b")])
def test_a_line_that_stands_as_it_did_is_the_option_it_was(choice: Choice) -> None:
    assert read(option_text(choice), choice) == [choice]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"選択肢": "1="}, "選択肢"),
        ({"選択肢": "ある\nある"}, "選択肢"),
        ({"種類": ""}, "種類"),
        ({"種類": "数値", "選択肢": "ある"}, "選択肢"),
        ({"設問文": ""}, "設問文"),
        ({"最小": "少し"}, "最小"),
        ({"年月の細かさ": "月"}, "年月の細かさ"),
        ({"無回答などの値": "99"}, "無回答などの値"),
    ],
)
def test_what_cannot_be_read_is_said_of_its_column(cells: dict[str, str], column: str) -> None:
    with pytest.raises(Refused) as refusal:
        question_of(lines_of(ROW | cells))
    assert refusal.value.column == column


def test_all_that_a_question_says_comes_back() -> None:
    asked = Field(
        "人数", "number", "question", [], number="問2-1", group="会員", unit="人", minimum="0",
        maximum="1000", condition="問1=1", required=True, missing_values={"99": "no_answer"},
        headings=["会員数", "人数"],
    )  # fmt: skip
    assert question_of(lines_of(row_of(asked))) == asked
