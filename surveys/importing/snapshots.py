"""Stored responses as plain data: to compare with a new file, and to restore on undo."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from surveys.importing.understood import Answered, Understood, plain_number, question_keys
from surveys.models import Answer, Question, Response

AnswerRow = tuple[int, int, int | None, str | None, bool, str | None, str, str]
"""response, question, option, number, approx, day, text, missing."""

_COLUMNS = ("response_id", "question_id", "option_id", "number", "approx", "day", "text", "missing")
# Under SQLite's limit of variables in one statement.
_CHUNK = 500


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[i : i + _CHUNK] for i in range(0, len(ids), _CHUNK))


def understood_responses(ids: list[int]) -> dict[int, tuple[Understood, dict[str, str]]]:
    """Response id → (answers, stated facts), in the form of ``understood``."""
    result: dict[int, tuple[Understood, dict[str, str]]] = {}
    for chunk in _chunks(ids):
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
        ordered = list(Question.objects.filter(survey=survey_id).values_list("id", "text"))
        texts = question_keys(text for _, text in ordered)
        keys.update(zip((pk for pk, _ in ordered), texts, strict=True))
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


def before_images(ids: list[int]) -> dict[int, dict[str, Any]]:
    """Response id → everything needed to put the response back as it is now."""
    images: dict[int, dict[str, Any]] = {}
    for chunk in _chunks(ids):
        for response in Response.objects.filter(pk__in=chunk):
            images[response.pk] = _response_image(response)
        rows = Answer.objects.filter(response__in=chunk).order_by("id").values_list(*_COLUMNS)
        for response_id, *rest in rows:
            images[response_id]["answers"].append(_plain(rest))
    return images


def _response_image(response: Response) -> dict[str, Any]:
    return {
        "organization": response.organization_id,
        "batch": response.batch_id,
        "sheet": response.sheet,
        "row_number": response.row_number,
        "raw": response.raw,
        "stated": response.stated,
        "row_hash": response.row_hash,
        "submitted_at": response.submitted_at and response.submitted_at.isoformat(),
        "answers": [],
    }


def _plain(row: list[Any]) -> list[Any]:
    question, option, number, approx, day, text, missing = row
    return [
        question,
        option,
        None if number is None else str(number),
        approx,
        None if day is None else day.isoformat(),
        text,
        missing,
    ]
