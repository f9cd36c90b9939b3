"""From cells to values: what is read, what is set right, what is asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.importing.shapes import (
    CellError,
    CellValue,
    Choice,
    Chosen,
    Field,
    Kind,
    Missing,
    Quantity,
    UnsavedFormula,
)
from surveys.importing.table.layout import find_layout
from surveys.importing.values.to_decide import distinct_values, read_value, with_decisions
from tests.importing.files import sheet

SEASON = Field(
    "季節",
    "single",
    "question",
    [4],
    choices=[Choice("春", "1"), Choice("夏", "2", aliases=["なつ"]), Choice("秋・冬", "3")],
    missing_values={"無回答": "no_answer", "-9999": "invalid"},
)
OPEN = Field(
    "場所", "single", "question", [4], choices=[Choice("駅"), Choice("その他", is_other=True)]
)
PLACES = Field(
    "場所",
    "multi",
    "question",
    [4],
    choices=[Choice("駅"), Choice("港、桟橋"), Choice("その他", is_other=True)],
    form="joined",
    separator="、",
)
MARKS = Field(
    "場所",
    "multi",
    "question",
    [4, 5, 6, 7],
    choices=[
        Choice("駅", "1", column=4),
        Choice("港", "2", column=5),
        Choice("その他", "3", is_other=True, column=6),
    ],
    form="flags",
    other_column=7,
)
COUNT = Field("人数", "number", "question", [4])
DAY = Field("開設日", "date", "question", [4])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("夏", Chosen(("夏",))),
        (" 夏　", Chosen(("夏",))),
        ("なつ", Chosen(("夏",))),
        (2, Chosen(("夏",))),
        (2.0, Chosen(("夏",))),
        ("２", Chosen(("夏",))),
        ("2.夏", Chosen(("夏",))),
        ("②夏", Chosen(("夏",))),
        ("秋･冬", Chosen(("秋・冬",))),
        (None, Missing("blank")),
        ("　", Missing("blank")),
        ("無回答", Missing("no_answer")),
        (-9999, Missing("invalid")),
        ("非該当", Missing("not_asked")),
    ],
)
def test_one_option(cell: CellValue, value: object) -> None:
    assert read_value([cell], SEASON)[:2] == (value, [])


def test_a_value_without_option_is_a_problem_and_never_an_option() -> None:
    for cell in ("梅雨", 4):
        value, [problem], _ = read_value([cell], SEASON)
        assert value == Missing("invalid")
        assert (problem.code, problem.column, problem.value) == ("unknown_option", 4, str(cell))
        assert "選択肢がありません" in problem.message
        assert "選んでください" in problem.remedy


def test_two_answers_to_choose_one_of_are_told() -> None:
    value, [problem], _ = read_value(["春;夏"], SEASON)
    assert value == Missing("invalid")
    assert (problem.code, problem.value) == ("several", "春;夏")
    assert "2つの回答（春、夏）" in problem.message


def test_a_code_or_another_spelling_is_shown_as_set_right() -> None:
    _, _, [code] = read_value([2], SEASON)
    _, _, [spelling] = read_value(["秋･冬"], SEASON)
    assert (code.before, code.after) == ("2", "夏")
    assert (spelling.before, spelling.after) == ("秋･冬", "秋・冬")
    assert read_value(["夏"], SEASON)[2] == []


def test_text_in_place_of_other_and_behind_it() -> None:
    assert read_value(["公園の脇"], OPEN)[0] == Chosen((), "公園の脇")
    assert read_value(["その他（公園の脇）"], OPEN)[0] == Chosen((), "公園の脇")
    assert read_value(["その他"], OPEN)[0] == Chosen(("その他",))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("駅、港、桟橋", Chosen(("駅", "港、桟橋"))),
        ("港、桟橋、駅、", Chosen(("港、桟橋", "駅"))),
        ("駅、川辺", Chosen(("駅",), "川辺")),
        ("駅、その他（川辺、土手）", Chosen(("駅",), "川辺、土手")),
        ("その他", Chosen(("その他",))),
        ("", Missing("blank")),
    ],
)
def test_several_options_in_a_cell(cell: str, value: object) -> None:
    assert read_value([cell], PLACES)[:2] == (value, [])


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ([1, 0, 0, None], Chosen(("駅",))),
        (["○", None, "○", "土手"], Chosen(("駅",), "土手")),
        (["駅", "港", None, None], Chosen(("駅", "港"))),
        ([1, 2, None, None], Chosen(("駅", "港"))),
        ([0, 0, 1, None], Chosen(("その他",))),
        ([None, None, "土手", None], Chosen((), "土手")),
        ([0, 0, 0, None], Missing("no_answer")),
        ([None, None, None, None], Missing("blank")),
        (["無回答", None, None, None], Missing("no_answer")),
    ],
)
def test_a_column_per_option(cells: list[CellValue], value: object) -> None:
    assert read_value(cells, MARKS)[:2] == (value, [])


def test_a_strange_mark_is_asked_about_in_its_own_column() -> None:
    value, [problem], _ = read_value([1, "?", None, None], MARKS)
    assert value == Chosen(("駅",))
    assert problem.column == 5


def test_numbers_and_dates_keep_their_corrections() -> None:
    value, _, [correction] = read_value(["約３０人"], COUNT)
    assert value == Quantity(Decimal(30), True, "約３０人")
    assert (correction.before, correction.after) == ("約３０人", "約30")
    value, _, [correction] = read_value(["H5.4.1"], DAY)
    assert value == date(1993, 4, 1)
    assert (correction.before, correction.after) == ("H5.4.1", "1993-04-01")


@pytest.mark.parametrize(
    ("kind", "cell", "after", "rule"),
    [
        ("multi", "不満、川", "AA、川", "前の言い方"),
        ("multi", "不満、ほかの何か、川", "AA、川、その他：ほかの何か", "前の言い方"),
        ("multi", "1,2", "AA、川", "番号を選択肢の文に"),
        ("multi", "１．ＡＡ、川", "AA、川", "書き方をそろえました"),
        ("single", "不満", "AA", "前の言い方"),
        ("single", "2", "川", "番号を選択肢の文に"),
    ],
)
def test_a_correction_shows_the_whole_cell_and_all_that_is_taken_of_it(
    kind: Kind, cell: str, after: str, rule: str
) -> None:
    choices = [
        Choice("AA", "1", aliases=["不満"]),
        Choice("川", "2"),
        Choice("その他", is_other=True),
    ]
    field = Field(
        "思い", kind, "question", [4], choices, "joined" if kind == "multi" else "cell", "、"
    )
    field.number = "問1"
    [correction] = read_value([cell], field)[2]
    assert (correction.before, correction.after) == (cell, after)
    assert rule in correction.rule


def test_text_in_a_number_column_and_an_impossible_day_are_problems() -> None:
    for cell, field in (("多数", COUNT), ("10～20人", COUNT), ("2023/2/29", DAY)):
        value, [problem], _ = read_value([cell], field)
        assert value == Missing("invalid")
        assert problem.value == cell
    assert read_value(["不明"], COUNT)[:2] == (Missing("no_answer"), [])


def test_a_year_alone_is_kept_as_far_as_it_goes() -> None:
    value, [problem], _ = read_value(["平成10年4月"], DAY)
    assert value == "1998-04"
    assert problem.code == "incomplete_date"


@pytest.mark.parametrize(
    "field", [SEASON, PLACES, COUNT, DAY, Field("感想", "text", "question", [4])]
)
@pytest.mark.parametrize("cell", [CellError("#DIV/0!"), UnsavedFormula("=A1+B1")])
def test_an_error_or_an_unsaved_formula_is_never_a_blank(field: Field, cell: CellValue) -> None:
    value, [problem], _ = read_value([cell], field)
    assert value == Missing("invalid")
    assert problem.code in ("cell_error", "unsaved_formula")
    assert problem.remedy


def test_free_text_is_kept_to_the_letter() -> None:
    field = Field("感想", "text", "question", [4])
    for text in ("ー", "=特になし", "  二字下げ\n改行 ", "&hellip;", "-"):
        assert read_value([text], field)[0] == text


def test_a_phone_number_gets_its_zero_back_openly() -> None:
    field = Field("電話番号", "text", "organization:phone", [4])
    value, _, [correction] = read_value([776200001], field)
    assert value == "0776200001"
    assert correction.before == "776200001"


def test_distinct_values_are_listed_with_what_they_were_matched_to() -> None:
    table = sheet(("季節",), ("夏",), ("夏",), ("なつ",), ("梅雨",), ("無回答",), (None,))
    field = with_decisions(SEASON, {})
    field.columns = [1]
    assert distinct_values(table, find_layout(table), field) == [
        ("夏", 2, "夏"),
        ("なつ", 1, "夏"),
        ("梅雨", 1, None),
        ("無回答", 1, "（無回答）"),
    ]


def test_a_person_decides_once_per_value() -> None:
    decided = with_decisions(SEASON, {"梅雨": "夏", "？": "no_answer", "雪": "北極"})
    assert read_value(["梅雨"], decided)[:2] == (Chosen(("夏",)), [])
    assert read_value(["？"], decided)[:2] == (Missing("no_answer"), [])
    assert read_value(["雪"], decided)[0] == Missing("invalid")
    assert read_value(["梅雨"], SEASON)[0] == Missing("invalid")


CELLS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.builds(CellError, st.text(max_size=5)),
)


@settings(deadline=None, max_examples=200)
@given(CELLS, st.sampled_from([SEASON, OPEN, PLACES, COUNT, DAY]))
def test_any_cell_becomes_a_value_or_a_problem(cell: CellValue, field: Field) -> None:
    value, problems, _ = read_value([cell], field)
    assert (value == Missing("invalid")) <= bool(problems or field.missing_values)
    assert all(problem.message.endswith("。") for problem in problems)


@settings(deadline=None, max_examples=100)
@given(st.tuples(CELLS, CELLS, CELLS, CELLS))
def test_any_block_becomes_a_value_or_a_problem(cells: tuple[CellValue, ...]) -> None:
    value, problems, _ = read_value(cells, MARKS)
    assert isinstance(value, (Chosen, Missing))
    assert value != Missing("invalid") or problems
