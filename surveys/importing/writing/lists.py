"""A plan of a list of organizations → the registry. Inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from organizations.bodies.keys import (
    DIALLED,
    KEYED,
    SEARCHED,
    found_by,
    organization_keys,
    whole_address,
)
from organizations.bodies.names import LEGAL_FORM_CHOICES, split_legal_form
from organizations.models import Organization, User
from platform_registry.search.actions import index_inside, index_written
from surveys.importing import own_fields as own
from surveys.importing.cells.unseen import LEFT_OUT
from surveys.importing.planning.plan import Differs
from surveys.importing.planning.stored_responses import chunks
from surveys.importing.writing.bulk import insert, insert_like, reserve_ids
from surveys.importing.writing.made import save_profile
from surveys.importing.writing.organization_beside import BESIDE, lines_of, write_beside
from surveys.models import ImportRow, MappingProfile

if TYPE_CHECKING:
    from surveys.importing.lists.plan import ListPlan
    from surveys.importing.lists.rows import ListRow

FIELDS = (
    "name", "kana", "legal_form", "corporate_number", "postal_code", "prefecture", "city", "town",
    "building", "latitude", "longitude", "phone", "other_phones", "fax", "email", "website",
    "operator", "area_served", "description", "note",
)  # fmt: skip
FIELDS_CHANGED = (
    "独自の項目「{}」が、確認のあとで変更されたため、まだ取り込んでいません。"
    "もう一度内容を確かめてから、取り込んでください。"
)
OWN: Any = Organization._meta.get_field(own.STORED)
State = ImportRow.State
KEYS = ("bare_name", "match_key", "search_text", "sort_key")
ADDRESS = ("prefecture", "city", "town", "building")
LEGAL_FORMS = {code: str(label) for code, label in LEGAL_FORM_CHOICES}
WRITTEN = (*FIELDS, *KEYS, "version", "updated_by", "updated_at")


def write_list(plan: ListPlan, by: User | None) -> dict[str, Any]:
    """Carry the plan out. Undo finds the organizations by the rows, the rest by what this gives."""
    new, changed = plan.rows_in(State.NEW), plan.rows_in(State.CHANGED)
    _refuse_changed_fields(plan)
    _create(plan, new, by)
    before = _change(changed, by, {column.name: column for column in plan.kind.own})
    beside = write_beside(plan.batch, [*new, *changed])
    index_written(Organization, before)
    index_inside(Organization, [row.record for row in new if row.record and row.given])
    _keep_rows(plan, before)
    plan.batch.counts = plan.counts() | {"new_organizations": len(new)}
    return {"beside": beside, "profile": remember_columns(plan, by)}


def remember_columns(plan: ListPlan, by: User | None) -> dict[str, Any] | None:
    """What a person decided about headings, added to what was decided before."""
    decided, name = plan.decided(), plan.kind.title
    if not decided:
        return None
    now = {tuple(item["header"]) for item in decided}
    saved = MappingProfile.objects.filter(
        municipality=plan.batch.municipality, kind=plan.batch.kind, name=name
    )
    before: list[dict[str, Any]] = next(iter(saved.values_list("fields", flat=True)), [])
    kept = [item for item in before if tuple(item["header"]) not in now]
    return save_profile(plan.batch, by, name=name, fields=[*kept, *decided], settings={})


def _refuse_changed_fields(plan: ListPlan) -> None:
    """The file was read before anything was held: an administrator may have been at them since."""
    named = {name for row in plan.rows for name in row.given}
    if labels := own.differing(c for c in plan.kind.own if c.name in named):
        raise Differs(FIELDS_CHANGED.format("」「".join(labels)))


def _create(plan: ListPlan, rows: list[ListRow], by: User | None) -> None:
    batch = plan.batch
    for row, pk in zip(rows, reserve_ids(Organization, len(rows)), strict=True):
        row.record = pk
    template = Organization(pk=0, municipality=batch.municipality, created_by=by, updated_by=by)
    place = batch.municipality.full_name
    insert_like(template, (_new(plan, row, place) for row in rows))


def _new(plan: ListPlan, row: ListRow, place: str) -> dict[str, Any]:
    name = row.values["name"]
    values = {
        "legal_form": split_legal_form(name).form_code or "",
        **{field: row.values[field] for field in FIELDS if field in row.values},
        **organization_keys(name, row.values.get("kana", "")),
    }
    if row.given:
        values[own.STORED] = OWN.get_db_prep_save(own.given(row, plan.kind.own), connection)
    return values | {
        "id": row.record,
        "search_text": _found_by(row, values, place),
        "source": f"{plan.batch.file.name} {row.number}行目"[-300:],
    }


def _found_by(row: ListRow, values: dict[str, Any], place: str) -> str:
    """What `Organization.made_key` will say of it, activities and all."""
    address = whole_address(*(values.get(name, "") for name in ADDRESS))
    texts = [values.get(name, "") for name in SEARCHED]
    texts += [LEGAL_FORMS.get(values["legal_form"], ""), address, place]
    if activities := lines_of(row, "activities"):
        texts += [*activities, *filter(None, row.values.get("targets", "").split("、"))]
    names = sorted(name[:200] for name in row.values.get("names", "").splitlines())
    phones = [values.get(name, "") for name in DIALLED]
    return found_by([values["name"], values.get("kana", ""), *names], texts, phones)


def _change(
    rows: list[ListRow], by: User | None, columns: Mapping[str, own.OwnColumn]
) -> dict[int, dict[str, Any]]:
    """Write the changes; returns organization → what undo puts back, see ``ImportRow``."""
    before: dict[int, dict[str, Any]] = {}
    changes = {row.record: row for row in rows if row.record is not None}
    for chunk in chunks(list(changes)):
        organizations = list(
            Organization.objects.select_for_update().filter(pk__in=chunk).prefetch_related(*KEYED)
        )
        for organization in organizations:
            before[organization.pk] = _set(organization, changes[organization.pk], by, columns)
        write_back(organizations, [before[organization.pk] for organization in organizations])
    if len(before) < len(changes):
        raise Differs("更新する団体が、登録から削除されました。もう一度内容を確かめてください。")
    return before


def write_back(organizations: list[Organization], images: Iterable[dict[str, Any]]) -> None:
    """Own values only where one of them is another: a column more costs every row of the list."""
    with_own = any(own.STORED in image["values"] for image in images)
    written = (*WRITTEN, own.STORED) if with_own else WRITTEN
    Organization.objects.bulk_update(organizations, written, batch_size=100)


def _set(
    organization: Organization,
    row: ListRow,
    by: User | None,
    columns: Mapping[str, own.OwnColumn],
) -> dict[str, Any]:
    """Only over the values the check page showed."""
    kept = {name: change for name, change in row.changes.items() if name not in BESIDE}
    values: dict[str, Any] = {}
    for name, (old, new) in kept.items():
        column = columns.get(name)
        stored = column.of(organization) if column else getattr(organization, name)
        if stored != old:
            raise Differs(
                f"「{organization.name}」が、確認のあとで変更されたため、まだ取り込んでいません。"
                "もう一度内容を確かめてから、取り込んでください。"
            )
        if column:
            values.setdefault(own.STORED, organization.own)
            organization.own = organization.own | own.given(row, [column])
        else:
            values[name] = old
            setattr(organization, name, new)
    organization.version += 1
    organization.updated_by, organization.updated_at = by, timezone.now()
    organization.fill_keys()
    return {"version": organization.version, "values": values}


def _keep_rows(plan: ListPlan, before: dict[int, dict[str, Any]]) -> None:
    """Most rows are new and there is nothing more to say of them."""
    made = ImportRow(batch=plan.batch, state=State.NEW, organization_created=True)
    new = [row for row in plan.rows_in(State.NEW) if not _has_to_say(row)]
    insert_like(made, ({"number": row.number, "organization_id": row.record} for row in new))
    others = (row for row in plan.rows if row.state != State.NEW or _has_to_say(row))
    insert(ImportRow, (_row(plan, row, before) for row in others))


def _has_to_say(row: ListRow) -> bool:
    return bool(row.corrections or row.notes)


def _row(plan: ListPlan, row: ListRow, before: dict[int, dict[str, Any]]) -> ImportRow:
    """Of an own field the label stays readable when the field is gone."""
    labels = {column.name: column.label for column in plan.kind.own}
    return ImportRow(
        batch=plan.batch,
        number=row.number,
        state=row.state,
        problems=[[p.column, p.value, p.message] for p in (*row.problems, *row.notes)],
        corrections=[[c.place, c.before, c.after, LEFT_OUT] for c in row.corrections],
        organization_created=row.state == State.NEW,
        changes=[[labels.get(name, name), old, new] for name, (old, new) in row.changes.items()],
        organization_id=None if row.state == State.EXCLUDED else row.record,
        before=before.get(row.record or 0) if row.state == State.CHANGED else None,
    )
