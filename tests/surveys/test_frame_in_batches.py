"""The tables of a survey are read a few responses at a time, however many there are."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest

from organizations.models import Municipality
from surveys.models import Answer, Question, Response, Survey
from surveys.tabulation import frame
from tests.factories.question import QuestionFactory
from tests.factories.survey import SurveyFactory

pytestmark = pytest.mark.django_db
Rows = Callable[[Survey], frame.Table]


@pytest.fixture
def survey(koto: Municipality, monkeypatch: pytest.MonkeyPatch) -> Survey:
    monkeypatch.setattr(frame, "BATCH", 10)
    survey: Survey = SurveyFactory(municipality=koto)
    QuestionFactory(survey=survey, position=1, text="ご意見", kind="text")
    QuestionFactory(survey=survey, position=2, text="会員数", kind="number")
    return survey


def answer(survey: Survey, first: int, last: int) -> None:
    """Responses R0001 …, each with two answers and a long row as it was read."""
    opinion, members = Question.objects.filter(survey=survey).order_by("position")
    made = Response.objects.bulk_create(
        Response(survey=survey, respondent_key=f"R{n:04}", raw={"欄": "字" * 2_000})
        for n in range(first, last)
    )
    Answer.objects.bulk_create(
        [Answer(response=r, question=members, number=int(r.respondent_key[1:])) for r in made]
        + [Answer(response=r, question=opinion, text=f"意見{r.respondent_key}") for r in made]
    )


@pytest.mark.parametrize("number", [0, 1, 9, 10, 11, 30, 35])
def test_no_response_is_lost_or_doubled_between_two_batches(number: int, survey: Survey) -> None:
    answer(survey, 0, number)
    keys = [f"R{n:04}" for n in range(number)]
    _, wide = frame.wide(survey)
    assert [(row[0], row[5], row[6]) for row in wide] == [
        (key, f"意見{key}", int(key[1:])) for key in keys
    ]
    _, long = frame.long(survey)
    assert [(row[0], row[1]) for row in long] == [
        (key, question) for key in keys for question in ("ご意見", "会員数")
    ]


@pytest.mark.parametrize("table", [frame.wide, frame.long, frame.codes])
def test_memory_does_not_grow_with_the_responses(table: Rows, survey: Survey) -> None:
    answer(survey, 0, 40)
    few = peak(table, survey)
    answer(survey, 40, 800)
    assert peak(table, survey) < few * 4  # twenty times as many responses; what is left is noise


def peak(table: Rows, survey: Survey) -> int:
    """Bytes held at most while the rows go by, one after the other."""
    for _ in table(survey)[1]:
        pass  # fills what is kept for as long as the process lives
    tracemalloc.start()
    for _ in table(survey)[1]:
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most
