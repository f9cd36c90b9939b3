"""Take an import back, and say of every row whether that was possible.

What somebody changed or used since (by hand or by a later import) is kept as it is now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from auditlog.context import set_actor
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from organizations.bodies.keys import KEYED
from organizations.models import Organization, User
from platform_registry.actions_log import one_deed
from platform_registry.search.actions import forget, index_written
from surveys.importing import own_fields
from surveys.importing.list_kinds import kind_of
from surveys.importing.planning.stored_responses import chunks
from surveys.importing.writing.holding import hold
from surveys.importing.writing.later_work import with_later_work
from surveys.importing.writing.lists import write_back
from surveys.importing.writing.made import remove_made
from surveys.importing.writing.organization_beside import remove_beside
from surveys.importing.writing.snapshots import edited, restore
from surveys.importing.writing.told import note_undo
from surveys.models import Answer, ImportBatch, ImportRow, NameDecision, Response, RowDecision

Undone, State = ImportRow.Undone, ImportRow.State
LOGGED_NAMES = 1_000


@dataclass(slots=True)
class UndoCounts:
    reversed: int = 0
    kept: int = 0
    failed: int = 0
    organizations_removed: int = 0
    organizations_kept: int = 0
    removed_names: list[str] = field(default_factory=list)


def undo(batch_id: int, request: int, *, by: User | None) -> UndoCounts:
    """One transaction. A request that another has taken the place of does nothing."""
    counts = UndoCounts()
    with set_actor(by), one_deed(), transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
        if batch.state != ImportBatch.State.UNDOING or batch.request != request:
            return counts
        hold(batch)
        remove_beside(batch)
        outcomes = _undo_rows(batch, by)
        outcomes = _remove_organizations(batch, counts) | outcomes
        if batch.is_list:  # those that stay have lost what stood beside them
            left = batch.rows.exclude(organization=None).order_by().values_list("organization")
            index_written(Organization, [pk for (pk,) in left.distinct()])
        _note_outcomes(outcomes, counts)
        remove_made(batch)
        _finish(batch, counts, by)
    return counts


def _undo_rows(batch: ImportBatch, by: User | None) -> dict[int, str]:
    if batch.is_list:
        return kind_of(batch.kind).undo(batch, by=by)
    return _undo_responses(batch)


def _finish(batch: ImportBatch, counts: UndoCounts, by: User | None) -> None:
    batch.state, batch.progress, batch.message = ImportBatch.State.UNDONE, 100, ""
    batch.lease_until = None
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.counts = batch.counts | {
        "undone_reversed": counts.reversed,
        "undone_kept": counts.kept,
        "undone_failed": counts.failed,
        "organizations_removed": counts.organizations_removed,
        "organizations_kept": counts.organizations_kept,
    }
    batch.save()
    _log(batch, counts)


def _log(batch: ImportBatch, counts: UndoCounts) -> None:
    """One entry for all that went in bulk, past the log of single records."""
    names = sorted(counts.removed_names)
    others = f"、ほか{len(names) - LOGGED_NAMES}件" if len(names) > LOGGED_NAMES else ""
    told = f"取込の取消：{counts.reversed}行を元に戻し、団体{len(names)}件を削除"
    if names:
        told += f"（{'、'.join(names[:LOGGED_NAMES])}{others}）"
    note_undo(batch, told)


def _note_outcomes(outcomes: dict[int, str], counts: UndoCounts) -> None:
    by_outcome: dict[str, list[int]] = defaultdict(list)
    for pk, outcome in outcomes.items():
        by_outcome[outcome].append(pk)
    for outcome, ids in by_outcome.items():
        for chunk in chunks(ids):
            ImportRow.objects.filter(pk__in=chunk).update(undone=outcome)
    counts.reversed, counts.failed = (
        len(by_outcome[Undone.REVERSED]),
        len(by_outcome[Undone.FAILED]),
    )
    counts.kept = len(outcomes) - counts.reversed - counts.failed


# ------------------------------------------------------------------ responses


def _undo_responses(batch: ImportBatch) -> dict[int, str]:
    written = batch.rows.filter(state__in=[State.NEW, State.CHANGED])
    rows = list(written.select_related("response").defer("response__raw", "raw"))
    used = with_later_work(
        Response.objects.filter(import_rows__batch=batch), besides={Answer, ImportRow}
    )
    outcomes = {row.pk: _outcome(batch, row, used) for row in rows}
    reversible = [row for row in rows if outcomes[row.pk] == Undone.REVERSED]
    # Before-images refer to the state before the whole batch, so order plays no part.
    _delete_responses(row.response_id for row in reversible if row.state == State.NEW)
    restore({row.response_id: row.before or {} for row in reversible if row.state == State.CHANGED})
    return outcomes


def _outcome(batch: ImportBatch, row: ImportRow, used: set[int]) -> str:
    if row.response is None:
        return Undone.FAILED  # somebody removed the response itself
    left = (row.before or {}).get("edited_at")  # a response that the import made was never edited
    untouched = row.response.batch_id == batch.pk and edited(row.response) == left
    return Undone.REVERSED if untouched and row.response_id not in used else Undone.KEPT


def _delete_responses(ids: Iterable[int]) -> None:
    # Raw deletes by chunk: the ORM's collector would load every answer first.
    for chunk in chunks(list(ids)):
        ImportRow.objects.filter(response__in=chunk).update(response=None)
        Answer.objects.filter(response__in=chunk)._raw_delete("default")
        Response.objects.filter(pk__in=chunk)._raw_delete("default")


# ------------------------------------------------------------------ organizations


def _remove_organizations(batch: ImportBatch, counts: UndoCounts) -> dict[int, str]:
    """Those the batch made go, unless somebody used or edited them since."""
    rows = batch.rows.filter(organization_created=True)
    made = Organization.objects.filter(pk__in=rows.values("organization"))
    list(made.order_by("pk").select_for_update().values_list("pk"))  # nobody begins to use one now
    names = dict(made.order_by().values_list("pk", "name"))
    kept = _kept(made)
    free = {pk: name for pk, name in names.items() if pk not in kept}
    batch.created |= {"kept": kept}
    counts.organizations_kept = len(kept)
    outcomes = _outcomes(rows, free) if batch.is_list else {}
    for chunk in chunks(list(free)):
        for model in (ImportRow, RowDecision):
            model.objects.filter(organization__in=chunk).update(organization=None)
        Organization.objects.filter(pk__in=chunk)._raw_delete("default")
        forget(Organization, chunk)
    counts.organizations_removed, counts.removed_names = len(free), list(free.values())
    return outcomes


def _kept(made: QuerySet[Organization]) -> dict[int, str]:
    """Organization → why it stays, the weightiest reason."""
    decided = NameDecision.objects.filter(organization__in=made.order_by().values("pk"))
    fresh = made.filter(version=1, verified_on=None, merged_into=None)
    edited = made.exclude(pk__in=fresh.order_by().values("pk"))
    used = with_later_work(made, besides={ImportRow, RowDecision, NameDecision})
    why = ImportBatch.Kept
    kept: dict[int, str] = dict.fromkeys(
        decided.values_list("organization", flat=True), why.DECIDED
    )
    kept |= dict.fromkeys(used, why.USED)
    return kept | dict.fromkeys(edited.order_by().values_list("pk", flat=True), why.EDITED)


def _outcomes(rows: Any, done: Collection[int], taken: Collection[int] = ()) -> dict[int, str]:
    """Row → what became of it. ``done`` are the organizations that were taken back, ``taken``
    those that were not because another one has their 法人番号."""
    outcomes: dict[int, str] = {}
    for pk, organization in rows.values_list("pk", "organization"):
        if organization is None:
            outcomes[pk] = Undone.FAILED  # somebody removed the organization itself
        else:
            kept = Undone.TAKEN if organization in taken else Undone.KEPT
            outcomes[pk] = Undone.REVERSED if organization in done else kept
    return outcomes


def undo_changed_organizations(batch: ImportBatch, *, by: User | None) -> dict[int, str]:
    """Back to the values before, where nobody saved the organization since."""
    rows = batch.rows.filter(state=State.CHANGED)
    images = dict(rows.exclude(organization=None).values_list("organization", "before"))
    restored: set[int] = set()
    taken: set[int] = set()
    for chunk in chunks(list(images)):
        registered = Organization.objects.select_for_update().filter(pk__in=chunk)
        left = [o for o in registered.prefetch_related(*KEYED) if _is_as_left(o, images)]
        unchanged = _with_sound_values(left, images)
        free = _with_free_numbers(unchanged, images)
        for organization in free:
            _set_back(organization, images[organization.pk]["values"], by)
        write_back(free, [images[organization.pk] for organization in free])
        restored |= {organization.pk for organization in free}
        taken |= {organization.pk for organization in unchanged} - restored
    return _outcomes(rows, restored, taken)


def _is_as_left(organization: Organization, images: dict[int, dict[str, Any]]) -> bool:
    return bool(organization.version == images[organization.pk]["version"])


def _with_sound_values(
    organizations: list[Organization], images: dict[int, dict[str, Any]]
) -> list[Organization]:
    """Those whose own values can be put back: no field or choice of them is gone by now."""
    kept = {o.pk: images[o.pk]["values"].get(own_fields.STORED, {}) for o in organizations}
    lost = own_fields.unsound(kept)
    return [o for o in organizations if o.pk not in lost]


def _with_free_numbers(
    organizations: list[Organization], images: dict[int, dict[str, Any]]
) -> list[Organization]:
    """Those whose 法人番号 can be put back: no other listed organization has it by now."""
    numbers = {o.pk: images[o.pk]["values"].get("corporate_number") or "" for o in organizations}
    listed = Organization.objects.filter(
        municipality__in={o.municipality_id for o in organizations}
    )
    rows = listed.filter(merged_into=None, corporate_number__in=set(numbers.values()) - {""})
    owners = dict(rows.order_by().values_list("corporate_number", "pk"))
    return [
        o
        for o in organizations
        if not numbers[o.pk] or owners.setdefault(numbers[o.pk], o.pk) == o.pk
    ]


def _set_back(organization: Organization, values: dict[str, Any], by: User | None) -> None:
    for name, value in values.items():
        setattr(organization, name, value)
    organization.version += 1
    organization.updated_by, organization.updated_at = by, timezone.now()
    organization.fill_keys()
