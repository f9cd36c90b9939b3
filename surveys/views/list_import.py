"""A list from a spreadsheet: file, columns where they are not known, check, commit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from organizations.models import Municipality
from platform_registry.access import fetch, require
from platform_registry.forms.ruled import record_number
from platform_registry.navigation import stand_under
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
from surveys.importing.lists.columns import asks_something, lacking, list_columns
from surveys.importing.lists.kinds.bodies import NEW
from surveys.importing.lists.page import kept_page, page_of
from surveys.importing.lists.plan import make_list_plan
from surveys.importing.own_fields import kind_for
from surveys.importing.planning.drafts import limits, read_batch
from surveys.importing.reading.containers import takes_long
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch
from surveys.views.steps import no_draft, stand_under_kind


def start(request: SignedInRequest) -> HttpResponse:
    require(request.user, "import")
    stand_under(request, "organizations")
    form = ListStartForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            batch = actions.start_list_import(
                data=data,
                name=file.name,
                municipality=form.cleaned_data["municipality"],
                in_background=takes_long(data, limits()),
                by=request.user,
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return _go_on(request, batch)
    return render(request, "surveys/list_import/file.html", {"form": form})


def start_under(request: SignedInRequest, listed: str) -> HttpResponse:
    """A list of records under a parent: the one the address names (?parent=), else one to choose."""
    require(request.user, "import")
    known = _record_kind(listed)
    stand_under(request, known.menu)
    parents = _parents(request, known)
    form = RecordListForm(request.POST or None, request.FILES or None, kind=known, parents=parents)
    if request.method == "POST" and form.is_valid():
        batch = _start_under(request, known, form)
        if batch is not None:
            return _go_on(request, batch)
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
    data = file.read()
    try:
        return actions.start_list_import(
            data=data,
            name=file.name,
            municipality=place,
            kind=kind.key,
            parent=parent,
            in_background=takes_long(data, limits()),
            by=request.user,
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None


def _go_on(request: SignedInRequest, batch: ImportBatch) -> HttpResponse:
    """A list whose headings are all known needs no mapping. A large one is the worker's first."""
    if batch.in_background:
        actions.request_preparation(batch, step=ImportBatch.Step.FILE, by=request.user)
        return redirect(batch)
    kind, reading = kind_for(batch), read_batch(batch)
    asks = asks_something(kind, list_columns(kind, batch, reading))
    return redirect("import-list-columns" if asks else "import-list", batch.pk)


def _open_list(request: SignedInRequest, pk: int) -> ImportBatch:
    kinds = ImportBatch.Kind
    batches = ImportBatch.objects.exclude(kind__in=[kinds.RESPONSES, kinds.REGISTER])
    batches = batches.select_related("file", "municipality__prefecture", "municipality__city")
    batch: ImportBatch = fetch(batches.defer("file__content"), request.user, "import", pk=pk)
    stand_under_kind(request, batch)
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
        kind, reading = kind_for(batch), read_batch(batch)
        found = list_columns(kind, batch, reading)
        other = request.POST if {"sheet", "table"} & request.POST.keys() else None
        sheets = ListSheetForm(other, reading=reading)
        if sheets.is_valid() and ("sure" in request.POST or not sheets.forgets(batch)):
            return _other_table(request, batch, sheets)
        data = request.POST if request.POST and other is None else None
        form = ListColumnsForm(data, kind=kind, reading=reading, columns=found)
        if form.is_valid():
            actions.set_list_columns(batch, columns=form.chosen(), by=request.user)
            return redirect("import-list", batch.pk)
    except actions.NoDraft as refusal:
        return no_draft(request, pk, refusal)
    except actions.Overtaken as refusal:
        messages.warning(request, str(refusal))
        return redirect("import-list-columns", pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(_way_back(batch)["start"])
    context = {
        "batch": batch,
        "kind": kind,
        "back": _way_back(batch),
        "reading": reading,
        "form": form,
        "sheets": sheets,
        "told": sheets.forgets(batch) if sheets.is_bound and sheets.is_valid() else [],
        "lacking": lacking(kind, found),
    }
    return render(request, "surveys/list_import/columns.html", context)


def _other_table(request: SignedInRequest, batch: ImportBatch, form: ListSheetForm) -> HttpResponse:
    chosen = form.chosen()
    if form.has_changed():
        try:
            actions.set_list_table(batch, chosen=chosen, by=request.user)
        except actions.NoDraft:
            raise
        except Refused as refusal:
            place = f"シート「{chosen['sheet']}」" if "sheet" in chosen else "選んだ表"
            messages.error(request, f"{place}：{refusal}")
    return redirect("import-list-columns", batch.pk)


def check(request: SignedInRequest, pk: int) -> HttpResponse:
    batch = _open_list(request, pk)
    if not batch.is_open:
        return redirect("import", batch.pk)
    if request.method == "POST" and "existing" in request.POST:
        return _choose(request, batch, "fill_blanks", request.POST["existing"] == "blanks")
    if request.method == "POST" and "unknown" in request.POST:
        return _choose(request, batch, NEW, request.POST["unknown"] == "register")
    if request.method == "POST":
        actions.request_commit(batch, seen=request.POST.get("seen", ""), by=request.user)
        return redirect("import", batch.pk)
    try:
        page = kept_page(batch) if batch.in_background else page_of(make_list_plan(batch))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("import-list-columns", batch.pk)
    if page is None:
        actions.request_preparation(batch, step=ImportBatch.Step.CHECK, by=request.user)
        return redirect(batch)
    if not page:
        return redirect("import-list-columns", batch.pk)
    context = {"batch": batch, "kind": kind_of(batch.kind), "back": _way_back(batch)} | page
    return render(request, "surveys/list_import/check.html", context)


def _choose(request: SignedInRequest, batch: ImportBatch, name: str, value: bool) -> HttpResponse:
    try:
        actions.use_settings(batch, settings={name: value}, by=request.user)
    except actions.NoDraft as refusal:
        return no_draft(request, batch.pk, refusal)
    return redirect("import-list", batch.pk)
