"""A plan of a list of records → the registry, and back. Inside a transaction.

Each row goes through the door, so that rights, rules, secrets and the change log hold as they do
for a form.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction

from organizations.models import User
from platform_registry import actions as door
from platform_registry.models import EditedMeanwhile
from platform_registry.records.ownership import owner_key
from surveys.importing.cells.unseen import LEFT_OUT
from surveys.importing.planning.plan import Differs
from surveys.importing.planning.stored_responses import chunks
from surveys.importing.shapes import Refused
from surveys.importing.writing.bulk import insert
from surveys.importing.writing.later_work import with_later_work
from surveys.importing.writing.list_beside import Beside, made_with_it
from surveys.importing.writing.lists import remember_columns
from surveys.models import ImportBatch, ImportRow

if TYPE_CHECKING:
    from surveys.importing.lists.plan import ListPlan
    from surveys.importing.lists.rows import ListRow

State, Undone = ImportRow.State, ImportRow.Undone
Parents = Callable[[Any], Any]
NOT_PERMITTED = (
    "取込先が削除されたか、取込先を変更する権限がなくなったため、処理できません。"
    "取込先の画面を開けるかを確かめてください。"
)


def write_records(plan: ListPlan, by: User | None) -> dict[str, Any]:
    """Carry the plan out. Undo finds the records by the rows."""
    if plan.kind.parents is not None:
        refuse_other_parents(plan.kind.parents, plan.batch, by)
    for row in plan.rows_in(State.NEW, State.CHANGED):
        try:
            plan.file.desk.save(row, by=by)
        except EditedMeanwhile as edited:
            raise Differs(f"{row.number}行目：{edited.messages[0]}") from edited
        except ValidationError as refusal:
            raise Refused(f"{row.number}行目：{refusal.messages[0]}") from refusal
    organizations = _keep_rows(plan)
    listed = {row.instance.pk for row in plan.rows if row.instance is not None}
    also = len({record.pk for row in plan.rows for record in row.also} - listed)
    plan.batch.counts = plan.counts() | {"new_organizations": organizations, "also": also}
    return {"profile": remember_columns(plan, by)}


def refuse_other_parents(parents: Parents, batch: ImportBatch, by: User | None) -> None:
    """Whoever asks may still enter records there; a command (nobody) asks for no rights."""
    there = batch.parent is not None
    if not there or (by and not parents(by).filter(pk=batch.parent_id).exists()):
        raise Refused(NOT_PERMITTED)


def _keep_rows(plan: ListPlan) -> int:
    """Returns how many organizations were made on the way."""
    model = plan.file.desk.model
    written = [
        record.pk
        for row in plan.rows_in(State.NEW, State.CHANGED)
        for record in (row.instance, *row.also)
    ]
    versions = _versions(model, written)
    rows = [_row(plan.batch, row, versions) for row in plan.rows]
    insert(ImportRow, rows)
    return sum(row.organization_created for row in rows)


def _versions(model: Any, ids: list[int]) -> dict[int, int]:
    """As they are stored when all is written: one write may touch the record of another."""
    found: dict[int, int] = {}
    for chunk in chunks(ids):
        found |= dict(model._base_manager.filter(pk__in=chunk).values_list("pk", "version"))
    return found


def _row(batch: ImportBatch, row: ListRow, versions: dict[int, int]) -> ImportRow:
    record = row.instance
    version = versions.get(record.pk) if record is not None else None
    made = row.made_organization
    kind = ContentType.objects.get_for_model(record) if version else None
    return ImportRow(
        batch=batch,
        number=row.number,
        state=row.state,
        respondent_key=str(record)[:300] if record is not None else "",
        problems=[[p.column, p.value, p.message] for p in (*row.problems, *row.notes)],
        corrections=[[c.place, c.before, c.after, LEFT_OUT] for c in row.corrections],
        changes=[[name, old, new] for name, (old, new) in row.changes.items()],
        record_type=kind,
        record_id=record.pk if version else None,
        before=_before(row, versions) if version else None,
        organization=made,
        organization_created=made is not None,
    )


def _before(row: ListRow, versions: dict[int, int]) -> dict[str, Any]:
    """See ``ImportRow``; ``also`` are the others the row brought, with their versions."""
    also = [[record.pk, versions[record.pk]] for record in row.also]
    own = {"version": versions[row.instance.pk], "values": dict(row.before)}
    return own | ({"also": also} if also else {}) | made_with_it(row)


def undo_records(
    model: type[models.Model],
    made_with: Collection[type[models.Model]],
    parents: Parents,
    batch: ImportBatch,
    *,
    by: User | None,
) -> dict[int, str]:
    """Row → outcome: made records go, changed ones are as before, unless somebody was at them."""
    refuse_other_parents(parents, batch, by)
    rows = list(batch.rows.filter(state__in=[State.NEW, State.CHANGED]).order_by("-number"))
    stored = model._base_manager.filter(pk__in=[row.record_id for row in rows])
    records = {record.pk: record for record in stored}
    made = stored.filter(pk__in=[row.record_id for row in rows if row.state == State.NEW])
    beside = Beside(rows)
    used = with_later_work(made, besides={*made_with, model}, known=beside.numbers)
    outcomes: dict[int, str] = {}
    waiting = rows
    while waiting:  # one may rest on another that goes later
        for row in waiting:
            outcomes[row.pk] = _taken_back(row, records.get(row.record_id), used, beside, by)
        left = [row for row in waiting if outcomes[row.pk] == Undone.KEPT]
        waiting = left if len(left) < len(waiting) else []
    _remove_others(model, made_with, rows, by)
    return outcomes


def _taken_back(
    row: ImportRow, record: Any, used: set[int], beside: Beside, by: User | None
) -> str:
    if record is None:
        return Undone.FAILED  # somebody removed the record itself
    left = row.before or {}
    others = beside.untouched(row)
    changed = record.version != left["version"] and (row.state == State.NEW or left["values"])
    if others is None or changed or (row.state == State.NEW and record.pk in used):
        return Undone.KEPT
    try:
        with transaction.atomic():
            _take_back(row, record, others, by)
    except ValidationError:  # something rests on it now, or a rule wants it as it is
        return Undone.KEPT
    return Undone.REVERSED


def _take_back(row: ImportRow, record: Any, others: list[Any], by: User | None) -> None:
    """What hangs on a made record goes with it."""
    left, made = row.before or {}, row.state == State.NEW
    for other in reversed(others):
        if not (made and owner_key(other) == (type(record), record.pk)):
            door.remove(other, by=by, despite_lock=True)  # written by the import itself
    if made:
        door.remove(record, by=by, opened=left["version"])
        return
    for column, value in left["values"].items():
        setattr(record, column, record._meta.get_field(column).to_python(value))
    if left["values"]:
        door.save(record, by=by, opened=left["version"])


def _removed(record: Any, version: int, by: User | None) -> bool:
    try:
        door.remove(record, by=by, opened=version)
    except ValidationError:  # something rests on it
        return False
    return True


def _remove_others(
    model: Any, made_with: Collection[Any], rows: Iterable[ImportRow], by: User | None
) -> None:
    """What rows brought besides their own records, the last ones first."""
    others = {pk: version for row in rows for pk, version in (row.before or {}).get("also", [])}
    stored = model._base_manager.filter(pk__in=others)
    used = with_later_work(stored, besides={*made_with, model})
    for record in stored.order_by("-pk"):
        if record.pk not in used and record.version == others[record.pk]:
            _removed(record, record.version, by)
