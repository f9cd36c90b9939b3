"""A questionnaire written anew as a whole: corrected, completed, put in another order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from organizations.models import User
from platform_registry import actions as door
from platform_registry.models import EditedMeanwhile
from surveys.actions.questionnaires import follow, keep_missing, read_as_before
from surveys.importing.planning.corrections import Correction
from surveys.importing.planning.questions import as_field
from surveys.importing.planning.revision import Kept, Revision, state_of
from surveys.models import Option, Question, Survey

ASIDE = {"number": "", "code": ""}  # where a text waits that another needs; a place goes behind all


@transaction.atomic
def rewrite_questionnaire(revision: Revision, *, by: User) -> None:
    """Store what was told of the revision, or nothing.

    EditedMeanwhile where the questionnaire is another now than the one it was worked out from.
    Answers stay joined to their questions and options.
    """
    survey = Survey.objects.select_for_update().get(pk=revision.survey.pk)
    if state_of(survey) != revision.base:
        raise EditedMeanwhile
    rows = Question.objects.filter(survey=survey)
    _save_in_turn([kept.question for kept in revision.kept], rows, ("position", "number"), by=by)
    for kept in revision.kept:
        if kept.row.touched:
            _keep_inside(kept, by=by)
    follow(survey, list(_corrections(survey, revision.kept)), by=by)
    for row in revision.going:
        door.remove(rows.get(pk=row.stored.pk), by=by)


def _keep_inside(kept: Kept, *, by: User) -> None:
    """Its options and the values that stand for no answer."""
    question = Question.objects.get(pk=kept.question.pk)
    for option in kept.gone:
        door.remove(option, by=by)
    for option in kept.options:
        option.question = question
    _save_in_turn(kept.options, question.options.all(), ("code",), by=by)
    for option in kept.options:
        for old, new in kept.labels.items():
            if new == option.label:
                read_as_before(old, option, by=by)
    if kept.before is None or kept.before.missing_values != kept.asked.missing_values:
        keep_missing(question, kept.asked.missing_values, by=by)


def _corrections(survey: Survey, revised: Sequence[Kept]) -> Iterator[Correction]:
    questions = survey.questions.prefetch_related("options", "value_rules")
    asked = {question.pk: as_field(question) for question in questions}
    for kept in revised:
        now = asked[kept.question.pk]
        if kept.before is not None and kept.before != now:
            yield Correction(kept.before, now, kept.labels)


def _save_in_turn(
    wanted: Sequence[Question] | Sequence[Option], rows: Any, once: Sequence[str], *, by: User
) -> None:
    """Save those that change, so that at no time two have the same of what there is ``once``.

    Where they stand in each other's way in a circle, one steps aside first.
    """
    stored = {row.pk: row for row in rows}
    waiting = [record for record in wanted if _differs(record, stored.get(record.pk))]
    while waiting:
        record = next((r for r in waiting if not _in_the_way(r, stored, once)), None)
        if record is None:
            name, other = next(iter(_in_the_way(waiting[0], stored, once).items()))
            _step_aside(other, name, stored, by=by)
            for later in waiting:
                if later.pk == other.pk:
                    later.version = other.version
            continue
        waiting = [other for other in waiting if other is not record]
        stored[_saved(record, by=by)] = record


def _differs(record: Any, stored: Any) -> bool:
    names = [f.attname for f in record._meta.concrete_fields if f.editable]
    return stored is None or any(getattr(record, n) != getattr(stored, n) for n in names)


def _in_the_way(record: Any, stored: Mapping[int, Any], once: Sequence[str]) -> dict[str, Any]:
    """What it is to have and another still has: name of the field → the other."""
    return {
        name: other
        for name in once
        for other in stored.values()
        if other.pk != record.pk and getattr(record, name) not in ("", None)
        if getattr(other, name) == getattr(record, name)
    }


def _step_aside(record: Any, name: str, stored: Mapping[int, Any], *, by: User) -> None:
    behind = max((getattr(other, "position", 0) for other in stored.values()), default=0) + 1
    setattr(record, name, ASIDE.get(name, behind))
    _saved(record, by=by)


def _saved(record: Any, *, by: User) -> int:
    try:
        door.save(record, by=by)
    except EditedMeanwhile:
        raise
    except ValidationError as error:
        raise ValidationError(f"「{record}」：{' '.join(error.messages)}") from error
    return int(record.pk)
