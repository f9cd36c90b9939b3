from __future__ import annotations

import factory

from surveys.models import Option, Question
from tests.factories.survey import SurveyFactory


class QuestionFactory(factory.django.DjangoModelFactory[Question]):
    """A single-answer question; ``QuestionFactory.with_options("はい", "いいえ")`` adds options."""

    class Meta:
        model = Question

    survey = factory.SubFactory(SurveyFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = factory.LazyAttribute(lambda question: f"問{question.position}")
    kind = Question.Kind.SINGLE

    @classmethod
    def with_options(cls, *labels: str, **fields: object) -> Question:
        question = cls(**fields)
        for position, label in enumerate(labels, start=1):
            OptionFactory(question=question, position=position, label=label)
        return question


class OptionFactory(factory.django.DjangoModelFactory[Option]):
    class Meta:
        model = Option

    question = factory.SubFactory(QuestionFactory)
    position = factory.Sequence(lambda n: n + 1)
    label = factory.LazyAttribute(lambda option: f"選択肢{option.position}")
