"""A questionnaire written anew as one deed: as it was told, or not at all."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from organizations.models import LogEntry, Municipality, User
from platform_registry.models import EditedMeanwhile
from surveys import actions
from surveys.importing.planning.questions import as_field
from surveys.importing.planning.revision import Revision, Row, matched, revise
from surveys.importing.shapes import Choice
from surveys.models import Answer, Option, Question, Response, Survey
from tests.factories.question import QuestionFactory
from tests.factories.survey import SurveyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(koto: Municipality) -> Survey:
    survey: Survey = SurveyFactory(municipality=koto)
    for place, text in enumerate(("活動", "人数", "意見"), start=1):
        QuestionFactory(survey=survey, position=place, number=f"問{place}", text=text, kind="text")
    return survey


def rows(survey: Survey, **texts: str) -> list[Row]:
    """The rows as stored; ``問2="会員数"`` writes another text, an empty one ticks it for removal."""
    found = []
    for place, question in enumerate(survey.questions.all(), start=1):
        asked = as_field(question)
        text = texts.get(question.number, question.text)
        asked.text = text
        touched = text != question.text
        found.append(Row(asked if text else None, question, place, touched=touched))
    return found


def stored(survey: Survey) -> list[tuple[str, str]]:
    return list(survey.questions.values_list("number", "text"))


def revised(survey: Survey, by: User, **texts: str) -> Revision:
    return revise(survey, rows(survey, **texts), by=by)


def test_what_was_told_is_stored(survey: Survey, administrator: User) -> None:
    revision = revised(survey, administrator, 問2="会員数", 問3="")
    assert revision.told == [
        "「問2 人数」の設問文（会員数）を直します。", "設問「問3 意見」を消します。",
    ]  # fmt: skip
    actions.rewrite_questionnaire(revision, by=administrator)
    assert stored(survey) == [("問1", "活動"), ("問2", "会員数")]
    assert survey.questions.get(number="問2").headings == ["人数"]


def test_only_what_changes_is_written(survey: Survey, administrator: User) -> None:
    before = LogEntry.objects.count()
    actions.rewrite_questionnaire(revised(survey, administrator, 問2="会員数"), by=administrator)
    entries = LogEntry.objects.all()[: LogEntry.objects.count() - before]
    assert [entry.object_repr for entry in entries] == ["問2 会員数"]
    assert list(survey.questions.values_list("version", flat=True)) == [1, 2, 1]


def test_what_another_changed_meanwhile_stops_it(survey: Survey, administrator: User) -> None:
    revision = revised(survey, administrator, 問2="会員数")
    other = survey.questions.get(number="問1")
    other.text = "活動の有無"
    actions.keep_question(other, missing={}, by=administrator)
    with pytest.raises(EditedMeanwhile):
        actions.rewrite_questionnaire(revision, by=administrator)
    assert stored(survey)[:2] == [("問1", "活動の有無"), ("問2", "人数")]


@pytest.mark.parametrize("what", ["option", "missing"])
def test_so_does_an_option_or_a_value_for_no_answer(
    what: str, survey: Survey, administrator: User
) -> None:
    question = QuestionFactory(survey=survey, number="問9", position=9, kind="single")
    revision = revised(survey, administrator, 問2="会員数")
    if what == "option":
        actions.keep_option(Option(question=question, position=1, label="ある"), by=administrator)
    else:
        actions.keep_question(question, missing={"99": "no_answer"}, by=administrator)
    with pytest.raises(EditedMeanwhile):
        actions.rewrite_questionnaire(revision, by=administrator)


def test_an_answer_that_came_after_the_check_keeps_the_question_and_all_else(
    survey: Survey, administrator: User
) -> None:
    revision = revised(survey, administrator, 問2="会員数", 問3="")
    response = Response.objects.create(survey=survey, respondent_key="A1")
    Answer.objects.create(
        response=response, question=survey.questions.get(number="問3"), text="よい"
    )
    with pytest.raises(ValidationError, match="この設問には1件の回答があるため"):
        actions.rewrite_questionnaire(revision, by=administrator)
    assert stored(survey) == [("問1", "活動"), ("問2", "人数"), ("問3", "意見")]


def test_who_may_not_remove_questions_removes_none(
    survey: Survey, administrator: User, coordinator: User
) -> None:
    revision = revised(survey, administrator, 問2="会員数", 問3="")
    with pytest.raises(ValidationError, match="削除する権限がありません"):
        actions.rewrite_questionnaire(revision, by=coordinator)
    assert Question.objects.count() == 3
    assert ("問2", "人数") in stored(survey)


@pytest.mark.parametrize(
    ("choices", "found"),
    [
        ([Choice("ある", "1"), Choice("ない", "2")], ["ある", "ない"]),
        ([Choice("ない", "1"), Choice("ある", "2")], ["ない", "ある"]),  # codes exchanged
        ([Choice("活動中", "1"), Choice("ない", "2")], ["ある", "ない"]),
        ([Choice("準備中", "1"), Choice("ある", "2"), Choice("ない", "3")], ["", "ある", "ない"]),
        ([Choice("活動中", "8")], [""]),
        ([], []),
    ],
)
def test_an_option_is_known_by_its_words_then_by_its_code(
    choices: list[Choice], found: list[str], survey: Survey
) -> None:
    question = QuestionFactory(survey=survey, number="問9", position=9, kind="single")
    for code, label in enumerate(("ある", "ない"), start=1):
        Option.objects.create(question=question, position=code, code=code, label=label)
    options = matched(list(question.options.all()), choices)
    assert [option.label if option else "" for option in options] == found


def test_without_codes_an_option_is_known_by_its_place(survey: Survey) -> None:
    question = QuestionFactory.with_options("毎週", "毎月", survey=survey, position=9)
    options = matched(list(question.options.all()), [Choice("週に1回"), Choice("毎月")])
    assert [option.label if option else "" for option in options] == ["毎週", "毎月"]
