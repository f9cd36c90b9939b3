"""The questionnaire of a survey, before any answer is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from organizations.models import User
from platform_registry import actions as door
from surveys.importing.cells.questions import renumbered
from surveys.importing.columns import profiles
from surveys.importing.planning.corrections import Correction, corrected
from surveys.importing.planning.questions import as_asked, as_field, as_option, with_heading
from surveys.importing.shapes import Field, MissingKind
from surveys.models import ImportBatch, Option, Question, Survey, ValueRule

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
    question = as_asked(Question(survey=survey, position=position), asked)
    door.save(question, by=by)
    keep_missing(question, asked.missing_values, by=by)
    for place, choice in enumerate(asked.choices, start=1):
        door.save(as_option(Option(question=question, position=place), choice), by=by)


@transaction.atomic
def keep_option(option: Option, *, by: User, opened: int | None = None) -> Option:
    """A new option, or a corrected one: answers stay joined to it.

    What it was called before is read as this option in later files too.
    """
    before = Option.objects.select_for_update().filter(pk=option.pk).first()
    asked = as_field(option.question)
    door.save(option, by=by, opened=opened)
    labels: dict[str, str | None] = {}
    if before is not None and before.label != option.label:
        read_as_before(before.label, option, by=by)
        labels[before.label] = option.label
    now = Correction(asked, as_field(option.question), labels)
    follow(option.question.survey, [now], by=by)
    return option


def read_as_before(label: str, option: Option, *, by: User) -> None:
    rules = ValueRule.objects.filter(question=option.question_id, value=label)
    if not rules.exists():
        door.save(
            ValueRule(question=option.question, value=label, option=option, decided_by=by), by=by
        )


@transaction.atomic
def keep_question(
    question: Question,
    *,
    missing: Mapping[str, MissingKind],
    by: User,
    opened: int | None = None,
) -> Question:
    """A new question, or a corrected one: answers stay joined to it.

    ``missing``: value → the kind of no answer it stands for. What the question was called before is
    one of its headings from now on; conditions and kept mappings that name it follow.
    """
    before = Question.objects.select_for_update().filter(pk=question.pk).first()
    asked = as_field(before) if before else None
    if before is not None and before.text != question.text:
        with_heading(question, before.text)
    door.save(question, by=by, opened=opened)
    keep_missing(question, missing, by=by)
    if before is not None and asked is not None:
        _rename_in_conditions(question, before.number, by=by)
        follow(question.survey, [Correction(asked, as_field(question))], by=by)
    return question


def keep_missing(
    question: Question, missing: Mapping[str, MissingKind], *, by: User | None
) -> None:
    """The values that stand for no answer are these and no others."""
    stored = {rule.value: rule for rule in question.value_rules.filter(option=None)}
    for value, rule in stored.items():
        if value not in missing:
            door.remove(rule, by=by)
    for value, kind in missing.items():
        rule = stored.get(value) or ValueRule(question=question, value=value)
        if rule.missing != kind:
            rule.missing, rule.decided_by = kind, by
            door.save(rule, by=by)


def _rename_in_conditions(question: Question, number: str, *, by: User) -> None:
    if not number or number == question.number:
        return
    for other in question.conditional(number):
        other.condition = renumbered(other.condition, {number: question.number})
        door.save(other, by=by)


def follow(survey: Survey, corrections: Sequence[Correction], *, by: User | None) -> None:
    """Mappings that are kept, or made but not carried out yet, ask what is asked now."""
    batches = survey.import_batches.filter(state__in=ImportBatch.OPEN).defer("file__content")
    for kept in (*survey.mapping_profiles.all(), *batches):
        fields = corrected(profiles.load(kept.fields), corrections)
        if fields is not None:
            kept.fields = profiles.dump(fields)
            door.save(kept, by=by)


@door.follows_removal(Question)
def leave_out_question(question: Question, *, by: User | None) -> None:
    """Kept mappings have no column of it any more."""
    asked = Field(question.text, "text", "question", [], group=question.group or None)
    asked.number = question.number
    follow(question.survey, [Correction(asked, None)], by=by)


@door.follows_removal(Option)
def leave_out_option(option: Option, *, by: User | None) -> None:
    asked = as_field(option.question)
    follow(option.question.survey, [Correction(asked, asked, {option.label: None})], by=by)
