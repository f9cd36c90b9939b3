"""Take an import back, and say of every row whether that was possible.

A response somebody changed since (by hand or by a later import) is kept as it is now.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from organizations.models import Organization, OrganizationName, User
from surveys.importing.apply import ANSWER_COLUMNS
from surveys.importing.bulk import insert_values
from surveys.models import (
    Answer,
    ImportBatch,
    ImportRow,
    MappingProfile,
    Option,
    Question,
    Response,
    Survey,
    ValueRule,
)

Undone, State = ImportRow.Undone, ImportRow.State
_CHUNK = 500


@dataclass(slots=True)
class UndoCounts:
    reversed: int = 0
    kept: int = 0
    failed: int = 0
    organizations_removed: int = 0
    organizations_kept: int = 0


def undo(batch_id: int, *, by: User | None) -> UndoCounts:
    """One transaction. A batch that is not committed is left as it is."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
        if batch.state not in (ImportBatch.State.COMMITTED, ImportBatch.State.UNDOING):
            return UndoCounts()
        counts = _undo_rows(batch)
        _remove_organizations(batch, counts)
        _remove_made(batch)
        batch.state = ImportBatch.State.UNDONE
        batch.progress = 100
        batch.undone_at, batch.undone_by = timezone.now(), by
        batch.counts = batch.counts | {
            "undone_reversed": counts.reversed,
            "undone_kept": counts.kept,
            "undone_failed": counts.failed,
            "organizations_removed": counts.organizations_removed,
            "organizations_kept": counts.organizations_kept,
        }
        batch.save()
    return counts


def _undo_rows(batch: ImportBatch) -> UndoCounts:
    written = batch.rows.filter(state__in=[State.NEW, State.CHANGED])
    rows = list(written.select_related("response"))
    outcome = {row.pk: _outcome(batch, row) for row in rows}
    reversible = [row for row in rows if outcome[row.pk] == Undone.REVERSED]
    # Before-images refer to the state before the whole batch, so order plays no part.
    _delete_responses([r.response_id for r in reversible if r.state == State.NEW and r.response_id])
    for row in reversible:
        if row.state == State.CHANGED and row.response_id is not None:
            _restore(row.response_id, row.before or {})
    by_outcome = defaultdict(list)
    for pk, value in outcome.items():
        by_outcome[value].append(pk)
    for value, ids in by_outcome.items():
        for start in range(0, len(ids), _CHUNK):
            ImportRow.objects.filter(pk__in=ids[start : start + _CHUNK]).update(undone=value)
    return UndoCounts(*(len(by_outcome[v]) for v in (Undone.REVERSED, Undone.KEPT, Undone.FAILED)))


def _outcome(batch: ImportBatch, row: ImportRow) -> str:
    if row.response is None:
        return Undone.FAILED  # somebody removed the response itself
    untouched = row.response.batch_id == batch.pk and row.response.edited_at is None
    return Undone.REVERSED if untouched else Undone.KEPT


def _delete_responses(ids: list[int]) -> None:
    # Raw deletes by chunk: the ORM's collector would load every answer first.
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        ImportRow.objects.filter(response__in=chunk).update(response=None)
        Answer.objects.filter(response__in=chunk)._raw_delete("default")
        Response.objects.filter(pk__in=chunk)._raw_delete("default")


def _restore(response_id: int, image: dict[str, Any]) -> None:
    Response.objects.filter(pk=response_id).update(
        organization=image["organization"],
        batch=image["batch"],
        sheet=image["sheet"],
        row_number=image["row_number"],
        raw=image["raw"],
        stated=image["stated"],
        row_hash=image["row_hash"],
        submitted_at=image["submitted_at"] and datetime.fromisoformat(image["submitted_at"]),
    )
    Answer.objects.filter(response=response_id).delete()
    insert_values(Answer, ANSWER_COLUMNS, ([response_id, *values] for values in image["answers"]))


def _remove_organizations(batch: ImportBatch, counts: UndoCounts) -> None:
    """Organizations the batch made go, unless somebody used or edited them since."""
    made = batch.rows.filter(organization_created=True, organization__isnull=False)
    for organization in Organization.objects.filter(pk__in=made.values("organization")):
        if _is_untouched(organization):
            batch.rows.filter(organization=organization).update(organization=None)
            organization.delete()
            counts.organizations_removed += 1
        else:
            counts.organizations_kept += 1


def _is_untouched(organization: Organization) -> bool:
    if organization.version != 1 or organization.verified_on is not None:
        return False
    names = (relation.get_accessor_name() for relation in organization._meta.related_objects)
    return not any(getattr(organization, name).exists() for name in names if name)


def _remove_made(batch: ImportBatch) -> None:
    made = batch.created
    _forget_spellings(made.get("spellings", []))
    ValueRule.objects.filter(pk__in=made.get("value_rules", [])).delete()
    unused_options = Option.objects.filter(pk__in=made.get("options", []), answers=None)
    unused_options.delete()
    Question.objects.filter(pk__in=made.get("questions", []), answers=None).delete()
    _restore_profile(made.get("profile"))
    if made.get("survey"):
        _remove_survey(batch)


def _forget_spellings(ids: list[int]) -> None:
    for spelling in OrganizationName.objects.filter(pk__in=ids).select_related("organization"):
        organization = spelling.organization
        spelling.delete()
        organization.fill_keys(organization.other_spellings())
        Organization.objects.filter(pk=organization.pk).update(search_text=organization.search_text)


def _restore_profile(saved: dict[str, Any] | None) -> None:
    if saved is None:
        return
    if saved["before"] is None:
        MappingProfile.objects.filter(pk=saved["id"]).delete()
    else:
        MappingProfile.objects.filter(pk=saved["id"]).update(
            survey=saved["before"]["survey"],
            settings=saved["before"]["settings"],
            fields=saved["before"]["fields"],
        )


def _remove_survey(batch: ImportBatch) -> None:
    """The survey the batch made goes too, if nothing else came to rest on it."""
    survey: Survey | None = batch.survey
    if survey is None or survey.version != 1 or survey.responses.exists():
        return
    others = survey.import_batches.exclude(pk=batch.pk)
    if survey.questions.exists() or others.exclude(state=ImportBatch.State.UNDONE).exists():
        return
    batch.survey = None
    try:
        survey.delete()
    except ProtectedError:
        batch.survey = survey
