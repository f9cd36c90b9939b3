"""The sheet of a questionnaire: what is read of it, and what is refused with a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.importing.shapes import Field, MissingKind, Refused, Source
from surveys.importing.table.questionnaire import missing_codes, missing_text, read_questionnaire
from tests.importing.files import sheet

HEADING = ("番号", "設問文", "種類", "選択肢コード", "選択肢", "回答の条件", "無回答などの値")


def questions(*rows: tuple[str, ...]) -> list[Field]:
    return read_questionnaire(Source("xlsx", [sheet(HEADING, *rows)])).questions


@pytest.mark.parametrize(
    ("one", "other"),
    [("問1", "Q1"), ("問1", "問１"), ("問8-1", "問8(1)"), ("問8①", "Q8_1"), ("F1", "Ｆ1")],
)
def test_two_numbers_that_read_alike_are_refused(one: str, other: str) -> None:
    with pytest.raises(Refused, match="同じ番号として読まれます"):
        questions((one, "甲", "自由記述"), (other, "乙", "自由記述"))


@pytest.mark.parametrize(
    ("one", "other"), [("問1", "問1-1"), ("Q1", "F1"), ("整理番号", "受付番号"), ("問1a", "問1b")]
)
def test_others_are_two_questions(one: str, other: str) -> None:
    found = questions((one, "甲", "自由記述"), (other, "乙", "自由記述"))
    assert [question.number for question in found] == [one, other]


@pytest.mark.parametrize(
    "condition", ["問1=1", "問1＝１", "問１＝１", "問1 ＝ １，２", "問1=1＆問1=２"]
)
@pytest.mark.parametrize("number", ["問1", "問１"])
def test_a_condition_may_be_in_full_width(number: str, condition: str) -> None:
    asked = (number, "活動", "単一回答")
    found = questions(
        (*asked, "１", "ある"),
        (*asked, "2", "ない"),
        ("問2", "理由", "自由記述", "", "", condition),
    )
    assert [choice.code for choice in found[0].choices] == ["1", "2"]
    assert found[1].condition == condition


@given(st.dictionaries(
    st.text(st.sampled_from("9:=＝：\"、\n あ-"), min_size=1, max_size=6).filter(lambda t: t == t.strip()),
    st.sampled_from(["no_answer", "not_asked", "invalid"]), max_size=4,
))  # fmt: skip
def test_any_values_for_no_answer_come_back(values: dict[str, MissingKind]) -> None:
    """Also 99:99 and =, which a question has learned from a file."""
    assert missing_codes(missing_text(values)) == values


@pytest.mark.parametrize(
    "text", ["999=無回答", "999＝無回答", "999：無回答", "999:無回答", " 999 ： 無回答 "]
)
def test_a_value_for_no_answer_may_stand_before_a_colon(text: str) -> None:
    assert missing_codes(text) == {"999": "no_answer"}
