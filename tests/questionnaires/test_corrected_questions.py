"""Questions of a known questionnaire, completed and corrected while answers are joined to them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp

from organizations.models import Municipality, User
from surveys import actions
from surveys.importing.planning.answers import Plan
from surveys.importing.table.questionnaire import missing_codes, missing_text
from surveys.models import Answer, Option, Question, Survey
from tests.factories.survey import SurveyFactory
from tests.importing.carried import commit, planned
from tests.importing.files import csv_bytes
from tests.pages.hand import complaints, enter, write

pytestmark = pytest.mark.django_db

SHEET = csv_bytes(
    [
        ("番号", "設問文", "種類", "選択肢コード", "選択肢", "回答の条件", "無回答などの値", "ほかの見出し"),
        ("問1", "活動はありますか", "単一回答", "1", "ある", "", "", ""),
        ("", "", "", "2", "ない", "", "", ""),
        ("問2", "会員は何人ですか", "数値", "", "", "問1=1", "999=無回答、888=非該当", "会員数\n人数"),
        ("問3", "ひとこと", "自由記述", "", "", "", "", ""),
    ]
)  # fmt: skip
ANSWERS = [
    ("回答ID", "活動はありますか", "会員は何人ですか", "ひとこと"),
    ("A1", "ある", "30", "楽しい"), ("A2", "ある", "500", ""), ("A3", "ない", "", "また来ます"),
]  # fmt: skip


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


@pytest.fixture
def survey(koto: Municipality, browser: TestApp) -> Survey:
    survey = SurveyFactory(municipality=koto)
    pasted = SHEET.decode("utf-8-sig")
    page = enter(browser, f"/surveys/{survey.pk}/questionnaire/", pasted=pasted)
    assert "設問を3件登録しました" in page.text
    return survey


def plan_of(survey: Survey, rows: list[tuple[str, ...]], by: User) -> Plan:
    batch = actions.start_import(
        data=csv_bytes(rows),
        name="回答.csv",
        municipality=survey.municipality,
        survey=survey,
        by=by,
    )
    return planned(batch)


def take(survey: Survey, by: User) -> None:
    commit(plan_of(survey, ANSWERS, by).batch.pk, by=by)


def edit(survey: Survey, number: str) -> str:
    return f"/questions/{survey.questions.get(number=number).pk}/edit/"


def test_a_number_may_stand_for_no_answer(survey: Survey, coordinator: User) -> None:
    rows = [
        ANSWERS[0],
        ("A1", "ある", "999", ""),
        ("A2", "ない", "888", ""),
        ("A3", "ある", "12", ""),
    ]
    plan = plan_of(survey, rows, coordinator)
    found = [row.answers["問2 会員は何人ですか"] for row in plan.rows]
    assert found == [
        {"missing": "no_answer"}, {"missing": "not_asked"}, {"value": "12", "approx": False},
    ]  # fmt: skip


def test_a_column_under_another_heading_is_the_question(survey: Survey, coordinator: User) -> None:
    rows = [("回答ID", "活動はありますか", "人数", "ひとこと"), *ANSWERS[1:]]
    plan = plan_of(survey, rows, coordinator)
    assert [field.number for field in plan.fields] == ["", "問1", "問2", "問3"]


def test_answers_stay_joined_to_a_corrected_question(
    survey: Survey, coordinator: User, browser: TestApp
) -> None:
    take(survey, coordinator)
    page = browser.get(edit(survey, "問2"))
    assert "この設問には3件の回答があります。" in page.text
    write(page, text="会員数をお書きください")
    assert Answer.objects.filter(question__text="会員数をお書きください").count() == 3
    plan = plan_of(survey, ANSWERS, coordinator)
    assert plan.counts()["unchanged"] == 3
    commit(
        plan_of(survey, [ANSWERS[0], ("B1", "ある", "7", "")], coordinator).batch.pk, by=coordinator
    )
    assert Question.objects.count() == 3
    assert Option.objects.count() == 2


def test_a_new_number_is_followed_by_the_conditions_that_name_it(
    survey: Survey, browser: TestApp
) -> None:
    page = enter(browser, edit(survey, "問1"), number="Q1")
    assert "問2の回答の条件も、新しい番号に直します。" in page.text
    assert survey.questions.filter(number="問1").exists()
    write(page, button="このまま保存する")
    assert survey.questions.get(number="問2").condition == "Q1=1"


def test_answers_beyond_new_limits_are_told_before(
    survey: Survey, coordinator: User, browser: TestApp
) -> None:
    take(survey, coordinator)
    page = enter(browser, edit(survey, "問2"), maximum="100")
    assert "今ある回答のうち1件が、最小～最大の外になります。" in page.text
    write(page, button="このまま保存する")
    assert survey.questions.get(number="問2").maximum == 100
    assert Answer.objects.filter(number=500).exists()


@pytest.mark.parametrize(
    ("number", "name", "value", "sentence"),
    [
        ("問2", "kind", "text", "回答か選択肢がある設問の種類は変えられません"),
        ("問2", "condition", "問9=1", "に当たる設問か選択肢がありません"),
        ("問2", "missing", "999は無回答", "「99=無回答、88=非該当」のように"),
        ("問1", "missing", "1=無回答", "選択肢のコードでもあります"),
        ("問2", "number", "問1", "同じ番号"),
        ("問2", "text", "", "入力"),
    ],
)
def test_what_cannot_be_is_told_under_its_field(
    number: str, name: str, value: str, sentence: str,
    survey: Survey, coordinator: User, browser: TestApp,
) -> None:  # fmt: skip
    take(survey, coordinator)
    before = Question.objects.values_list("number", "text", "kind", "condition")
    stored = list(before)
    page = enter(browser, edit(survey, number), **{name: value})
    assert any(sentence in told for _name, told in complaints(page))
    assert list(before) == stored


def test_limits_stand_in_order(survey: Survey, browser: TestApp) -> None:
    page = enter(browser, edit(survey, "問2"), minimum="10", maximum="5")
    assert "最大は、最小と同じか、それより大きい数にしてください。" in page.text


def test_a_question_is_added_behind_the_others(survey: Survey, browser: TestApp) -> None:
    page = enter(
        browser,
        f"/questions/new/{survey.pk}/",
        number="問4",
        text="設立年",
        kind="date",
        precision="年",
    )
    assert "設問「問4 設立年」を保存しました。" in page.text
    assert survey.questions.last().number == "問4"


def test_what_stands_for_no_answer_can_be_taken_back(survey: Survey, browser: TestApp) -> None:
    page = browser.get(edit(survey, "問2"))
    assert "999=無回答" in page.text
    write(page, missing="888=非該当")
    rules = survey.questions.get(number="問2").value_rules.values_list("value", "missing")
    assert [*rules] == [("888", "not_asked")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        ("99=無回答", {"99": "no_answer"}),
        ("99＝無回答、 88 = 非該当", {"99": "no_answer", "88": "not_asked"}),
        ("無回答、不明=無回答\n*=無効", {"無回答、不明": "no_answer", "*": "invalid"}),
    ],
)
def test_values_that_stand_for_no_answer_are_written_as_people_do(
    text: str, values: dict[str, str]
) -> None:
    assert missing_codes(text) == values
    assert missing_codes(missing_text(missing_codes(text))) == values


def test_neither_file_nor_table_is_told_under_the_file(
    koto: Municipality, browser: TestApp
) -> None:
    survey = SurveyFactory(municipality=koto)
    page = enter(browser, f"/surveys/{survey.pk}/questionnaire/")
    assert any("ファイルを選ぶか" in told for _name, told in complaints(page))


def test_all_that_is_known_of_a_question_is_shown(survey: Survey, browser: TestApp) -> None:
    page = browser.get(f"/surveys/{survey.pk}/questionnaire/").text
    assert "999は無回答" in page
    assert "ほかの見出し：会員数、人数" in page


def test_a_question_may_be_the_first_of_its_survey(koto: Municipality, browser: TestApp) -> None:
    survey = SurveyFactory(municipality=koto)
    page = browser.get(f"/surveys/{survey.pk}/questionnaire/").click("設問を加える")
    write(page, text="活動はありますか", kind="text")
    assert survey.questions.get().text == "活動はありますか"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"number": "", "condition": "問9=1"}, "この設問の回答の条件「問9=1」に当たる"),
        (
            {"condition": "問1=1"},
            "問1の回答の条件「問1=1」が、その設問自身か、あとの設問を指しています。",
        ),
        ({"text": "\ue000島の活動"}, "外字など、ほかでは読めない文字"),
    ],
)
def test_what_a_question_cannot_say_of_itself(
    values: dict[str, str], sentence: str, survey: Survey, browser: TestApp
) -> None:
    page = enter(browser, edit(survey, "問1"), **values)
    assert any(sentence in told for _name, told in complaints(page))


def test_one_of_two_ways_is_said_to_be_needed(koto: Municipality, browser: TestApp) -> None:
    for address in (
        f"/surveys/{SurveyFactory(municipality=koto).pk}/questionnaire/",
        "/imports/new/",
    ):
        assert browser.get(address).text.count("※どちらか1つ") == 2
