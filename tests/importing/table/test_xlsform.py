"""XLSForms of KoboToolbox and ODK: read as questions, and written for a tablet."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_registry.lists.exports import write_sheets
from surveys.importing.reading.reader import read
from surveys.importing.shapes import Choice, Field, Kind, Refused, Sheet, Source
from surveys.importing.table.formats import read_any_questionnaire
from surveys.importing.table.questionnaire import Questionnaire, read_questionnaire, sheet_rows
from surveys.importing.table.xlsform_written import xlsform_tables

CHOICES = (
    ("list_name", "name", "label::Japanese (ja)", "label::English (en)"),
    ("yn", "1", "ある", "Yes"),
    ("yn", "2", "ない", "No"),
    ("yn", "9", "わからない", "Unknown"),
    ("who", "kids", "こども", "Children"),
    ("who", "old", "高齢者", "Old people"),
    ("who", "none", "特にない", "Nobody"),
)
HEADING = (
    "type",
    "name",
    "label::Japanese (ja)",
    "relevant",
    "constraint",
    "appearance",
    "required",
)


def form(*rows: tuple[Any, ...], heading: tuple[str, ...] = HEADING) -> Source:
    survey = Sheet("survey", [list(heading), *map(list, rows)])
    return Source("xlsx", [survey, Sheet("choices", [list(row) for row in CHOICES])])


def read_form(*rows: tuple[Any, ...], heading: tuple[str, ...] = HEADING) -> Questionnaire:
    return read_any_questionnaire(form(*rows, heading=heading))


def test_a_form_of_kobotoolbox_is_read_as_questions() -> None:
    found = read_form(
        ("start", "start"),
        ("deviceid", "deviceid"),
        ("note", "hello", "お答えください"),
        ("begin_group", "base", "基本のこと"),
        ("select_one yn", "q1", "問1　活動はありますか", "", "", "", "yes"),
        ("select_multiple who or_other", "whom", "Q2. だれが対象ですか", "${q1}='1'"),
        ("integer", "age", "代表者の年齢", "", ". >= 0 and . <= 120"),
        ("end_group",),
        ("calculate", "sum"),
        ("date", "q5", "設立した年月", "", "", "month-year"),
        ("time", "opens", "開く時刻"),
        ("text", "free", "ご意見"),
    )
    assert found.told == []
    asked = [(q.number, q.text, q.kind, q.group) for q in found.questions]
    assert asked == [
        ("問1", "活動はありますか", "single", "基本のこと"),
        ("Q2", "だれが対象ですか", "multi", "基本のこと"),
        ("問3", "代表者の年齢", "number", "基本のこと"),
        ("問5", "設立した年月", "date", None),
        ("問6", "開く時刻", "time", None),
        ("問7", "ご意見", "text", None),
    ]
    active, whom, age, founded, *_ = found.questions
    assert [(c.code, c.label) for c in active.choices] == [
        ("1", "ある"),
        ("2", "ない"),
        ("9", "わからない"),
    ]
    assert active.required
    assert [c.label for c in whom.choices if c.is_other] == ["その他"]
    assert whom.condition == "問1=1"
    assert (age.minimum, age.maximum) == ("0", "120")
    assert founded.precision == "年月"


@pytest.mark.parametrize(
    ("relevant", "condition"),
    [
        ("${q1}='1'", "問1=1"),
        ("${q1} = 1", "問1=1"),
        ('${q1} = "1" or ${q1} = "2"', "問1=1,2"),
        ("selected(${q1}, '1')", "問1=1"),
        ("selected(${q2},'kids') or selected(${q2},'old')", "問2=kids,old"),
        ("(${q1}='2') and (selected(${q2},'old'))", "問1=2かつ問2=old"),
        ("${q1} != '9'", "問1=1,2"),
        ("${q1} != ''", "問1=1,2,9"),
    ],
)  # fmt: skip
def test_when_a_question_is_asked(relevant: str, condition: str) -> None:
    found = read_form(
        ("select_one yn", "q1", "活動"), ("select_multiple who", "q2", "対象"), ("text", "q3", "理由", relevant)
    )  # fmt: skip
    assert (found.questions[2].condition, found.told) == (condition, [])


@pytest.mark.parametrize(
    "relevant",
    [
        "${age} > 18", "${q2}='kids'", "not(selected(${q2},'kids'))", "${q1}='7'", "${gone}='1'",
        "${q1}='1' or selected(${q2},'kids')", "(" * 400, "count-selected(${q2}) > 1", "${q1}='1' and",
    ],
)  # fmt: skip
def test_a_condition_of_another_kind_is_told_and_left_out(relevant: str) -> None:
    found = read_form(
        ("select_one yn", "q1", "活動"), ("select_multiple who", "q2", "対象"), ("text", "q3", "理由", relevant)
    )  # fmt: skip
    assert found.questions[2].condition == ""
    assert found.told == [
        f"4行目（問3）：回答の条件「{relevant}」は、「問4=1,2」の形にできないため入れていません。"
    ]


@pytest.mark.parametrize(
    ("kind", "constraint", "limits"),
    [
        ("integer", ".>=1", ("1", "")),
        ("integer", ". > 0 and . < 10", ("1", "9")),
        ("decimal", ". <= 99.5", ("", "99.5")),
        ("integer", "(. >= -5) and (. <= 5)", ("-5", "5")),
    ],
)
def test_a_constraint_is_the_least_and_the_most(
    kind: str, constraint: str, limits: tuple[str, str]
) -> None:
    found = read_form((kind, "n", "人数", "", constraint))
    assert (found.questions[0].minimum, found.questions[0].maximum) == limits
    assert found.told == []


def test_another_constraint_is_told() -> None:
    found = read_form(("text", "tel", "電話", "", r"regex(., '^\d+$')"))
    assert "入力の制限" in found.told[0]


@pytest.mark.parametrize(
    "constraint",
    [
        "not(selected(., 'none') and count-selected(.) > 1)",
        "not(count-selected(.)>1 and selected(.,'none'))",
        "if(selected(., 'none'), count-selected(.)=1, true())",
    ],
)
def test_an_option_that_stands_alone(constraint: str) -> None:
    (asked,) = read_form(("select_multiple who", "q1", "対象", "", constraint)).questions
    assert [c.label for c in asked.choices if c.exclusive] == ["特にない"]


def test_the_text_of_other_belongs_to_its_option() -> None:
    found = read_form(
        ("select_one yn", "q1", "活動"), ("text", "q1_other", "具体的に", "${q1}='9'"), ("text", "q2", "意見")
    )  # fmt: skip
    assert [q.number for q in found.questions] == ["問1", "問2"]
    assert [c.label for c in found.questions[0].choices if c.is_other] == ["わからない"]


def test_rows_of_a_matrix_and_what_is_no_question() -> None:
    heading = (*HEADING, "kobo--score-choices")
    found = read_form(
        ("begin_score", "m", "公開してよいか", "", "", "", "", "yn"),
        ("score__row", "name", "団体名"),
        ("score__row", "tel", "電話番号"),
        ("end_score",),
        ("begin_repeat", "staff", "職員"),
        ("text", "who", "氏名"),
        ("end_repeat",),
        ("image", "photo", "写真"),
        heading=heading,
    )
    assert [(q.text, q.group, q.kind) for q in found.questions] == [
        ("団体名", "公開してよいか", "single"),
        ("電話番号", "公開してよいか", "single"),
    ]
    assert [told.split("：")[0] for told in found.told] == ["6行目", "9行目"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("select_one yes_no", "q1", "活動")], "2行目：選択肢のリスト「yes_no」がシート「choices」にありません"),
        ([("text", "a", "一"), ("text", "a", "二")], "3行目：名前（name）「a」が2つあります"),
        ([("txet", "a", "一")], "2行目：種類（type）「txet」が分かりません"),
        ([("text", "", "")], "2行目：名前（name）と質問文（label）がありません"),
        ([("begin_group", "g", "組"), ("text", "a", "一")], "2行目：groupの終わりの行がありません"),
        ([("text", "a", "一"), ("end_group",)], "3行目：「end_group」に合う「begin_group」がありません"),
        ([("note", "a", "一")], "設問が1つもありません"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_row(rows: list[tuple[str, ...]], says: str) -> None:
    with pytest.raises(Refused, match=says.replace("（", ".").replace("）", ".")):
        read_form(*rows)


def test_two_equal_options_are_refused() -> None:
    source = form(("select_one yn", "q1", "活動"))
    source.sheets[1].rows.append(["yn", "3", "ある"])
    with pytest.raises(Refused, match="「choices」の8行目：活動に、同じ選択肢「ある」"):
        read_any_questionnaire(source)


def test_nothing_of_the_three_is_said() -> None:
    with pytest.raises(Refused, match="XLSForm"):
        read_any_questionnaire(Source("csv", [Sheet(None, [["回答ID", "団体名"], ["1", "会"]])]))


# ---------------------------------------------------------------------- written and read again

WORDS = (
    st.text("あ団体の活動（人）、・ABc5?=１％%&", min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
CODES = st.sampled_from(["1", "2", "03", "9", "a", "A-1", "x y", "_7", "他'", "4.5"])
NUMBERS = st.lists(
    st.sampled_from(["問1", "問2", "問3-1", "問3-2", "Q7", "F1", "（5）", "SQ 2", "設問4"]), min_size=1, max_size=6, unique=True
)  # fmt: skip
LIMITS = st.one_of(st.just(""), st.integers(-50, 200).map(str), st.just("0.5"))


@st.composite
def questionnaires(draw: st.DrawFn) -> list[Field]:
    questions: list[Field] = []
    for number in draw(NUMBERS):
        kinds: list[Kind] = ["single", "multi", "number", "date", "time", "text", "id"]
        asked = Field(draw(WORDS), draw(st.sampled_from(kinds)), "question", [], number=number)
        asked.group = draw(st.one_of(st.none(), WORDS))
        asked.unit = draw(st.one_of(st.none(), st.sampled_from(["人", "人／月"])))
        asked.required = draw(st.booleans())
        asked.condition = draw(st.sampled_from([*map(_condition, questions), ""]))
        if asked.kind in ("single", "multi"):
            asked.choices = draw(_choices())
        if asked.kind == "number":
            asked.minimum, asked.maximum = draw(LIMITS), draw(LIMITS)
        if asked.kind == "date":
            asked.precision = draw(st.sampled_from(["", "年", "年月", "年月日"]))
        questions.append(asked)
    return questions


@st.composite
def _choices(draw: st.DrawFn) -> list[Choice]:
    labels = draw(
        st.lists(
            st.sampled_from(["ある", "ない", "その他", "特にない", "1件"]), min_size=1, unique=True
        )
    )
    codes = draw(st.lists(CODES, min_size=len(labels), max_size=len(labels), unique=True))
    marks = st.booleans()
    return [
        Choice(label, code=draw(st.sampled_from([code, None])), is_other=draw(marks), exclusive=draw(marks))
        for label, code in zip(labels, codes, strict=True)
    ]  # fmt: skip


def _condition(asked: Field) -> str:
    codes = [choice.code for choice in asked.choices if choice.code]
    return f"{asked.number}={','.join(codes)}" if codes else ""


def written(questions: list[Field]) -> dict[str, Any]:
    return {
        name: (heading, rows)
        for name, (heading, rows) in xlsform_tables(questions, title="調査", key="s").items()
    }


@given(questionnaires())
def test_what_is_written_is_read_again_as_it_was(questions: list[Field]) -> None:
    sheets = [Sheet(name, [heading, *rows]) for name, (heading, rows) in written(questions).items()]
    found = read_any_questionnaire(Source("xlsx", sheets))  # type: ignore[arg-type]
    assert found == Questionnaire(questions)


@given(questionnaires())
def test_our_own_sheet_is_read_again_as_it_was(questions: list[Field]) -> None:
    sheet = Sheet("設問", [list(row) for row in sheet_rows(questions)])
    assert read_questionnaire(Source("xlsx", [sheet])) == Questionnaire(questions)


def test_the_workbook_itself_is_read_again() -> None:
    questions = read_form(
        ("select_one yn", "q1", "問1 =1+1"), ("integer", "q2", "問2 人数", "${q1}='1'", ". >= 0")
    ).questions
    file = BytesIO()
    write_sheets(file, written(questions))
    assert read_any_questionnaire(read(file.getvalue())) == Questionnaire(questions)


# ---------------------------------------------------------------------- whatever is in the file

CELLS = st.sampled_from(
    [
        None, "", 1, 2.5, True, "type", "name", "label", "list_name", "select_one yn", "select_one",
        "begin_group", "end_group", "begin_score", "score__row", "text", "range", "q1", "q1_other",
        "${q1}='1'", ". >= 1 and", "constraint", "relevant", "field_name", "field_type", "radio",
        "field_label", "1, a | 2, b", "checkbox", "[q1]='1'", "branching_logic", "yn", "ある",
        "番号", "設問文", "種類", "単一回答", "選択肢", "問1", "回答の条件", "問1=1",
    ]
)  # fmt: skip
TABLES = st.lists(st.lists(CELLS, max_size=6), max_size=6)


@given(TABLES, TABLES, st.sampled_from([("type", "name", "label", "relevant"), ("field_name", "field_type", "field_label"), ()]))  # fmt: skip
def test_nothing_but_a_sentence_comes_out_of_any_table(
    rows: list[list[Any]], others: list[list[Any]], heading: tuple[str, ...]
) -> None:
    sheets = [Sheet("survey", [list(heading), *rows]), Sheet("choices", others)]
    try:
        found = read_any_questionnaire(Source("xlsx", sheets))
    except Refused as refusal:
        assert str(refusal).endswith("。")
    else:
        assert found.questions
        assert all(question.number and question.text for question in found.questions)
