"""The questionnaire of a survey, before any answer is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from organizations.models import User
from platform_registry import actions as door
from surveys.importing.cells.numbers import parse_number
from surveys.importing.cells.questions import conditions, half_width, renumbered
from surveys.importing.columns import profiles
from surveys.importing.planning.corrections import corrected
from surveys.importing.planning.questions import as_field
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
    question = door.save(_question(survey, asked, position), by=by)
    _keep_missing(question, asked.missing_values, by=by)
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
    asked = as_field(option.question)
    door.save(option, by=by, opened=opened)
    if before is not None and before.label != option.label:
        _read_as_before(before.label, option, by=by)
        _follow(option.question, asked, {before.label: option.label}, by=by)
    return option


def _read_as_before(label: str, option: Option, *, by: User) -> None:
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
        question.other_headings = "\n".join(dict.fromkeys([*question.headings, before.text]))
    door.save(question, by=by, opened=opened)
    _keep_missing(question, missing, by=by)
    if before is not None and asked is not None:
        _rename_in_conditions(question, before.number, by=by)
        _follow(question, asked, {}, by=by)
    return question


def _keep_missing(
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
    for other in conditional_on(question, number):
        other.condition = renumbered(other.condition, number, question.number)
        door.save(other, by=by)


def conditional_on(question: Question, number: str) -> list[Question]:
    """The questions that are asked of those who chose something in this one."""
    others = question.survey.questions.exclude(condition="")
    asked = half_width(number)
    return [q for q in others if asked in {named for named, _ in conditions(q.condition)}]


def _follow(question: Question, before: Field, renamed: Mapping[str, str], *, by: User) -> None:
    """Mappings that are kept, or made but not carried out yet, ask what is asked now."""
    survey, after = question.survey, as_field(question)
    batches = survey.import_batches.filter(state__in=ImportBatch.OPEN).defer("file__content")
    for kept in (*survey.mapping_profiles.all(), *batches):
        fields = corrected(profiles.load(kept.fields), before, after, renamed)
        if fields is not None:
            kept.fields = profiles.dump(fields)
            door.save(kept, by=by)


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
        other_headings="\n".join(asked.headings),
    )


def _number(text: str) -> Decimal | None:
    read = parse_number(text).quantity if text else None
    return read.value if read else None
