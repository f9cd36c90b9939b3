from __future__ import annotations

import factory

from surveys.models import Answer, Response
from tests.factories.question import QuestionFactory
from tests.factories.survey import SurveyFactory


class ResponseFactory(factory.django.DjangoModelFactory[Response]):
    class Meta:
        model = Response

    survey = factory.SubFactory(SurveyFactory)
    respondent_key = factory.Sequence(lambda n: f"R{n + 1:05}")


class AnswerFactory(factory.django.DjangoModelFactory[Answer]):
    """An answer in words; the question belongs to the response's survey."""

    class Meta:
        model = Answer

    response = factory.SubFactory(ResponseFactory)
    question = factory.SubFactory(
        QuestionFactory, survey=factory.SelfAttribute("..response.survey"), kind="text"
    )
