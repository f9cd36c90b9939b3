"""The questionnaire of a survey on its page: from a file, looked at, given out again."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import Workbook
from webtest import TestApp, TestResponse, Upload

from organizations.models import Municipality, User
from surveys.importing.reading.reader import read
from surveys.importing.table.formats import read_any_questionnaire
from surveys.models import Option, Question, Survey
from tests.factories.question import QuestionFactory
from tests.factories.survey import SurveyFactory
from tests.importing.files import csv_bytes, saved
from tests.pages.hand import complaints, enter, the_form

pytestmark = pytest.mark.django_db

HEADING = ("番号", "設問文", "まとまり", "種類", "選択肢コード", "選択肢", "その他", "排他", "回答の条件", "最小", "最大", "年月の細かさ", "単位")  # fmt: skip
OURS = csv_bytes(
    [
        HEADING,
        ("問1", "活動はありますか", "", "単一回答", "1", "ある"),
        ("", "", "", "", "2", "ない", "", "○"),
        ("", "", "", "", "3", "その他", "○"),
        ("問2-1", "人数", "会員のこと", "数値", "", "", "", "", "問1=1", "0", "120", "", "人"),
        ("問3", "設立した年月", "", "日付", "", "", "", "", "", "", "", "年月", ""),
    ]
)
REDCAP = csv_bytes(
    [
        ("field_name", "field_type", "field_label", "select_choices_or_calculations", "branching_logic"),
        ("q1", "radio", "活動はありますか", "1, ある | 2, ない", ""),
        ("q2", "text", "人数", "", "[q1] > '1'"),
    ]
)  # fmt: skip


def xlsform() -> bytes:
    book = Workbook()
    survey = book.active
    survey.title = "survey"
    for row in (
        ("type", "name", "label"),
        ("select_one yn", "q1", "活動はありますか"),
        ("integer", "q2", "人数"),
    ):
        survey.append(row)
    choices = book.create_sheet("choices")
    for row in (("list_name", "name", "label"), ("yn", "1", "ある"), ("yn", "2", "ない")):
        choices.append(row)
    return saved(book)


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


def create(browser: TestApp, data: bytes, name: str = "調査票.csv") -> TestResponse:
    return enter(
        browser, "/surveys/new/questionnaire/", title="居場所調査", fiscal_year="2026", file=Upload(name, data)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data"), [("調査票.csv", OURS), ("kobo.xlsx", xlsform()), ("redcap.csv", REDCAP)]
)
def test_a_survey_begins_with_its_questionnaire(
    name: str, data: bytes, koto: Municipality, browser: TestApp
) -> None:
    page = create(browser, data, name)
    survey = Survey.objects.get()
    assert (survey.title, survey.key, survey.fiscal_year) == ("居場所調査", "survey-2026", 2026)
    assert page.request.path == f"/surveys/{survey.pk}/questionnaire/"
    assert f"設問を{survey.questions.count()}件登録しました" in page.text
    assert "活動はありますか" in page.text
    assert survey.questions.first().number == "問1"


def test_what_could_not_be_kept_is_told(koto: Municipality, browser: TestApp) -> None:
    page = create(browser, REDCAP)
    assert "3行目（問2）：回答の条件「[q1] &gt; &#x27;1&#x27;」" in page.text


def test_the_page_shows_what_is_asked(koto: Municipality, browser: TestApp) -> None:
    row = create(browser, OURS).html.select("tbody tr")[1].get_text(" ", strip=True).split()
    assert row == [
        "問2-1",
        "会員のこと",
        "人数",
        "直す",
        "（人数）",
        "数値",
        "人",
        "0以上",
        "120以下",
        "問1=1",
    ]


def test_a_faulty_file_says_why_under_the_field(koto: Municipality, browser: TestApp) -> None:
    faulty = csv_bytes([("番号", "設問文", "種類"), ("問1", "活動", "単一")])
    page = create(browser, faulty)
    assert {name for name, _ in complaints(page)} == {"調査票のファイル"}
    assert "2行目：種類「単一」は使えません" in page.text
    assert the_form(page)["title"].value == "居場所調査"
    assert not Survey.objects.exists()


def test_a_limit_the_database_cannot_keep_names_its_question(
    koto: Municipality, browser: TestApp
) -> None:
    rows = [("番号", "設問文", "種類", "最小"), ("問7", "割合", "数値", "0.12345678901")]
    page = create(browser, csv_bytes(rows))
    assert "問7「割合」" in page.text
    assert not Survey.objects.exists()


def test_questions_are_added_to_a_survey_without_any(koto: Municipality, browser: TestApp) -> None:
    survey = SurveyFactory(municipality=koto)
    address = f"/surveys/{survey.pk}/questionnaire/"
    page = enter(browser, address, file=Upload("調査票.csv", OURS))
    assert "設問を3件登録しました" in page.text
    assert not browser.get(address).html.select("input[type=file]")


def test_a_questionnaire_that_came_meanwhile_is_not_touched(
    koto: Municipality, browser: TestApp
) -> None:
    survey = SurveyFactory(municipality=koto)
    form = the_form(browser.get(f"/surveys/{survey.pk}/questionnaire/"))
    QuestionFactory(survey=survey, text="先に入った設問")
    form["file"] = Upload("調査票.csv", OURS)
    page = form.submit()
    assert "すでに設問があります" in page.text
    assert survey.questions.get().text == "先に入った設問"


def test_a_viewer_reads_it_and_changes_nothing(
    koto: Municipality, viewer: User, browser_of: Callable[[User], TestApp]
) -> None:
    address = f"/surveys/{SurveyFactory(municipality=koto).pk}/questionnaire/"
    page = browser_of(viewer).get(address)
    assert "まだ設問がありません" in page.text
    assert not page.html.select("input[type=file]")


def test_other_municipalities_do_not_read_it_of_a_shared_survey(
    zama: Municipality, browser: TestApp
) -> None:
    survey = SurveyFactory(municipality=zama, shared=True)
    for end in ("", "sheet/", "xlsform/"):
        browser.get(f"/surveys/{survey.pk}/questionnaire/{end}", status=404)


@pytest.mark.parametrize("form", ["sheet", "xlsform"])
def test_what_is_given_out_is_the_same_questionnaire(
    form: str, koto: Municipality, browser: TestApp
) -> None:
    create(browser, OURS)
    content = browser.get(f"/surveys/{Survey.objects.get().pk}/questionnaire/{form}/").body
    assert (
        read_any_questionnaire(read(content)).questions
        == read_any_questionnaire(read(OURS)).questions
    )


@pytest.mark.parametrize("form", ["sheet", "xlsform"])
def test_questions_learned_from_answers_get_numbers_where_they_have_none(
    form: str, koto: Municipality, browser: TestApp
) -> None:
    survey = SurveyFactory(municipality=koto)
    QuestionFactory.with_options("ある", "ない", survey=survey, position=1, text="活動")
    QuestionFactory.with_options("はい", "いいえ", survey=survey, position=2, text="公開")
    content = browser.get(f"/surveys/{survey.pk}/questionnaire/{form}/").body
    found = read_any_questionnaire(read(content)).questions
    assert [(q.number, [c.label for c in q.choices]) for q in found] == [
        ("問1", ["ある", "ない"]),
        ("問2", ["はい", "いいえ"]),
    ]


def test_the_page_asks_as_much_of_the_database_for_many_questions(
    koto: Municipality, browser: TestApp, assert_same_queries: Callable[..., None]
) -> None:
    survey = SurveyFactory(municipality=koto)

    def more(number: int) -> None:
        start = survey.questions.count()
        questions = [
            Question(survey=survey, position=start + n, text="活動", kind="single")
            for n in range(1, number + 1)
        ]
        Question.objects.bulk_create(questions)
        Option.objects.bulk_create(Option(question=q, position=1, label="ある") for q in questions)

    address = f"/surveys/{survey.pk}/questionnaire/"
    assert_same_queries(more, lambda: browser.get(address), many=200)


def test_the_command_takes_an_xlsform_too(koto: Municipality, tmp_path: Path) -> None:
    path = tmp_path / "kobo.xlsx"
    path.write_bytes(BytesIO(xlsform()).getvalue())
    out = StringIO()
    call_command("import_questionnaire", path, municipality=koto.code, key="k", stdout=out)
    assert "設問を2件登録しました" in out.getvalue()
    assert Question.objects.count() == 2
    assert Option.objects.count() == 2
