"""Pages of single records: figures a document states; questions and options that are removed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse

from organizations.sources.models import QUANTITY_FIELDS
from platform_registry.records.pages import RecordPages
from platform_registry.records.removal import RemovalPage
from platform_registry.records.resting import RestingOn
from surveys.models import Option, Question, SurveyFigure

FIGURES = RecordPages(
    SurveyFigure,
    ("question", "option", *QUANTITY_FIELDS, "base", "multiple", "position"),
)


class FromQuestionnaire(RemovalPage):
    """Questions and options stand on the page of their questionnaire; kept mappings name them."""

    def page_of(self, record: Any, *, deleted: bool = False) -> str:
        return reverse("questionnaire", args=[_question_of(record).survey_id])

    def held(self, record: Any, user: Any) -> RestingOn:
        held, question = super().held(record, user), _question_of(record)
        mappings = [
            kept
            for kept in question.survey.mapping_profiles.all()
            if question.is_asked_in(kept.fields)
        ]
        names = [f"{kept._meta.verbose_name}「{kept}」" for kept in mappings]
        return replace(held, untied=[*held.untied, *names])


def _question_of(record: Question | Option) -> Question:
    return record.question if isinstance(record, Option) else record


QUESTION_REMOVAL = FromQuestionnaire(Question, parent="survey")
OPTION_REMOVAL = FromQuestionnaire(Option, parent="question")
