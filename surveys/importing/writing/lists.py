"""A plan of a list of organizations → the registry. Inside a transaction."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from organizations.bodies.models import organization_keys
from organizations.bodies.names import split_legal_form
from organizations.models import Organization, User
from surveys.importing.cells.unseen import LEFT_OUT
from surveys.importing.planning.lists import ListPlan, ListRow
from surveys.importing.planning.plan import Differs
from surveys.importing.planning.stored_responses import chunks
from surveys.importing.values.organization_facts import FIELDS
from surveys.importing.writing.bulk import insert, insert_like, reserve_ids
from surveys.models import ImportBatch, ImportRow

State = ImportRow.State
KEYS = ("bare_name", "match_key", "search_text", "sort_key")
WRITTEN = (*FIELDS, *KEYS, "version", "updated_by", "updated_at")


def write_list(plan: ListPlan, by: User | None) -> dict[str, Any]:
    """Carry the plan out. Undo finds everything by the rows; nothing else is made."""
    new, changed = plan.rows_in(State.NEW), plan.rows_in(State.CHANGED)
    _create(plan.batch, new, by)
    before = _change(changed, by)
    _keep_rows(plan, before)
    plan.batch.counts = plan.counts() | {"new_organizations": len(new)}
    return {}


def _create(batch: ImportBatch, rows: list[ListRow], by: User | None) -> None:
    for row, pk in zip(rows, reserve_ids(Organization, len(rows)), strict=True):
        row.organization = pk
    template = Organization(pk=0, municipality=batch.municipality, created_by=by, updated_by=by)
    insert_like(template, (_new(batch, row) for row in rows))


def _new(batch: ImportBatch, row: ListRow) -> dict[str, Any]:
    name = row.values["name"]
    return {
        "id": row.organization,
        "legal_form": split_legal_form(name).form_code or "",
        **row.values,
        **organization_keys(name, row.values.get("kana", "")),
        "source": f"{batch.file.name} {row.number}行目"[-300:],
    }


def _change(rows: list[ListRow], by: User | None) -> dict[int, dict[str, Any]]:
    """Write the changes; returns organization → what undo puts back, see ``ImportRow``."""
    before: dict[int, dict[str, Any]] = {}
    changes = {row.organization: row.changes for row in rows if row.organization is not None}
    for chunk in chunks(list(changes)):
        organizations = list(
            Organization.objects.select_for_update().filter(pk__in=chunk).prefetch_related("names")
        )
        for organization in organizations:
            before[organization.pk] = _set(organization, changes[organization.pk], by)
        Organization.objects.bulk_update(organizations, WRITTEN, batch_size=100)
    if len(before) < len(changes):
        raise Differs("更新する団体が、登録から削除されました。もう一度内容を確かめてください。")
    return before


def _set(
    organization: Organization, changes: dict[str, tuple[str, str]], by: User | None
) -> dict[str, Any]:
    """Only over the values the check page showed."""
    for name, (old, new) in changes.items():
        if getattr(organization, name) != old:
            raise Differs(
                f"「{organization.name}」が、確認のあとで変更されたため、まだ取り込んでいません。"
                "もう一度内容を確かめてから、取り込んでください。"
            )
        setattr(organization, name, new)
    organization.version += 1
    organization.updated_by, organization.updated_at = by, timezone.now()
    organization.fill_keys(organization.other_spellings())
    values = {name: old for name, (old, _) in changes.items()}
    return {"version": organization.version, "values": values}


def _keep_rows(plan: ListPlan, before: dict[int, dict[str, Any]]) -> None:
    """Most rows are new and there is nothing more to say of them."""
    made = ImportRow(batch=plan.batch, state=State.NEW, organization_created=True)
    new = [row for row in plan.rows_in(State.NEW) if not row.corrections]
    insert_like(made, ({"number": row.number, "organization_id": row.organization} for row in new))
    others = (row for row in plan.rows if row.state != State.NEW or row.corrections)
    insert(ImportRow, (_row(plan.batch, row, before) for row in others))


def _row(batch: ImportBatch, row: ListRow, before: dict[int, dict[str, Any]]) -> ImportRow:
    return ImportRow(
        batch=batch,
        number=row.number,
        state=row.state,
        problems=[[p.column, p.value, p.message] for p in row.problems],
        corrections=[[c.place, c.before, c.after, LEFT_OUT] for c in row.corrections],
        organization_created=row.state == State.NEW,
        changes=[[name, old, new] for name, (old, new) in row.changes.items()],
        organization_id=row.organization,
        before=before.get(row.organization or 0),
    )
