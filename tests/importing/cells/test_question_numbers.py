"""The number of a question, however the heading writes it."""

from __future__ import annotations

import pytest

from surveys.importing.cells.question_numbers import FACE, numbered


@pytest.mark.parametrize(
    ("heading", "number", "rest"),
    [
        ("問5", (5,), ""),
        ("Q5", (5,), ""),
        ("ﾄｲ5", (5,), ""),
        ("設問５　会費", (5,), "会費"),
        ("（5）会費", (5,), "会費"),
        ("【5】会費", (5,), "会費"),
        ("5. 会費", (5,), "会費"),
        ("問5-1 防災マップ", (5, 1), "防災マップ"),
        ("Q5_1", (5, 1), ""),
        ("Q5S1", (5, 1), ""),
        ("Q5(1)", (5, 1), ""),
        ("問5付問1 理由", (5, 1), "理由"),
        ("Q5SQ2", (5, 2), ""),
        ("(5)-1", (5, 1), ""),
        ("（5）② 会費", (5, 2), "会費"),
        ("問5③", (5, 3), ""),
        ("⑤ 会費", (5,), "会費"),
        ("F1 性別", (FACE, 1), "性別"),
    ],
)
def test_every_way_of_writing_a_number(heading: str, number: tuple[int, ...], rest: str) -> None:
    found = numbered(heading)

    assert (found.number, found.rest, found.is_text) == (number, rest, False)


@pytest.mark.parametrize(
    "heading", ["10代以下", "3密を避ける", "2024年の活動", "会費", "", "Fさん"]
)
def test_figures_that_belong_to_the_words_are_no_number(heading: str) -> None:
    assert numbered(heading).number == ()


@pytest.mark.parametrize("heading", ["Q3FA", "Q3_FA", "Q3_text", "Q3_other"])
def test_the_column_of_what_was_written(heading: str) -> None:
    assert numbered(heading).number == (3,)
    assert numbered(heading).is_text
