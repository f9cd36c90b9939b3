"""The bridge between the fields of a file and the questions and options of a survey."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from surveys.importing.cells.numbers import parse_number
from surveys.importing.shapes import Choice, Field, Kind
from surveys.importing.values.understood import plain_number, question_keys
from surveys.models import Option, Question, Survey


def as_field(question: Question) -> Field:
    """A question of the survey as a field without columns, options and accepted spellings included."""
    rules = list(question.value_rules.all())
    spellings: dict[int, list[str]] = {}
    for rule in rules:
        if rule.option_id is not None:
            spellings.setdefault(rule.option_id, []).append(rule.value)
    return Field(
        text=question.text,
        kind=cast(Kind, question.kind),
        role="question",
        columns=[],
        choices=[
            as_choice(option, spellings.get(option.pk, ())) for option in question.options.all()
        ],
        group=question.group or None,
        unit=question.unit or None,
        number=question.number,
        minimum=_plain(question.minimum),
        maximum=_plain(question.maximum),
        precision=question.precision,
        condition=question.condition,
        required=question.required,
        headings=question.headings,
        missing_values={rule.value: rule.missing for rule in rules if rule.missing},
    )


def as_choice(option: Option, spellings: Sequence[str] = ()) -> Choice:
    return Choice(
        label=option.label,
        code=option.code or None,
        is_other=option.is_other,
        aliases=[*spellings],
        exclusive=option.is_exclusive,
    )


def as_asked(question: Question, asked: Field) -> Question:
    """The question, not stored, as the questionnaire has it; but for its options."""
    question.number, question.text, question.kind = asked.number, asked.text, asked.kind
    question.group, question.unit = asked.group or "", asked.unit or ""
    question.minimum, question.maximum = _number(asked.minimum), _number(asked.maximum)
    question.precision, question.condition = asked.precision, asked.condition
    question.required = asked.required
    question.other_headings = "\n".join(asked.headings)
    return question


def as_option(option: Option, choice: Choice) -> Option:
    """The option, not stored, as the questionnaire has it."""
    option.code, option.label = choice.code or "", choice.label
    option.is_other, option.is_exclusive = choice.is_other, choice.exclusive
    return option


def with_heading(question: Question, heading: str) -> Question:
    """What it was called before is one of its headings."""
    question.other_headings = "\n".join(dict.fromkeys([*question.headings, heading]))
    return question


def _number(text: str) -> Decimal | None:
    read = parse_number(text).quantity if text else None
    return read.value if read else None


def _plain(number: Decimal | None) -> str:
    return "" if number is None else plain_number(number)


def survey_questions(survey: Survey | None) -> dict[str, Question]:
    """Question key → question, with its options fetched."""
    if survey is None:
        return {}
    questions = list(survey.questions.prefetch_related("options", "value_rules"))
    return dict(zip(question_keys(questions), questions, strict=True))


def question_fields(fields: list[Field]) -> dict[str, Field]:
    asked = [f for f in fields if f.role == "question"]
    return dict(zip(question_keys(asked), asked, strict=True))


def missing_questions(survey: Survey | None, fields: list[Field]) -> list[Question]:
    """What the survey asks and no column of the file answers, in the order of the survey."""
    found = question_fields(fields)
    return [question for key, question in survey_questions(survey).items() if key not in found]


def form_of(survey: Survey | None) -> list[Any]:
    """The survey's questions and options, as far as reading and writing answers rests on them."""
    return [
        [key, question.pk, question.kind, [[o.pk, o.label] for o in question.options.all()]]
        for key, question in survey_questions(survey).items()
    ]
