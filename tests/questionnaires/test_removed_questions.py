"""Questions and options that are removed: what keeps them, what is told before, who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from webtest import TestApp

from organizations.models import LogEntry, Municipality, User
from platform_registry import actions as door
from surveys import actions
from surveys.models import Answer, MappingProfile, Option, Question, Survey
from tests.factories.question import QuestionFactory
from tests.factories.survey import SurveyFactory
from tests.importing.carried import commit
from tests.importing.files import csv_bytes
from tests.pages.hand import enter, push

pytestmark = pytest.mark.django_db

FILE = csv_bytes(
    [("回答ID", "問1 活動の頻度", "問2 場所")]
    + [(f"A{n}", ("毎週", "毎月")[n % 2], ("公民館", "寺")[n % 2]) for n in range(1, 7)]
)


@pytest.fixture
def survey(koto: Municipality) -> Survey:
    return SurveyFactory(municipality=koto)


@pytest.fixture
def frequency(survey: Survey) -> Question:
    question: Question = QuestionFactory(survey=survey, number="問1", text="頻度", kind="single")
    Option.objects.create(question=question, position=1, code="1", label="毎週")
    Option.objects.create(question=question, position=2, code="2", label="毎月")
    return question


@pytest.fixture
def browser(administrator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(administrator)


def start(survey: Survey, by: User) -> Any:
    return actions.start_import(
        data=FILE, name="回答.csv", municipality=survey.municipality, survey=survey, by=by
    )


def test_a_question_without_answers_is_removed(
    survey: Survey, frequency: Question, browser: TestApp
) -> None:
    page = browser.get(f"/questions/{frequency.pk}/edit/").click("削除する")
    assert "選択肢「毎週」" in page.text
    page = push(browser, f"/questions/{frequency.pk}/delete/", "削除する")
    assert "設問「問1 頻度」を削除しました。" in page.text
    assert page.request.path == f"/surveys/{survey.pk}/questionnaire/"
    assert not survey.questions.exists()
    removals = LogEntry.objects.filter(action=LogEntry.Action.DELETE)
    assert "問1 頻度" in removals.values_list("object_repr", flat=True)


def test_an_option_without_answers_is_removed(frequency: Question, browser: TestApp) -> None:
    option = frequency.options.get(label="毎月")
    page = push(browser, f"/options/{option.pk}/delete/", "削除する")
    assert "選択肢「毎月」を削除しました。" in page.text
    assert [each.label for each in frequency.options.all()] == ["毎週"]


def test_what_was_answered_says_how_often_and_what_helps(
    survey: Survey, administrator: User, browser: TestApp
) -> None:
    commit(start(survey, administrator).pk, by=administrator)
    question = survey.questions.get(text__contains="頻度")
    page = browser.get(f"/questions/{question.pk}/delete/")
    assert "この設問には6件の回答があるため、削除できません。" in page.text
    assert "取込を取り消すと、回答がなくなり、削除できます。" in page.text
    assert "削除する" not in [button.text for button in page.html.find_all("button")]
    option = question.options.get(label="毎週")
    page = browser.get(f"/options/{option.pk}/delete/")
    assert "この選択肢には3件の回答があるため、削除できません。" in page.text


def test_after_the_import_is_undone_the_question_can_go(
    survey: Survey, administrator: User, browser: TestApp
) -> None:
    batch = start(survey, administrator)
    commit(batch.pk, by=administrator)
    question = survey.questions.get(text__contains="頻度")
    Answer.objects.filter(response__batch=batch).delete()
    page = browser.get(f"/questions/{question.pk}/delete/")
    kept = MappingProfile.objects.get(survey=survey)
    assert f"取込の設定「{kept}」" in page.text
    push(browser, f"/questions/{question.pk}/delete/", "削除する")
    kept.refresh_from_db()
    asked = [field["text"] for field in kept.fields if field["role"] == "question"]
    assert len(asked) == 1
    assert "場所" in asked[0]


def test_a_removed_option_is_in_no_kept_mapping(
    survey: Survey, administrator: User, browser: TestApp
) -> None:
    commit(start(survey, administrator).pk, by=administrator)
    option = Option.objects.get(label="毎週")
    Answer.objects.filter(option=option).delete()
    push(browser, f"/options/{option.pk}/delete/", "削除する")
    kept = MappingProfile.objects.get(survey=survey)
    labels = [choice["label"] for field in kept.fields for choice in field["choices"]]
    assert "毎週" not in labels
    assert "毎月" in labels


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("questions", "問2の回答の条件が、この設問を指しているため、削除できません。"),
        ("options", "問2の回答の条件が、この選択肢を指しているため、削除できません。"),
    ],
)
def test_a_condition_of_another_question_keeps_it(
    what: str, sentence: str, survey: Survey, frequency: Question, browser: TestApp
) -> None:
    QuestionFactory(survey=survey, number="問2", position=2, condition="問1=１")
    pk = frequency.pk if what == "questions" else frequency.options.get(code="1").pk
    assert sentence in browser.get(f"/{what}/{pk}/delete/").text
    other = frequency.options.get(code="2")
    assert "「毎月」を削除します。" in browser.get(f"/options/{other.pk}/delete/").text


def test_an_import_that_is_being_decided_keeps_it(
    survey: Survey, administrator: User, browser: TestApp
) -> None:
    first = start(survey, administrator)
    commit(first.pk, by=administrator)
    first.refresh_from_db()
    question = survey.questions.get(text__contains="場所")
    Answer.objects.filter(question=question).delete()
    batch = start(survey, administrator)
    batch.fields = first.fields
    batch.save()
    page = browser.get(f"/questions/{question.pk}/delete/")
    assert "取り込む途中のファイル「回答.csv」がこの設問を使っているため" in page.text


def test_the_door_refuses_what_a_page_would(
    survey: Survey, administrator: User, frequency: Question
) -> None:
    commit(start(survey, administrator).pk, by=administrator)
    answered = survey.questions.get(text__contains="場所")
    with pytest.raises(ValidationError, match="6件の回答があるため"):
        door.remove(answered, by=administrator)
    assert Answer.objects.filter(question=answered).count() == 6


def test_what_somebody_changed_is_not_removed_unseen(frequency: Question, browser: TestApp) -> None:
    opened = browser.get(f"/questions/{frequency.pk}/delete/")
    enter(browser, f"/questions/{frequency.pk}/edit/", text="回数")
    form = next(form for form in opened.forms.values() if "mark" in form.fields)
    page = form.submit()
    assert "設問が変わりました" in page.text
    assert Question.objects.filter(pk=frequency.pk).exists()


def test_a_survey_goes_with_its_answers(survey: Survey, administrator: User) -> None:
    """What keeps a question doesn't keep the survey; that goes with all that is in it."""
    commit(start(survey, administrator).pk, by=administrator)
    survey.import_batches.all().delete()
    door.remove(survey, by=administrator)
    assert not Question.objects.exists()
