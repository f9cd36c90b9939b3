"""Options of a known questionnaire, completed and corrected while answers are joined to them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp

from organizations.models import Municipality, User
from surveys import actions
from surveys.models import Answer, ImportBatch, Option, Survey
from tests.factories.question import QuestionFactory
from tests.factories.survey import SurveyFactory
from tests.importing.carried import commit, planned
from tests.importing.files import csv_bytes
from tests.pages.hand import complaints, enter

pytestmark = pytest.mark.django_db

FILE = csv_bytes(
    [("回答ID", "問1 活動の頻度", "問2 場所")]
    + [(f"A{n}", ("毎週", "毎月")[n % 2], ("公民館", "寺")[n % 2]) for n in range(1, 7)]
)


@pytest.fixture
def survey(koto: Municipality, coordinator: User) -> Survey:
    survey = SurveyFactory(municipality=koto)
    take(survey, coordinator)
    return survey


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


def start(survey: Survey, by: User) -> ImportBatch:
    return actions.start_import(
        data=FILE, name="回答.csv", municipality=survey.municipality, survey=survey, by=by
    )


def take(survey: Survey, by: User) -> None:
    commit(start(survey, by).pk, by=by)


def test_what_a_correction_changes_is_said_before(survey: Survey, browser: TestApp) -> None:
    option = Option.objects.get(label="毎週")
    page = browser.get(f"/options/{option.pk}/edit/")
    assert "直すと、3件の回答の選択肢が変わります。" in page.text
    page = enter(browser, f"/options/{option.pk}/edit/", label="週に1回以上")
    assert "選択肢「週に1回以上」を保存しました。" in page.text
    assert Answer.objects.filter(option__label="週に1回以上").count() == 3


def test_the_same_file_is_read_as_before_a_correction(
    survey: Survey, coordinator: User, browser: TestApp
) -> None:
    option = Option.objects.get(label="毎週")
    enter(browser, f"/options/{option.pk}/edit/", label="週に1回以上")
    plan = planned(start(survey, coordinator))
    assert plan.counts()["unchanged"] == 6
    assert Option.objects.count() == 4


def test_an_option_is_added_behind_the_others(survey: Survey, browser: TestApp) -> None:
    question = survey.questions.get(text__contains="頻度")
    page = enter(browser, f"/options/new/{question.pk}/", label="年に1回", code="3")
    assert "選択肢「年に1回」を保存しました。" in page.text
    assert [option.label for option in question.options.all()][-1] == "年に1回"


def test_two_equal_options_are_refused_under_the_field(survey: Survey, browser: TestApp) -> None:
    option = Option.objects.get(label="毎週")
    page = enter(browser, f"/options/{option.pk}/edit/", label="毎月")
    assert "同じ選択肢がすでにあります" in page.text
    assert [*complaints(page)]
    option.refresh_from_db()
    assert option.label == "毎週"


def test_a_question_without_options_takes_none(koto: Municipality, browser: TestApp) -> None:
    question = QuestionFactory(survey=SurveyFactory(municipality=koto), kind="number")
    browser.get(f"/options/new/{question.pk}/", status=404)


def test_a_new_respondent_chooses_the_corrected_option(
    survey: Survey, coordinator: User, browser: TestApp
) -> None:
    option = Option.objects.get(label="毎週")
    enter(browser, f"/options/{option.pk}/edit/", label="週に1回以上")
    later = csv_bytes([("回答ID", "問1 活動の頻度", "問2 場所"), ("B1", "毎週", "寺")])
    batch = actions.start_import(
        data=later, name="回答2.csv", municipality=survey.municipality, survey=survey,
        by=coordinator,
    )  # fmt: skip
    commit(batch.pk, by=coordinator)
    assert Option.objects.count() == 4
    assert Answer.objects.filter(option__label="週に1回以上").count() == 4
