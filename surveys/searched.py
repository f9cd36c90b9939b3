"""What the search finds of surveys, and by which of their texts. Answers are never searched."""

from __future__ import annotations

from platform_registry.search import register
from surveys.models import Question, Survey


def place_of(question: Question) -> str:
    return f"{question.survey.get_absolute_url()}#question-{question.pk}"


register(
    Survey,
    order=45,
    heading=("title", "other_names"),
    texts=("audience", "method", "subjects", "conducted_by", "description", "ingenuity"),
    list_url_name="surveys",
)
register(
    Question, order=46, heading=("number", "text"), texts=("group", "options__label"), url=place_of
)
