"""A list of organizations from a spreadsheet into the registry: new, changed, unchanged, refused.

A row is a registered organization by its 法人番号, else by its name with the legal form where no
other 法人番号 stands against it; two registered organizations of one name, or two rows for one
organization, are a problem for a person, never a guess. Empty cells change nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from organizations.models import Organization, User
from organizations.models.organization import organization_keys
from organizations.names import split_legal_form
from surveys.importing.bulk import insert_like, without_collection
from surveys.importing.cells import cell_text
from surveys.importing.drafts import Reading, read_batch
from surveys.importing.exclusions import BELOW, BLANK
from surveys.importing.facts import FIELDS, HEADING_FIELDS, ROLE_FIELDS, clean_value, label_of
from surveys.importing.matching import decision_key
from surveys.importing.roles import core, role_of
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch

KEYS = ("bare_name", "match_key", "search_text", "sort_key")


@dataclass(frozen=True, slots=True)
class RowProblem:
    row: int
    column: str
    value: str
    message: str


@dataclass(slots=True)
class Changed:
    """A registered organization with the values of the file: field → (old, new)."""

    row: int
    organization: int
    values: dict[str, tuple[str, str]]


@dataclass(slots=True)
class RegistryPlan:
    reading: Reading
    columns: dict[str, int]  # field → column
    unknown: list[str]  # headings that are not taken over
    new: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unchanged: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)  # row and why it is no entry

    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "error": len({problem.row for problem in self.problems}),
        }


def _columns(reading: Reading) -> tuple[dict[str, int], list[str]]:
    columns: dict[str, int] = {}
    unknown = []
    for header in reading.layout.headers:
        name = HEADING_FIELDS.get(core(header.text)) or ROLE_FIELDS.get(role_of(header.text))
        if name is None or name in columns:
            unknown.append(header.text)
        else:
            columns[name] = header.column
    if "name" not in columns:
        raise Refused(
            "「団体名」の列が見つかりません。見出しに「団体名」と書いて保存し直してください。"
        )
    return columns, unknown


def _read_rows(plan: RegistryPlan) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number and cleaned values; rows with problems are told and left out."""
    rows = plan.reading.sheet.rows
    places = [(name, column - 1) for name, column in plan.columns.items()]
    for number in _listed(plan):
        cells = rows[number - 1]
        values: dict[str, str] = {}
        before = len(plan.problems)
        for name, place in places:
            text = cell_text(cells[place]).strip() if place < len(cells) else ""
            if text:
                values[name] = _clean(plan, number, name, text)
        if not values.get("name"):
            plan.problems.append(RowProblem(number, "団体名", "", "団体名が空欄です。"))
        if len(plan.problems) == before:
            yield number, values


def _listed(plan: RegistryPlan) -> list[int]:
    """The rows of the table, and rows right below it with hardly more than a name.

    In a survey such a line is a remark under the table; in a list it is an organization of which
    nothing else is known. What stays left out is told on the check page.
    """
    layout = plan.reading.layout
    listed = layout.data_rows()
    number = layout.last_data_row + 1
    while layout.excluded.get(number) == BELOW:
        listed.append(number)
        number += 1
    plan.left_out = [
        (row, why)
        for row, why in sorted(layout.excluded.items())
        if why != BLANK and row not in listed
    ]
    return listed


def _clean(plan: RegistryPlan, number: int, name: str, text: str) -> str:
    """The value for the registry; what can't be one is told as a problem of the row."""
    try:
        return clean_value(name, text)
    except ValidationError as error:
        problem = RowProblem(number, label_of(name), text[:60], error.messages[0])
        plan.problems.append(problem)
        return text


# ------------------------------------------------------------------ comparing with the registry


class _Registered:
    """The municipality's organizations, found by number, exact name or name key."""

    def __init__(self, batch: ImportBatch, columns: list[str]) -> None:
        self.columns = list(dict.fromkeys(["name", "corporate_number", *columns]))
        rows = Organization.objects.filter(municipality=batch.municipality, merged_into=None)
        self.values: dict[int, tuple[str, ...]] = {}
        self.by_number: dict[str, int] = {}
        self.by_name: dict[str, list[int]] = {}
        self._by_key: dict[str, list[int]] | None = None
        for pk, *values in rows.order_by().values_list("pk", *self.columns).iterator(5_000):
            self.values[pk] = tuple(values)
            self.by_name.setdefault(values[0], []).append(pk)
            if values[1]:
                self.by_number[values[1]] = pk

    def find(self, values: dict[str, str]) -> list[int]:
        number = values.get("corporate_number", "")
        if number in self.by_number:
            return [self.by_number[number]]
        same_name = self.by_name.get(values["name"])
        if same_name is None and self.values:
            same_name = self.by_key.get(decision_key(values["name"]))
        return [pk for pk in same_name or () if self._may_have(pk, number)]

    def _may_have(self, pk: int, number: str) -> bool:
        """Namesakes with another 法人番号 are other organizations."""
        registered = self.values[pk][1]
        return not (number and registered) or number == registered

    @property
    def by_key(self) -> dict[str, list[int]]:
        """Only built when a name is not found as written."""
        if self._by_key is None:
            self._by_key = {}
            for name, ids in self.by_name.items():
                self._by_key.setdefault(decision_key(name), []).extend(ids)
        return self._by_key

    def differences(self, pk: int, values: dict[str, str]) -> dict[str, tuple[str, str]]:
        stored = dict(zip(self.columns, self.values[pk], strict=True))
        return {
            n: (stored[n], new) for n, new in values.items() if n != "name" and stored[n] != new
        }


@dataclass(frozen=True, slots=True)
class _Listed:
    """What a row of the list is known by."""

    row: int
    key: str
    number: str
    organization: int | None  # the registered one it means

    def clash(self, earlier: _Listed) -> str:
        """Why two rows with something in common can't both be taken; empty where they can."""
        same = f"{earlier.row}行目と同じ団体です。どちらかを消してください。"
        if self.number and self.number == earlier.number:
            return same
        registered = self.organization is not None and earlier.organization is not None
        if registered and self.organization != earlier.organization:
            return ""
        if self.number and earlier.number:
            return _one_for_two(earlier.row) if registered else ""
        return same


def _one_for_two(row: int) -> str:
    return (
        f"法人番号は{row}行目と違いますが、どちらも登録済みの1つの団体に当たります。"
        "登録済みの団体に法人番号を入れてから、取り込んでください。"
    )


class _Taken:
    """The rows taken so far, so that no organization is taken twice."""

    def __init__(self) -> None:
        self.rows: dict[str | int, list[_Listed]] = {}

    def clash(self, number: int, values: dict[str, str], found: list[int]) -> str:
        """Why the row can't be taken too; empty where it is."""
        row = _Listed(
            number,
            decision_key(values["name"]),
            values.get("corporate_number", ""),
            found[0] if found else None,
        )
        known_by = [key for key in (row.number, row.organization, row.key) if key]
        for earlier in (listed for key in known_by for listed in self.rows.get(key, [])):
            if why := row.clash(earlier):
                return why
        for key in known_by:
            self.rows.setdefault(key, []).append(row)
        return ""


def make_registry_plan(batch: ImportBatch) -> RegistryPlan:
    """Raises Refused where the file can't be read or has no column of names."""
    reading = read_batch(batch)
    plan = RegistryPlan(reading, *_columns(reading))
    registered = _Registered(batch, list(plan.columns))
    taken = _Taken()
    for number, values in _read_rows(plan):
        found = registered.find(values)
        problem = _several(found) or taken.clash(number, values, found)
        if problem:
            plan.problems.append(RowProblem(number, "団体名", values["name"], problem))
        elif not found:
            plan.new.append((number, values))
        elif differences := registered.differences(found[0], values):
            plan.changed.append(Changed(number, found[0], differences))
        else:
            plan.unchanged += 1
    return plan


def _several(found: list[int]) -> str:
    if len(found) < 2:
        return ""
    return f"同じ名称の団体が{len(found)}件登録されています。法人番号の列で区別してください。"


# ------------------------------------------------------------------ commit and undo


def commit_registry(batch_id: int, *, by: User | None) -> ImportBatch:
    batch: ImportBatch = ImportBatch.objects.select_related("municipality", "file").get(pk=batch_id)
    if batch.state == ImportBatch.State.COMMITTED:
        return batch
    plan = make_registry_plan(batch)
    if not plan.new and not plan.changed:
        raise Refused("登録・更新する団体がありません。")
    with without_collection(), transaction.atomic():
        locked: ImportBatch = ImportBatch.objects.select_for_update().get(pk=batch_id)
        if locked.state == ImportBatch.State.COMMITTED:
            return locked
        _create(batch, plan, by)
        batch.created = {"before": _update(batch, plan, by)}
        batch.counts = plan.counts() | {"new_organizations": len(plan.new)}
        batch.state, batch.progress, batch.message = ImportBatch.State.COMMITTED, 100, ""
        batch.committed_at, batch.committed_by = timezone.now(), by
        batch.save()
    return batch


def _mark(batch: ImportBatch) -> str:
    """Ends the ``source`` of every organization this batch made: how undo finds them again."""
    return f"（取込{batch.pk}）"


def _create(batch: ImportBatch, plan: RegistryPlan, by: User | None) -> None:
    template = Organization(municipality=batch.municipality, created_by=by, updated_by=by)
    insert_like(template, (_new(batch, number, values) for number, values in plan.new))


def _new(batch: ImportBatch, number: int, values: dict[str, str]) -> dict[str, str]:
    name = values["name"]
    return {
        "legal_form": split_legal_form(name).form_code or "",
        **values,
        **organization_keys(name, values.get("kana", "")),
        "source": f"{batch.file.name} {number}行目{_mark(batch)}"[-300:],
    }


def _update(batch: ImportBatch, plan: RegistryPlan, by: User | None) -> list[Any]:
    """Write the changes; returns [id, version after, {field: value before}] for undo."""
    before = []
    for start in range(0, len(plan.changed), 500):
        part = {change.organization: change for change in plan.changed[start : start + 500]}
        organizations = list(Organization.objects.filter(pk__in=part).prefetch_related("names"))
        for organization in organizations:
            change = part[organization.pk]
            old = {name: getattr(organization, name) for name in change.values}
            for name, (_, new) in change.values.items():
                setattr(organization, name, new)
            organization.version += 1
            organization.updated_by, organization.updated_at = by, timezone.now()
            organization.fill_keys(organization.other_spellings())
            before.append([organization.pk, organization.version, old])
        written = [*FIELDS, *KEYS, "version", "updated_by", "updated_at"]
        Organization.objects.bulk_update(organizations, written, batch_size=100)
    return before


def undo_registry(batch_id: int, *, by: User | None) -> None:
    """Organizations somebody edited or used since stay; the counts say how many."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
        if batch.state not in (ImportBatch.State.COMMITTED, ImportBatch.State.UNDOING):
            return
        removed, kept = _remove(batch)
        restored, changed_since = _restore(batch.created["before"])
        batch.counts |= {
            "organizations_removed": removed,
            "organizations_kept": kept,
            "undone_reversed": restored,
            "undone_kept": changed_since,
        }
        batch.state, batch.progress = ImportBatch.State.UNDONE, 100
        batch.undone_at, batch.undone_by = timezone.now(), by
        batch.save()


def _remove(batch: ImportBatch) -> tuple[int, int]:
    made = Organization.objects.filter(
        municipality=batch.municipality, source__endswith=_mark(batch)
    )
    ids = list(made.values_list("pk", flat=True))
    unused = {
        f"{relation.field.related_query_name()}__isnull": True
        for relation in Organization._meta.related_objects
    }
    removed = 0
    for start in range(0, len(ids), 500):
        untouched = made.filter(version=1, verified_on=None, pk__in=ids[start : start + 500])
        free = list(untouched.filter(**unused).values_list("pk", flat=True))
        removed += Organization.objects.filter(pk__in=free)._raw_delete("default")
    return removed, len(ids) - removed


def _restore(before: list[Any]) -> tuple[int, int]:
    restored = 0
    for pk, version, values in before:
        organization = Organization.objects.filter(pk=pk, version=version).first()
        if organization is None:
            continue
        for name, value in values.items():
            setattr(organization, name, value)
        organization.version = version + 1
        organization.save()
        restored += 1
    return restored, len(before) - restored
