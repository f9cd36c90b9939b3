"""Steps 2 to 6 of an import. Each page is built from the batch alone and can be left any time."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from organizations.models import Organization
from platform_registry.access import fetch
from platform_registry.forms.ruled import record_number
from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.columns import ColumnsForm
from surveys.forms.organizations import OrganizationsForm, field_name
from surveys.forms.reading import ReadingForm, preview
from surveys.forms.values import ValuesForm
from surveys.importing.aggregates.recognition import read_aggregates
from surveys.importing.planning.answers import Plan, RowPlan, make_plan
from surveys.importing.planning.kept_work import kept_work
from surveys.importing.planning.steps import ORDER
from surveys.importing.planning.work import SHOWN_ON, Work
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch
from surveys.views.steps import go_on, no_draft, steps_of

Step = ImportBatch.Step
StepView = Callable[[SignedInRequest, Work], HttpResponse]
SHOWN_ROWS = 100


def step_view(view: StepView) -> Callable[[SignedInRequest, int], HttpResponse]:
    """Fetch the draft; a batch that is no draft any more shows its result instead.

    A page of a large file that isn't worked out yet is asked of the worker.
    """
    step = view.__name__

    @wraps(view)
    def inner(request: SignedInRequest, pk: int) -> HttpResponse:
        batches = ImportBatch.objects.filter(kind=ImportBatch.Kind.RESPONSES)
        batches = batches.select_related("file", "survey", "municipality", "codebook")
        batches = batches.defer("file__content", "codebook__content")
        batch = fetch(batches, request.user, "import", pk=pk)
        if not batch.is_open:
            return redirect("import", batch.pk)
        try:
            kept = batch.in_background and step in SHOWN_ON
            work = kept_work(batch, step) if kept else Work(batch)
            if work is None:
                actions.request_preparation(batch, step=step, by=request.user)
                return redirect(batch)
            return view(request, work)
        except actions.NoDraft as refusal:
            return no_draft(request, pk, refusal)
        except Refused as refusal:
            messages.error(request, str(refusal))
            if step == Step.READING:
                return render(request, "surveys/wizard/refused.html", {"batch": batch})
            return redirect("import-reading", batch.pk)

    return inner


def page_of_step(
    request: SignedInRequest, batch: ImportBatch, step: str, context: dict[str, Any]
) -> HttpResponse:
    steps = steps_of(batch, step) if step in ORDER else []
    context |= {"batch": batch, "steps": steps}
    return render(request, f"surveys/wizard/{step}.html", context)


def same_bytes(batch: ImportBatch) -> ImportBatch | None:
    """An import of the very same file, by whom and when."""
    return ImportBatch.objects.of_same_bytes(batch).select_related("committed_by").first()


@step_view
def reading(request: SignedInRequest, work: Work) -> HttpResponse:
    batch, found = work.batch, work.reading
    form = ReadingForm(request.POST or None, reading=found, settings=batch.settings)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_reading(batch, settings=form.settings(), by=request.user)
        except actions.NoDraft:
            raise
        except Refused as refusal:
            batch.refresh_from_db()
            form.add_error(None, str(refusal))
        else:
            if "reread" in request.POST:
                return redirect("import-reading", batch.pk)
            return go_on(batch, after=Step.READING, by=request.user)
    return page_of_step(
        request,
        batch,
        Step.READING,
        {
            "form": form,
            "reading": found,
            "preview": preview(found),
            "faults": work.faults,
            "same": same_bytes(batch),
            "results": None if batch.in_background else read_aggregates(found.sheet),
        },
    )


@step_view
def columns(request: SignedInRequest, work: Work) -> HttpResponse:
    batch, found = work.batch, work.reading
    form = ColumnsForm(
        request.POST or None,
        batch=batch,
        reading=found,
        fields=work.fields,
        whole=work.whole_reading,
    )
    if request.method == "POST" and form.is_valid():
        actions.set_fields(batch, fields=form.chosen_fields(), by=request.user)
        return go_on(batch, after=Step.COLUMNS, by=request.user)
    context = {"form": form, "reading": found, "difference": work.difference}
    return page_of_step(request, batch, Step.COLUMNS, context)


@step_view
def values(request: SignedInRequest, work: Work) -> HttpResponse:
    batch = work.batch
    form = ValuesForm(request.POST or None, fields=work.fields, unknown=work.unknown)
    if request.method == "POST" and form.is_valid():
        actions.set_fields(batch, fields=form.chosen_fields(), by=request.user)
        return go_on(batch, after=Step.VALUES, by=request.user)
    return page_of_step(request, batch, Step.VALUES, {"form": form})


def asked_rows(plan: Plan) -> list[RowPlan]:
    """The rows step 5 asks about; those that resemble a registered organization first."""
    rows = [
        row
        for row in plan.rows
        if row.to_write and row.respondent.outcome in ("suggested", "several", "new")
    ]
    return sorted(rows, key=lambda row: row.respondent.outcome == "new")


def unlike_any(plan: Plan) -> list[int]:
    """Rows still to be decided that no registered organization resembles."""
    return [
        row.number
        for row in asked_rows(plan)
        if row.respondent.undecided
        and not (row.respondent.match and row.respondent.match.suggestions)
    ]


def _first_asked(
    request: SignedInRequest, batch: ImportBatch, rows: list[RowPlan], *, only_open: bool
) -> HttpResponse:
    """To the page with the first of these rows, else to the next step.

    Decided rows may have left the list, so that the next rows stand on an earlier page by now.
    """
    if batch.in_background:
        return go_on(batch, after=Step.VALUES, by=request.user)
    numbers = {row.number for row in rows}
    for place, row in enumerate(asked_rows(make_plan(batch))):
        if row.number in numbers and (row.respondent.undecided or not only_open):
            address = reverse("import-organizations", args=[batch.pk])
            return redirect(f"{address}?page={place // SHOWN_ROWS + 1}")
    return go_on(batch, after=Step.ORGANIZATIONS, by=request.user)


def _answered(request: SignedInRequest, plan: Plan, page: list[RowPlan]) -> list[RowPlan]:
    """The rows a person was shown, even where a colleague's decisions have moved them since."""
    answered = [row for row in plan.rows if row.to_write and field_name(row) in request.POST]
    return answered or page


def _first_open(asked: list[RowPlan]) -> int:
    """The page with the first row nobody has decided."""
    places = (place for place, row in enumerate(asked) if row.respondent.undecided)
    return next(places, 0) // SHOWN_ROWS + 1


@step_view
def organizations(request: SignedInRequest, work: Work) -> HttpResponse:
    batch, plan = work.batch, work.plan
    asked = asked_rows(plan)
    page = Paginator(asked, SHOWN_ROWS).get_page(request.GET.get("page") or _first_open(asked))
    shown = list(page)
    if request.method == "POST":
        shown = _answered(request, plan, shown)
    registered = Organization.objects.visible_to(request.user)
    form = OrganizationsForm(request.POST or None, rows=shown, registered=registered)
    if request.method == "POST" and form.is_valid():
        later = asked[page.end_index() :]
        again = form.decide(batch, by=request.user)
        if "rest" in request.POST:
            actions.register_the_rest(batch, numbers=unlike_any(plan), by=request.user)
            return _first_asked(request, batch, asked, only_open=True)
        if again:
            return _first_asked(request, batch, shown + later, only_open=True)
        # Whoever came back to decided rows leafs through them page by page.
        some_open = any(row.respondent.undecided for row in shown)
        return _first_asked(request, batch, later, only_open=some_open)
    linked = sum(1 for row in plan.rows if row.respondent.outcome == "linked")
    return page_of_step(
        request,
        batch,
        Step.ORGANIZATIONS,
        {
            "form": form,
            "page": page,
            "linked": linked,
            "counts": plan.counts(),
            "rest": len(unlike_any(plan)),
        },
    )


@step_view
def check(request: SignedInRequest, work: Work) -> HttpResponse:
    batch = work.batch
    if request.method == "POST":
        leave_out(request, batch)
        if "commit" in request.POST:
            seen = request.POST.get("seen", "")
            actions.request_commit(batch, seen=seen, by=request.user)
            return redirect(batch)
        return redirect("import-check", batch.pk)
    plan = work.plan
    counts = plan.counts()
    return page_of_step(
        request,
        batch,
        Step.CHECK,
        {
            "plan": plan,
            "seen": work.promise,
            "counts": counts,
            "to_write": counts["new"] + counts["changed"],
            "problems": plan.problems(),
            "corrections": plan.corrections(),
            "changed": plan.rows_in("changed")[:SHOWN_ROWS],
            "excluded": plan.rows_in("excluded"),
            "undecided": [r for r in plan.rows if r.to_write and r.respondent.untied],
            "reading": plan.reading,
        },
    )


def leave_out(request: SignedInRequest, batch: ImportBatch) -> None:
    """Only what this person ticked or unticked; a colleague's ticks of meanwhile stay."""
    ticked, were = (
        {number for text in request.POST.getlist(name) if (number := record_number(text))}
        for name in ("exclude", "excluded")
    )
    actions.leave_out(batch, out=ticked - were, back=were - ticked, by=request.user)
