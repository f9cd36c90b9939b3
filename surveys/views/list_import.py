"""A list from a spreadsheet: file, columns where they are not known, check, commit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from organizations.models import Organization
from platform_registry.access import fetch, require
from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.list_import import ListColumnsForm, ListSheetForm, ListStartForm
from surveys.importing.list_kinds import kind_of
from surveys.importing.lists.columns import ListColumn, asks_something, list_columns
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.importing.planning.drafts import Reading, read_batch
from surveys.importing.planning.plan import promise_of
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch
from surveys.views.steps import no_draft

SHOWN = 50


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


def _go_on(batch: ImportBatch) -> HttpResponse:
    """A list whose headings are all known needs no mapping."""
    kind, reading = kind_of(batch.kind), read_batch(batch)
    asks = asks_something(kind, list_columns(kind, batch, reading))
    return redirect("import-list-columns" if asks else "import-list", batch.pk)


def _open_list(request: SignedInRequest, pk: int) -> ImportBatch:
    kinds = ImportBatch.Kind
    batches = ImportBatch.objects.exclude(kind__in=[kinds.RESPONSES, kinds.REGISTER])
    batches = batches.select_related("file", "municipality__prefecture", "municipality__city")
    batch: ImportBatch = fetch(batches.defer("file__content"), request.user, "import", pk=pk)
    return batch


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
        return redirect("organization-import")
    sheets = ListSheetForm(reading=reading)
    context = {"batch": batch, "reading": reading, "form": form, "sheets": sheets}
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
    changed = plan.rows_in("changed")[:SHOWN]
    names = Organization.objects.in_bulk([row.record for row in changed])
    return {
        "batch": batch,
        "plan": plan,
        "seen": promise_of(plan),
        "counts": plan.counts(),
        "new": plan.rows_in("new")[:SHOWN],
        "changed": [
            (row.number, names[row.record], name, old, new)
            for row in changed
            for name, (old, new) in row.changes.items()
        ],
        "problems": plan.problems[: SHOWN * 4],
        "told": plan.told()[: SHOWN * 4],
        "corrections": plan.corrections[: SHOWN * 4],
    }
