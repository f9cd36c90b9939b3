"""What respondents wrote themselves is read by staff; a viewer learns that something is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from organizations.models import Municipality, User
from surveys.models import Response
from tests.factories.question import OptionFactory, QuestionFactory
from tests.factories.response import AnswerFactory, ResponseFactory
from tests.factories.survey import SurveyFactory

SignIn = Callable[[User], Client]
WORDS = "隣の田中さんが心配です"
OTHER = "夫の介護で手がいっぱい"
PHONE = "03-1234-5678"


@pytest.fixture
def response(koto: Municipality) -> Response:
    survey = SurveyFactory(municipality=koto)
    found: Response = ResponseFactory(
        survey=survey, stated={"contact:phone": PHONE}, raw={"電話番号": PHONE}
    )
    wish = QuestionFactory(survey=survey, text="困りごと", kind="multi")
    other = OptionFactory(question=wish, label="その他", is_other=True)
    AnswerFactory(response=found, question=wish, option=other, text=OTHER)
    AnswerFactory(response=found, text=WORDS)
    return found


def pages(response: Response) -> list[str]:
    survey = response.survey.get_absolute_url()
    return [survey, f"{survey}responses/", response.get_absolute_url()]


def test_staff_read_what_was_written(response: Response, officer: User, sign_in: SignIn) -> None:
    client = sign_in(officer)
    for page in pages(response):
        text = client.get(page).content.decode()
        assert WORDS in text and OTHER in text, page
    assert PHONE in text


def test_a_viewer_is_told_that_something_was_written(
    response: Response, viewer: User, sign_in: SignIn
) -> None:
    client = sign_in(viewer)
    for page in pages(response):
        text = client.get(page).content.decode()
        assert not [word for word in (WORDS, OTHER, PHONE) if word in text], page
        assert "職員以上が読めます" in text or "職員以上の役割" in text, page


def test_a_chosen_option_is_shown_to_a_viewer(
    response: Response, viewer: User, sign_in: SignIn
) -> None:
    assert "その他" in sign_in(viewer).get(response.get_absolute_url()).content.decode()
