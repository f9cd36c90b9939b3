"""The whole questionnaire as a grid: what is typed, what is told before, what is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from webtest import TestApp, TestResponse

from organizations.models import Municipality, User
from surveys import actions
from surveys.models import Answer, MappingProfile, Option, Question, Survey, ValueRule
from tests.factories.survey import SurveyFactory
from tests.importing.carried import commit
from tests.importing.files import csv_bytes
from tests.pages.hand import complaints, enter, the_form, write

pytestmark = pytest.mark.django_db

SHEET = csv_bytes(
    [
        ("番号", "設問文", "種類", "選択肢コード", "選択肢", "その他", "排他", "回答の条件", "無回答などの値"),
        ("問1", "活動はありますか", "単一回答", "1", "ある", "", "", "", "9=無回答"),
        ("", "", "", "2", "ない", "", "○", "", ""),
        ("", "", "", "3", "その他", "○", "", "", ""),
        ("問2", "会員は何人ですか", "数値", "", "", "", "", "問1=1", ""),
        ("問3", "ひとこと", "自由記述", "", "", "", "", "", ""),
    ]
)  # fmt: skip
ANSWERS = csv_bytes(
    [
        ("回答ID", "活動はありますか", "会員は何人ですか"),
        ("A1", "ある", "30"), ("A2", "ある", "500"), ("A3", "ない", ""),
    ]
)  # fmt: skip
STORE, CHECK = "この内容で保存する", "変わるところを確かめる"


@pytest.fixture
def browser(administrator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(administrator)


@pytest.fixture
def survey(koto: Municipality, browser: TestApp) -> Survey:
    survey = SurveyFactory(municipality=koto)
    enter(browser, f"/surveys/{survey.pk}/questionnaire/", pasted=SHEET.decode("utf-8-sig"))
    return survey


def take(survey: Survey, by: User) -> None:
    batch = actions.start_import(
        data=ANSWERS, name="回答.csv", municipality=survey.municipality, survey=survey, by=by
    )
    commit(batch.pk, by=by)


def grid(survey: Survey) -> str:
    return f"/surveys/{survey.pk}/questionnaire/grid/"


def cells(**values: Any) -> dict[str, Any]:
    """``_1_text`` as the field of the first row; keywords can't begin with a number."""
    named = (name.strip("_").split("_", 1) for name in values)
    places = [f"rows-{int(row) - 1}-{name}" for row, name in named]
    return dict(zip(places, values.values(), strict=True))


def check(browser: TestApp, survey: Survey, **values: Any) -> TestResponse:
    return write(browser.get(grid(survey)), button=CHECK, **cells(**values))


def store(browser: TestApp, survey: Survey, **values: Any) -> TestResponse:
    return write(check(browser, survey, **values), button=STORE).follow()


def told(page: TestResponse) -> list[str]:
    return [line.get_text() for line in page.html.select("#told li")]


def numbers(survey: Survey) -> list[str]:
    return [question.number for question in survey.questions.all()]


def labels(survey: Survey, number: str) -> list[str]:
    return [option.label for option in survey.questions.get(number=number).options.all()]


def test_the_grid_shows_what_the_sheet_says(survey: Survey, browser: TestApp) -> None:
    form = the_form(browser.get(grid(survey)))
    assert form["rows-0-options"].value == "1=ある\n2=ない【排他】\n3=その他【記入あり】"
    assert form["rows-0-missing"].value == "9=無回答"
    assert (form["rows-1-number"].value, form["rows-1-condition"].value) == ("問2", "問1=1")
    assert form["rows-5-text"].value == ""


def test_a_grid_left_as_it_is_changes_nothing(survey: Survey, browser: TestApp) -> None:
    before = list(Question.objects.values_list("pk", "version"))
    page = write(browser.get(grid(survey)), button=CHECK).follow()
    assert "調査票に変わるところはありません。" in page.text
    assert list(Question.objects.values_list("pk", "version")) == before


def test_questions_are_typed_into_an_empty_questionnaire(
    koto: Municipality, browser: TestApp
) -> None:
    survey = SurveyFactory(municipality=koto)
    store(
        browser, survey,
        _1_number="問1", _1_text="活動は", _1_kind="複数回答", _1_options="1=見守り\n2=食事",
        _2_number="問2", _2_text="設立", _2_kind="日付", _2_precision="年月", _2_condition="問1=2",
    )  # fmt: skip
    assert numbers(survey) == ["問1", "問2"]
    assert labels(survey, "問1") == ["見守り", "食事"]
    assert survey.questions.get(number="問2").condition == "問1=2"


CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"_3_text": "ご意見"}, "「問3 ひとこと」の設問文（ご意見）を直します。"),
    ({"_2_unit": "人", "_2_maximum": "100"}, "「問2 会員は何人ですか」の最大（100）、単位（人）を直します。3件の回答は、この設問に付いたままです。"),
    ({"_2_maximum": "100"}, "「問2 会員は何人ですか」：今ある回答のうち1件が、最小～最大の外になります。回答はそのまま残ります。"),
    ({"_1_options": "1=活動している\n2=ない【排他】\n3=その他【記入あり】"}, "「問1 活動はありますか」の選択肢「1=ある」を「1=活動している」に直します。2件の回答の選択肢が変わります。"),
    ({"_1_options": "1=ある\n2=ない【排他】"}, "「問1 活動はありますか」の選択肢「その他」を消します。"),
    ({"_1_options": "2=ない【排他】\n1=ある\n3=その他【記入あり】"}, "「問1 活動はありますか」の選択肢の並びを変えます。"),
    ({"_1_options": "1=ある\n2=ない【排他】\n3=その他【記入あり】\n4=準備中"}, "「問1 活動はありますか」の選択肢「準備中」を加えます。"),
    ({"_3_place": "1"}, "「問3 ひとこと」を1番目に移します。"),
    ({"_1_place": "3", "_2_condition": ""}, "「問1 活動はありますか」を3番目に移します。"),
    ({"_4_text": "設立年", "_4_kind": "日付", "_4_place": "2"}, "設問「設立年」を2番目に加えます。"),
    ({"_1_number": "Q1"}, "「問2 会員は何人ですか」の回答の条件（Q1=1）を直します。3件の回答は、この設問に付いたままです。"),
    ({"_3_gone": True}, "設問「問3 ひとこと」を消します。"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "sentence"), CHANGES)
def test_what_changes_is_said_before_it_is_stored(
    values: dict[str, Any], sentence: str, survey: Survey, administrator: User, browser: TestApp
) -> None:
    take(survey, administrator)
    before = list(Question.objects.values_list("pk", "version", "position"))
    page = check(browser, survey, **values)
    assert sentence in told(page)
    assert list(Question.objects.values_list("pk", "version", "position")) == before
    page = write(page, button=STORE).follow()
    assert "調査票を保存しました" in page.text
    page = write(browser.get(grid(survey)), button=CHECK).follow()
    assert "調査票に変わるところはありません。" in page.text


def test_answers_stay_with_the_words_where_codes_are_exchanged(
    survey: Survey, administrator: User, browser: TestApp
) -> None:
    take(survey, administrator)
    store(
        browser, survey, _1_options="2=ある\n1=ない【排他】\n3=その他【記入あり】", _2_condition=""
    )
    assert Answer.objects.filter(option__label="ある", option__code="2").count() == 2
    assert Answer.objects.filter(option__label="ない", option__code="1").count() == 1


def test_what_an_option_was_called_is_still_read(
    survey: Survey, administrator: User, browser: TestApp
) -> None:
    take(survey, administrator)
    store(browser, survey, _1_options="1=活動している\n2=ない【排他】\n3=その他【記入あり】")
    assert ValueRule.objects.get(value="ある").option.label == "活動している"
    kept = MappingProfile.objects.get(survey=survey)
    assert "活動している" in [choice["label"] for choice in kept.fields[1]["choices"]]


def test_two_numbers_can_be_exchanged_at_once(survey: Survey, browser: TestApp) -> None:
    store(browser, survey, _1_number="問2", _2_number="問1")
    found = list(survey.questions.values_list("number", "text", "condition"))
    assert found[:2] == [
        ("問2", "活動はありますか", ""), ("問1", "会員は何人ですか", "問2=1"),
    ]  # fmt: skip


def test_a_number_of_a_removed_question_is_free(survey: Survey, browser: TestApp) -> None:
    store(browser, survey, _3_gone=True, _4_number="問3", _4_text="設立年", _4_kind="日付")
    assert list(survey.questions.values_list("number", "text"))[2:] == [("問3", "設立年")]


@pytest.mark.parametrize(
    ("moves", "order"),
    [
        ({"_3_place": "1"}, ["問3", "問1", "問2"]),
        ({"_1_place": "3"}, ["問2", "問3", "問1"]),
        ({"_1_place": "2", "_2_place": "1"}, ["問2", "問1", "問3"]),
        ({"_3_place": "１"}, ["問3", "問1", "問2"]),
        ({"_1_place": "9"}, ["問2", "問3", "問1"]),
        ({"_3_place": "1.5"}, ["問1", "問3", "問2"]),
    ],
)
def test_a_question_goes_where_its_number_says(
    moves: dict[str, str], order: list[str], survey: Survey, browser: TestApp
) -> None:
    store(browser, survey, **moves, _2_condition="")
    assert numbers(survey) == order


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"_4_text": "設立"}, "4行目の種類", "種類がありません。"),
        ({"_4_kind": "日付"}, "4行目の設問文", "設問文がありません。"),
        ({"_3_number": "Q2"}, "3行目の番号", "「問2」と同じ番号として読まれます。"),
        ({"_2_minimum": "たくさん"}, "2行目の最小", "数ではありません"),
        ({"_2_minimum": "10", "_2_maximum": "5"}, "2行目の最大", "最大は、最小と同じか"),
        ({"_1_missing": "1=無回答"}, "1行目の無回答などの値", "選択肢のコードでもあります"),
        ({"_1_options": "1=ある\n1=ない"}, "1行目の選択肢", "同じコードがあります"),
        ({"_1_options": "1=ある\n2="}, "1行目の選択肢", "に選択肢がありません"),
        ({"_1_options": ""}, "1行目の選択肢", "選択肢がありません"),
        ({"_1_options": "2=ない\n3=その他"}, "2行目の回答の条件", "に当たる設問か選択肢がありません"),
        ({"_1_kind": "自由記述", "_1_options": ""}, "1行目の種類", "種類は変えられません"),
        ({"_1_gone": True}, "2行目の回答の条件", "に当たる設問か選択肢がありません"),
        ({"_1_place": "3"}, "2行目の回答の条件", "あとの設問を指しています"),
        ({"_1_condition": "問2=1"}, "1行目の回答の条件", "あとの設問を指しています"),
        ({"_1_missing": "99=無回答\n99=非該当"}, "1行目の無回答などの値", "2つの意味があります"),
        ({"_3_place": "あと"}, "3行目の順", "1、2、3のように数で"),
        ({"_3_text": "\ue000島"}, "3行目の設問文", "外字など"),
        ({"_3_number": "問" * 21}, "3行目の番号", "20文字以内"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_under_its_cell(
    values: dict[str, Any], field: str, sentence: str, survey: Survey, browser: TestApp
) -> None:
    stored = list(Question.objects.values_list("number", "text", "version"))
    page = check(browser, survey, **values)
    below = [(name, says) for name, says in complaints(page) if name == field]
    assert any(sentence in says for _, says in below), list(complaints(page))
    form = the_form(page)
    for name, value in cells(**values).items():
        assert form[name].checked if value is True else form[name].value == value
    assert list(Question.objects.values_list("number", "text", "version")) == stored


def test_what_has_answers_stays(survey: Survey, administrator: User, browser: TestApp) -> None:
    take(survey, administrator)
    page = check(browser, survey, _1_options="2=ない【排他】\n3=その他【記入あり】", _2_condition="", _2_gone=True)  # fmt: skip
    said = [sentence for _, sentence in complaints(page)]
    assert any("「ある」：この選択肢には2件の回答があるため、削除できません。" in s for s in said)
    assert any("この設問には3件の回答があるため、削除できません。" in s for s in said)
    assert numbers(survey) == ["問1", "問2", "問3"]


def test_a_row_more_is_given_and_what_was_typed_stays(survey: Survey, browser: TestApp) -> None:
    page = write(browser.get(grid(survey)), button="行を追加", **cells(_4_text="設立年"))
    form = the_form(page)
    assert form["rows-3-text"].value == "設立年"
    assert "rows-8-text" in form.fields
    assert not list(complaints(page))


# ------------------------------------------------------------------ two at once


def test_two_people_write_into_different_rows(survey: Survey, browser: TestApp) -> None:
    page = browser.get(grid(survey))
    store(browser, survey, _1_text="活動していますか")
    page = write(page, button=CHECK, **cells(_3_text="ご意見"))
    assert told(page) == ["「問3 ひとこと」の設問文（ご意見）を直します。"]
    write(page, button=STORE)
    assert list(survey.questions.values_list("text", flat=True)) == [
        "活動していますか", "会員は何人ですか", "ご意見",
    ]  # fmt: skip


def test_who_was_slower_is_shown_what_stands_there_now(survey: Survey, browser: TestApp) -> None:
    page = browser.get(grid(survey))
    store(browser, survey, _3_text="ご要望")
    page = write(page, button=CHECK, **cells(_3_text="ご意見"))
    assert any("今の登録は「ご要望」です。" in says for _, says in complaints(page))
    assert the_form(page)["rows-2-text"].value == "ご意見"
    page = write(write(page, button=CHECK), button=STORE).follow()
    assert survey.questions.get(number="問3").text == "ご意見"


def test_what_changed_after_the_check_is_asked_again(survey: Survey, browser: TestApp) -> None:
    checked = check(browser, survey, _3_text="ご意見")
    store(browser, survey, _1_text="活動していますか")
    page = write(checked, button=STORE)
    assert told(page) == ["「問3 ひとこと」の設問文（ご意見）を直します。"]
    assert survey.questions.get(number="問3").text == "ひとこと"


def test_what_is_typed_after_the_check_is_told_before_it_is_stored(
    survey: Survey, browser: TestApp
) -> None:
    checked = check(browser, survey, _3_text="ご意見")
    page = write(checked, button=STORE, **cells(_3_text="ご要望"))
    assert told(page) == ["「問3 ひとこと」の設問文（ご要望）を直します。"]
    assert survey.questions.get(number="問3").text == "ひとこと"


def test_a_question_somebody_removed_is_not_written_in_silence(
    survey: Survey, browser: TestApp
) -> None:
    opened = browser.get(grid(survey))
    store(browser, survey, _3_gone=True)
    page = write(opened, button=CHECK, **cells(_3_text="ご意見"))
    assert "ほかの人が削除しました" in page.text
    page = write(page, button=CHECK)
    assert told(page) == ["設問「問3 ご意見」を3番目に加えます。"]


def test_a_question_somebody_added_stays(survey: Survey, browser: TestApp) -> None:
    opened = browser.get(grid(survey))
    store(browser, survey, _4_number="問4", _4_text="設立年", _4_kind="日付")
    write(write(opened, button=CHECK, **cells(_3_place="1")), button=STORE)
    assert numbers(survey) == ["問3", "問1", "問2", "問4"]


# ------------------------------------------------------------------ who may


def test_a_coordinator_edits_and_does_not_remove_questions(
    survey: Survey, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    browser = browser_of(coordinator)
    assert "rows-0-gone" not in the_form(browser.get(grid(survey))).fields
    store(browser, survey, _1_options="1=ある\n2=ない【排他】")
    assert labels(survey, "問1") == ["ある", "ない"]


def with_questions(survey: Survey, count: int) -> Survey:
    for number in range(1, count + 1):
        question = survey.questions.create(
            position=number, number=f"問{number}", text=f"設問{number}", kind="single"
        )
        for code in range(1, 6):
            Option.objects.create(question=question, position=code, code=code, label=f"{code}番")
    return survey


def test_a_long_questionnaire_asks_the_database_no_more(
    koto: Municipality, browser: TestApp
) -> None:
    counts = set()
    for count in (3, 30):
        survey = with_questions(SurveyFactory(municipality=koto), count)
        with CaptureQueriesContext(connection) as opened:
            page = browser.get(grid(survey))
        with CaptureQueriesContext(connection) as checked:
            write(page, button=CHECK, **cells(_2_text="直した設問"))
        counts.add((len(opened), len(checked)))
    assert len(counts) == 1


def test_sixty_questions_are_one_page(koto: Municipality, browser: TestApp) -> None:
    survey = with_questions(SurveyFactory(municipality=koto), 60)
    store(browser, survey, _60_place="1", _30_text="直した設問")
    assert numbers(survey)[:2] == ["問60", "問1"]
    assert survey.questions.get(number="問30").text == "直した設問"
