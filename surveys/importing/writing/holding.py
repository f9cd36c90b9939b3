"""What a commit or an undo looks at and then writes is held: nobody changes it in between.

SQLite lets one write at a time anyway. PostgreSQL needs the locks, always taken in this order:
the import, its municipality, the survey, questions, options, responses, then organizations.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from organizations.models import Municipality, Organization
from surveys.importing.planning.stored_responses import chunks
from surveys.models import ImportBatch, Option, Question, Response, Survey


def hold(batch: ImportBatch) -> None:
    """Called before the first look; whoever changes one of these rows waits until the end.

    Two imports of one municipality could register one organization, survey or setting twice, so
    they go one after the other. What a person newly registers by hand is not held up; there the
    constraints of the database have the last word.
    """
    _lock(Municipality.objects.filter(pk=batch.municipality_id))
    if batch.survey_id is not None:
        _lock(Survey.objects.filter(pk=batch.survey_id))
        _lock(Question.objects.filter(survey=batch.survey_id))
        _lock(Option.objects.filter(question__survey=batch.survey_id))
        _lock(Response.objects.filter(survey=batch.survey_id))


def hold_organizations(ids: Iterable[int]) -> set[int]:
    """Those that are still registered, which nobody changes or removes until the end."""
    return {
        pk
        for chunk in chunks(sorted(ids))
        for pk in _lock(Organization.objects.filter(pk__in=chunk))
    }


def _lock(rows: QuerySet[Any]) -> list[int]:
    # Others may still refer to these rows, which a stronger lock would hold up as well.
    locked = rows.order_by("pk").select_for_update(no_key=True, of=("self",))
    return list(locked.values_list("pk", flat=True))
