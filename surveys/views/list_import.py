"""A list from a spreadsheet: file, columns where they are not known, check, commit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from organizations.models import Municipality, Organization
from platform_registry.access import fetch, require
from platform_registry.forms.ruled import record_number
from platform_registry.records.ownership import above
from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.list_import import (
    ListColumnsForm,
    ListSheetForm,
    ListStartForm,
    RecordListForm,
)
from surveys.importing.list_kinds import ListKind, kind_of
from surveys.importing.lists.columns import ListColumn, asks_something, list_columns
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.importing.lists.rows import ListRow
from surveys.importing.planning.drafts import Reading, read_batch
from surveys.importing.planning.plan import promise_of
from surveys.importing.shapes import Refused
from surveys.importing.values import organization_facts as facts
from surveys.models import ImportBatch
from surveys.views.steps import no_draft

SHOWN = 50
SHOWN_FIELDS = 6


def start(request: SignedInRequest) -> HttpResponse:
    require(request.user, "import")
    form = ListStartForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = actions.start_list_import(
                data=file.read(),
                name=file.name,
                municipality=form.cleaned_data["municipality"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return _go_on(batch)
    return render(request, "surveys/list_import/file.html", {"form": form})


def start_under(request: SignedInRequest, kind: str) -> HttpResponse:
    """A list of records under a parent: the one the address names (?parent=), else one to choose."""
    require(request.user, "import")
    known = _record_kind(kind)
    parents = _parents(request, known)
    form = RecordListForm(request.POST or None, request.FILES or None, kind=known, parents=parents)
    if request.method == "POST" and form.is_valid():
        batch = _start_under(request, known, form)
        if batch is not None:
            return _go_on(batch)
    context = {"form": form, "kind": known, "parent": form.parent}
    return render(request, "surveys/list_import/under.html", context)


def _record_kind(key: str) -> ListKind:
    try:
        known = kind_of(key)
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    if known.parents is None:
        raise Http404("この一覧には、ほかの入口があります。")
    return known


def _parents(request: SignedInRequest, kind: ListKind) -> Any:
    """404 where the one that is named isn't for this person."""
    parents: Any = kind.parents and kind.parents(request.user)
    named = request.GET.get("parent", "")
    if not named:
        return parents
    found = parents.filter(pk=record_number(named) or 0)
    if not found.exists():
        raise Http404("この取込先は見つかりません。")
    return found


def _start_under(
    request: SignedInRequest, kind: ListKind, form: RecordListForm
) -> ImportBatch | None:
    file, parent = form.cleaned_data["file"], form.chosen_parent()
    place = above(parent, Municipality)
    if place is None:
        raise Http404("この取込先は見つかりません。")
    try:
        return actions.start_list_import(
            data=file.read(),
            name=file.name,
            municipality=place,
            kind=kind.key,
            parent=parent,
            by=request.user,
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None


def _go_on(batch: ImportBatch) -> HttpResponse:
    """A list whose headings are all known needs no mapping."""
    kind, reading = kind_of(batch.kind), read_batch(batch)
    asks = asks_something(kind, list_columns(kind, batch, reading))
    return redirect("import-list-columns" if asks else "import-list", batch.pk)


def _open_list(request: SignedInRequest, pk: int) -> ImportBatch:
    batches = ImportBatch.objects.exclude(kind=ImportBatch.Kind.RESPONSES)
    batches = batches.select_related("file", "municipality__prefecture", "municipality__city")
    batch: ImportBatch = fetch(batches.defer("file__content"), request.user, "import", pk=pk)
    parents = kind_of(batch.kind).parents
    if parents and not parents(request.user).filter(pk=batch.parent_id).exists():
        raise PermissionDenied("この取込先に登録する権限がありません。")
    return batch


def _way_back(batch: ImportBatch) -> dict[str, str]:
    """Where the list belongs, and where a file is chosen again."""
    if not batch.of_records:
        return {"url": reverse("organizations"), "label": "団体",
                "start": reverse("organization-import")}  # fmt: skip
    start = reverse("list-import-start", args=[batch.kind])
    parent: Any = batch.parent
    return {"url": parent.get_absolute_url(), "label": str(parent),
            "start": f"{start}?parent={parent.pk}"}  # fmt: skip


def columns(request: SignedInRequest, pk: int) -> HttpResponse:
    batch = _open_list(request, pk)
    if not batch.is_open:
        return redirect("import", batch.pk)
    try:
        reading, found = _read(batch)
        if request.method == "POST" and "sheet" in request.POST:
            return _other_sheet(request, batch, reading)
        form = ListColumnsForm(
            request.POST or None, kind=kind_of(batch.kind), reading=reading, columns=found
        )
        if request.method == "POST" and form.is_valid():
            actions.set_list_columns(batch, columns=form.chosen(), by=request.user)
            return redirect("import-list", batch.pk)
    except actions.NoDraft as refusal:
        return no_draft(request, pk, refusal)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(_way_back(batch)["start"])
    sheets = ListSheetForm(reading=reading)
    context = {
        "batch": batch,
        "kind": kind_of(batch.kind),
        "back": _way_back(batch),
        "reading": reading,
        "form": form,
        "sheets": sheets,
    }
    return render(request, "surveys/list_import/columns.html", context)


def _read(batch: ImportBatch) -> tuple[Reading, list[ListColumn]]:
    reading = read_batch(batch)
    return reading, list_columns(kind_of(batch.kind), batch, reading)


def _other_sheet(request: SignedInRequest, batch: ImportBatch, reading: Reading) -> HttpResponse:
    form = ListSheetForm(request.POST, reading=reading)
    if form.is_valid():
        chosen = {"sheet": form.cleaned_data["sheet"]}
        try:
            actions.set_list_sheet(batch, sheet=chosen["sheet"], by=request.user)
        except actions.NoDraft:
            raise
        except Refused as refusal:
            messages.error(request, f"シート「{chosen['sheet']}」：{refusal}")
    return redirect("import-list-columns", batch.pk)


def check(request: SignedInRequest, pk: int) -> HttpResponse:
    batch = _open_list(request, pk)
    if not batch.is_open:
        return redirect("import", batch.pk)
    if request.method == "POST" and "existing" in request.POST:
        return _treat_existing(request, batch)
    if request.method == "POST":
        actions.request_commit(batch, seen=request.POST.get("seen", ""), by=request.user)
        return redirect("import", batch.pk)
    try:
        plan = make_list_plan(batch)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("import-list-columns", batch.pk)
    return render(request, "surveys/list_import/check.html", _context(batch, plan))


def _treat_existing(request: SignedInRequest, batch: ImportBatch) -> HttpResponse:
    blanks = request.POST["existing"] == "blanks"
    try:
        actions.use_settings(batch, settings={"fill_blanks": blanks}, by=request.user)
    except actions.NoDraft as refusal:
        return no_draft(request, batch.pk, refusal)
    return redirect("import-list", batch.pk)


def _context(batch: ImportBatch, plan: ListPlan) -> dict[str, Any]:
    new, columns = plan.rows_in("new")[:SHOWN], _shown(plan)
    return {
        "batch": batch,
        "kind": plan.kind,
        "back": _way_back(batch),
        "plan": plan,
        "seen": promise_of(plan),
        "counts": plan.counts(),
        "new": new,
        "columns": columns,
        "new_lines": [
            (row.number, [row.values.get(name, "") for name, _ in columns]) for row in new
        ],
        "changed": _changed(batch, plan.rows_in("changed")[:SHOWN]),
        "problems": plan.problems[: SHOWN * 4],
        "told": plan.told()[: SHOWN * 4],
        "corrections": plan.corrections[: SHOWN * 4],
    }


def _shown(plan: ListPlan) -> list[tuple[str, str]]:
    """The fields of a new record that the check page shows: those the file has, the first ones."""
    if not plan.batch.of_records:
        return []
    found = [column.field for column in plan.file.columns if column.field]
    fields = [field for field in plan.kind.fields if field.name in found]
    return [(field.name, field.label) for field in fields[:SHOWN_FIELDS]]


def _changed(batch: ImportBatch, rows: list[ListRow]) -> list[tuple[int, Any, str, str, str]]:
    """Row, record, field, old and new in words: one line for each value that changes."""
    names = {} if batch.of_records else Organization.objects.in_bulk([row.record for row in rows])
    return [
        (row.number, names.get(row.record, row.instance), *_told(batch, name, change))
        for row in rows
        for name, change in row.changes.items()
    ]


def _told(batch: ImportBatch, name: str, change: tuple[str, str]) -> tuple[str, str, str]:
    """Of a list of records the plan has put it in words already."""
    old, new = change
    if batch.of_records:
        return name, old or "（空欄）", new or "（空欄）"
    return facts.label_of(name), facts.in_words(name, old), facts.in_words(name, new)
