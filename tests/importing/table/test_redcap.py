"""Data dictionaries of REDCap, read as questions."""

from __future__ import annotations

import pytest

from surveys.importing.reading.reader import read
from surveys.importing.shapes import Refused
from surveys.importing.table.formats import read_any_questionnaire
from surveys.importing.table.questionnaire import Questionnaire
from tests.importing.files import csv_bytes

HEADING = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note",
    "Text Validation Type OR Show Slider Number", "Text Validation Min", "Text Validation Max",
    "Identifier?", "Branching Logic (Show field only if...)", "Required Field?",
    "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name",
)  # fmt: skip
RAW = (
    "field_name", "form_name", "section_header", "field_type", "field_label",
    "select_choices_or_calculations", "field_note", "text_validation_type_or_show_slider_number",
    "text_validation_min", "text_validation_max", "identifier", "branching_logic",
    "required_field", "custom_alignment", "question_number", "matrix_group_name",
)  # fmt: skip
YES_NO = "1, ある | 2, ない、または、不明 | 9, その他, 具体的に"


def row(name: str, kind: str, label: str, **more: str) -> list[str]:
    cells = {"field_name": name, "form_name": "base", "field_type": kind, "field_label": label}
    return [(cells | more).get(heading, "") for heading in RAW]


def dictionary(*rows: list[str], heading: tuple[str, ...] = HEADING) -> Questionnaire:
    return read_any_questionnaire(read(csv_bytes([heading, *rows])))


ACTIVE = row("q1", "radio", "活動はありますか", select_choices_or_calculations=YES_NO)
WHOM = row(
    "whom", "checkbox", "<b>問2</b> 対象", select_choices_or_calculations="1, こども|2, 高齢者"
)


@pytest.mark.parametrize("heading", [HEADING, RAW])
def test_a_dictionary_is_read_as_questions(heading: tuple[str, ...]) -> None:
    number = "text_validation_type_or_show_slider_number"
    found = dictionary(
        row("record_id", "text", "Record ID"),
        ACTIVE,
        WHOM,
        row("age", "text", "代表者の年齢", text_validation_min="0", text_validation_max="120", **{number: "integer"}),
        row("open", "yesno", "公開していますか", required_field="y"),
        row("founded", "text", "設立した日", **{number: "date_ymd"}),
        row("hours", "text", "開く時刻", **{number: "time"}),
        row("memo", "notes", "ご意見"),
        row("sum", "calc", "合計", select_choices_or_calculations="[age]*2"),
        row("hello", "descriptive", "お答えください"),
        heading=heading,
    )  # fmt: skip
    assert [(q.number, q.text, q.kind) for q in found.questions] == [
        ("問1", "活動はありますか", "single"),
        ("問2", "対象", "multi"),
        ("問3", "代表者の年齢", "number"),
        ("問4", "公開していますか", "single"),
        ("問5", "設立した日", "date"),
        ("問6", "開く時刻", "time"),
        ("問7", "ご意見", "text"),
    ]
    active, _, age, shown, *_ = found.questions
    assert [(c.code, c.label) for c in active.choices] == [
        ("1", "ある"), ("2", "ない、または、不明"), ("9", "その他, 具体的に"),
    ]  # fmt: skip
    assert (age.minimum, age.maximum) == ("0", "120")
    assert [(c.code, c.label) for c in shown.choices] == [("1", "はい"), ("0", "いいえ")]
    assert shown.required
    assert found.told == ["2行目：「Record ID」は記録の番号なので、設問にしていません。"]


@pytest.mark.parametrize(
    ("logic", "condition"),
    [
        ("[q1] = '1'", "問1=1"),
        ('[q1]="1" or [q1]="9"', "問1=1,9"),
        ("[q1] <> '9'", "問1=1,2"),
        ("[whom(2)] = '1' and [q1] = 1", "問2=2かつ問1=1"),
        ("[whom(1)]='1' or [whom(2)]='1'", "問2=1,2"),
    ],
)
def test_branching_is_the_condition(logic: str, condition: str) -> None:
    found = dictionary(ACTIVE, WHOM, row("why", "text", "理由", branching_logic=logic))
    assert (found.questions[2].condition, found.told) == (condition, [])


@pytest.mark.parametrize(
    "logic", ["[age] > 18", "[whom(1)]='0'", "[event_1][q1]='1'", "[gone]='1'"]
)
def test_branching_of_another_kind_is_told(logic: str) -> None:
    found = dictionary(ACTIVE, WHOM, row("why", "text", "理由", branching_logic=logic))
    assert found.questions[2].condition == ""
    assert found.told[0].startswith(f"4行目（問3）：回答の条件「{logic}」")


def test_the_rows_of_a_matrix_share_their_header() -> None:
    matrix = {"matrix_group_name": "m", "select_choices_or_calculations": YES_NO}
    found = dictionary(
        row("a", "radio", "団体名", section_header="公開してよいか", **matrix),
        row("b", "radio", "電話番号", **matrix),
        row("c", "text", "ご意見"),
    )
    assert [q.group for q in found.questions] == ["公開してよいか", "公開してよいか", None]


def test_a_text_asked_of_one_option_is_its_free_text() -> None:
    found = dictionary(ACTIVE, row("q1_other", "text", "具体的に", branching_logic="[q1]='9'"))
    assert [c.is_other for c in found.questions[0].choices] == [False, False, True]
    assert len(found.questions) == 1


def test_the_number_of_a_survey_is_kept() -> None:
    found = dictionary(row("age", "text", "年齢", question_number="3-1"))
    assert found.questions[0].number == "問3-1"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([row("q1", "radio", "活動", select_choices_or_calculations="ある | ない")], "2行目：選択肢「ある」を読み取れません"),
        ([row("q1", "radio", "活動", select_choices_or_calculations="1, ある | 1, ない")], "2行目：活動に、同じ選択肢「ない」か同じコード"),
        ([row("q1", "radio", "活動")], "問1に選択肢がありません"),
        ([row("q1", "radoi", "活動")], "2行目：種類.Field Type.「radoi」が分かりません"),
        ([ACTIVE, ACTIVE], "3行目：名前「q1」が2つあります"),
        ([row("", "text", "活動")], "2行目：名前.Variable / Field Name.がありません"),
        ([row("x", "calc", "合計")], "設問が1つもありません"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_row(rows: list[list[str]], says: str) -> None:
    with pytest.raises(Refused, match=says):
        dictionary(*rows)
