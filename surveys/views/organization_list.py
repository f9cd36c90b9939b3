"""A list of organizations from a spreadsheet: file, check, commit in the background."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from organizations.models import Organization
from platform_registry.access import fetch, require
from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.organization_list import ListStartForm
from surveys.importing.planning.lists import make_list_plan
from surveys.importing.planning.plan import promise_of
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch

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
            return redirect("import-list", batch.pk)
    return render(request, "surveys/organization_list/file.html", {"form": form})


def check(request: SignedInRequest, pk: int) -> HttpResponse:
    batches = ImportBatch.objects.filter(kind=ImportBatch.Kind.ORGANIZATIONS)
    batches = batches.select_related("file", "municipality").defer("file__content")
    batch = fetch(batches, request.user, "import", pk=pk)
    if not batch.is_open:
        return redirect("import", batch.pk)
    if request.method == "POST":
        actions.request_commit(batch, seen=request.POST.get("seen", ""), by=request.user)
        return redirect("import", batch.pk)
    try:
        plan = make_list_plan(batch)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("organization-import")
    changed = plan.rows_in("changed")[:SHOWN]
    names = Organization.objects.in_bulk([row.organization for row in changed])
    context = {
        "batch": batch,
        "plan": plan,
        "seen": promise_of(plan),
        "counts": plan.counts(),
        "new": plan.rows_in("new")[:SHOWN],
        "changed": [
            (row.number, names[row.organization], name, old, new)
            for row in changed
            for name, (old, new) in row.changes.items()
        ],
        "problems": plan.problems[: SHOWN * 4],
    }
    return render(request, "surveys/organization_list/check.html", context)
