"""Stored responses as they would be understood of a file, to compare them with a new one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from surveys.importing.values.understood import Answered, Understood, plain_number, question_keys
from surveys.models import Answer, Question, Response

Item = TypeVar("Item")
# Under SQLite's limit of variables in one statement.
_CHUNK = 500


def chunks(ids: list[Item]) -> Iterable[list[Item]]:
    return (ids[i : i + _CHUNK] for i in range(0, len(ids), _CHUNK))


def understood_responses(ids: list[int]) -> dict[int, tuple[Understood, dict[str, str]]]:
    """Response id → (answers, stated facts), in the form of ``understood``."""
    result: dict[int, tuple[Understood, dict[str, str]]] = {}
    for chunk in chunks(ids):
        responses = Response.objects.filter(pk__in=chunk)
        for pk, facts in responses.values_list("pk", "stated"):
            result[pk] = ({}, facts)
        answers = Answer.objects.filter(response__in=chunk).select_related("option")
        keys = _keys_of(Question.objects.filter(answers__response__in=chunk))
        for answer in answers:
            _merge(result[answer.response_id][0], keys[answer.question_id], answer)
    return result


def _keys_of(questions: Any) -> dict[int, str]:
    survey_ids = set(questions.values_list("survey_id", flat=True))
    keys: dict[int, str] = {}
    for survey_id in survey_ids:
        ordered = list(Question.objects.filter(survey=survey_id).only("id", "number", "text"))
        keys |= dict(zip((q.pk for q in ordered), question_keys(ordered), strict=True))
    return keys


def _merge(answers: Understood, key: str, answer: Answer) -> None:
    if answer.option is not None:
        chosen = answers.setdefault(key, {"options": [], "other": None})
        if answer.option.is_other and answer.text:
            chosen["other"] = answer.text
        else:
            chosen["options"] = sorted([*chosen["options"], answer.option.label])
    else:
        answers[key] = _single(answer)


def _single(answer: Answer) -> Answered:
    if answer.missing:
        return {"missing": answer.missing}
    if answer.number is not None:
        return {"value": plain_number(answer.number), "approx": answer.approx}
    if answer.day is not None:
        return {"day": answer.day.isoformat()}
    return {"text": answer.text}
