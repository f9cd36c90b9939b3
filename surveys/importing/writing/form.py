"""The survey and its form, as far as an import adds to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from surveys.importing.cells.labels import label_key
from surveys.importing.planning.questions import question_fields, survey_questions
from surveys.importing.shapes import Choice, Field
from surveys.models import Option, Question, Survey, ValueRule

OTHER_LABEL = "その他"


@dataclass(slots=True)
class Made:
    """What a commit added to a survey's form, by id; undo takes exactly these back."""

    questions: list[int] = field(default_factory=list)
    options: list[int] = field(default_factory=list)
    value_rules: list[int] = field(default_factory=list)


def sync_questions(
    survey: Survey, fields: list[Field], *, needs_other: set[str]
) -> tuple[dict[str, Question], Made]:
    """Add to the survey the questions and options the file has and the survey lacks.

    ``needs_other`` names the questions with 「その他」 texts, which get an option of that name.
    Nothing already there is changed: an option renamed by a person stays renamed.
    """
    made = Made()
    known = survey_questions(survey)
    position = max((q.position for q in known.values()), default=0)
    for key, field_ in question_fields(fields).items():
        if key not in known:
            position += 1
            known[key] = _make_question(survey, field_, position)
            made.questions.append(known[key].pk)
        _add_options(known[key], field_, key in needs_other, made)
    return survey_questions(survey), made


def _make_question(survey: Survey, field_: Field, position: int) -> Question:
    return Question.objects.create(
        survey=survey,
        position=position,
        text=field_.text[:1000],
        kind="text" if field_.kind == "id" else field_.kind,
        group=(field_.group or "")[:500],
        unit=(field_.unit or "")[:20],
    )


def _add_options(question: Question, field_: Field, needs_other: bool, made: Made) -> None:
    _remember_missing(question, field_, made)
    if not question.is_choice:
        return
    present = {label_key(o.label): o for o in question.options.all()}
    codes = {o.code for o in present.values()}
    position = max((o.position for o in present.values()), default=0)
    choices = list(field_.choices)
    has_other = any(c.is_other for c in choices) or any(o.is_other for o in present.values())
    if needs_other and not has_other:
        choices.append(Choice(OTHER_LABEL, is_other=True))
    for choice in choices:
        option = present.get(label_key(choice.label))
        if option is None:
            position += 1
            code = choice.code if choice.code and choice.code not in codes else ""
            option = Option.objects.create(
                question=question,
                position=position,
                code=code,
                label=choice.label[:500],
                is_other=choice.is_other,
            )
            codes.add(code)
            present[label_key(choice.label)] = option
            made.options.append(option.pk)
        _remember_spellings(question, option, choice, made)


def _remember_spellings(question: Question, option: Option, choice: Choice, made: Made) -> None:
    for value in choice.aliases:
        rule, new = ValueRule.objects.get_or_create(
            question=question, value=value[:500], defaults={"option": option}
        )
        if new:
            made.value_rules.append(rule.pk)


def _remember_missing(question: Question, field_: Field, made: Made) -> None:
    for value, kind in field_.missing_values.items():
        rule, new = ValueRule.objects.get_or_create(
            question=question, value=value[:500], defaults={"missing": kind}
        )
        if new:
            made.value_rules.append(rule.pk)
