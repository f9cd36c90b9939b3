"""The questionnaire of a survey, before any answer is there."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from organizations.models import User
from platform_registry import actions as door
from surveys.importing.cells.numbers import parse_number
from surveys.importing.shapes import Field
from surveys.models import Option, Question, Survey, ValueRule

ALREADY = "この調査には、すでに設問があります。別の調査として登録してください。"


@transaction.atomic
def take_questionnaire(survey: Survey, questions: Sequence[Field], *, by: User | None) -> Survey:
    """Store the survey, where it is new, with its questions and options.

    ValidationError where it has questions already: what they mean to its answers isn't changed.
    """
    if survey.pk is None:
        door.save(survey, by=by)
    elif Survey.objects.select_for_update().get(pk=survey.pk).questions.exists():
        raise ValidationError(ALREADY)
    for position, asked in enumerate(questions, start=1):
        try:
            _store(survey, asked, position, by=by)
        except ValidationError as error:
            why = " ".join(error.messages)
            raise ValidationError(f"{asked.number}「{asked.text[:40]}」：{why}") from error
    return survey


def _store(survey: Survey, asked: Field, position: int, *, by: User | None) -> None:
    question = door.save(_question(survey, asked, position), by=by)
    for place, choice in enumerate(asked.choices, start=1):
        option = Option(
            question=question, position=place, code=choice.code or "", label=choice.label,
            is_other=choice.is_other, is_exclusive=choice.exclusive,
        )  # fmt: skip
        door.save(option, by=by)


@transaction.atomic
def keep_option(option: Option, *, by: User, opened: int | None = None) -> Option:
    """A new option, or a corrected one: answers stay joined to it.

    What it was called before is read as this option in later files too.
    """
    before = Option.objects.select_for_update().filter(pk=option.pk).first()
    door.save(option, by=by, opened=opened)
    if before is not None and before.label != option.label:
        _read_as_before(before.label, option, by=by)
    return option


def _read_as_before(label: str, option: Option, *, by: User) -> None:
    rules = ValueRule.objects.filter(question=option.question_id, value=label)
    if not rules.exists():
        door.save(
            ValueRule(question=option.question, value=label, option=option, decided_by=by), by=by
        )


def _question(survey: Survey, asked: Field, position: int) -> Question:
    return Question(
        survey=survey,
        position=position,
        number=asked.number,
        text=asked.text,
        kind=asked.kind,
        group=asked.group or "",
        unit=asked.unit or "",
        minimum=_number(asked.minimum),
        maximum=_number(asked.maximum),
        precision=asked.precision,
        condition=asked.condition,
        required=asked.required,
    )


def _number(text: str) -> Decimal | None:
    read = parse_number(text).quantity if text else None
    return read.value if read else None
