"""Steps 2 to 6 of an import. Each page is built from the batch alone and can be left any time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from organizations.bodies.finding import OrganizationQuerySet
from organizations.models import Organization
from platform_registry.access import fetch
from platform_registry.forms.ruled import record_number, words_in
from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.columns import ColumnsForm
from surveys.forms.organizations import OFFERED, OrganizationsForm, field_name, search_name
from surveys.forms.places import PlacesForm
from surveys.forms.reading import ReadingForm, preview
from surveys.forms.values import ValuesForm
from surveys.importing.collection import without_collection
from surveys.importing.planning.answers import make_plan
from surveys.importing.planning.kept_work import kept_work
from surveys.importing.planning.plan import difference
from surveys.importing.planning.steps import ORDER, forgotten_by
from surveys.importing.planning.work import SHOWN_ON, Work
from surveys.importing.planning.written_names import (
    WrittenName,
    asked_names,
    still_open,
    unlike_any,
)
from surveys.importing.shapes import Refused
from surveys.importing.sheets.results import read_results
from surveys.models import ImportBatch
from surveys.views.steps import go_on, is_beyond, no_draft, steps_of

Step = ImportBatch.Step
StepView = Callable[[SignedInRequest, Work], HttpResponse]
SHOWN_ROWS = 100
NOT_TAKEN = (
    "この画面を開いたあとで、ほかの人が判断を変えたため、送った内容はまだ反映していません。"
    "用意する新しい画面で確かめて、もう一度選んでください。"
)
MEANWHILE = "この画面を開いたあとで、ほかの人の判断か登録の内容が変わりました。"


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
            if work is None and request.method == "POST":
                messages.warning(request, NOT_TAKEN)
            if work is None:
                if is_beyond(batch, step):  # an address that was typed begins no work
                    return redirect(batch)
                actions.request_preparation(batch, step=step, by=request.user)
                return redirect(batch)
            # Of a large file, tens of thousands of rows would be searched for cycles all along.
            with without_collection() if kept else nullcontext():
                return view(request, work)
        except actions.NoDraft as refusal:
            return no_draft(request, pk, refusal)
        except actions.Overtaken as refusal:
            messages.warning(request, str(refusal))
            return redirect(request.path)
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
    sent = request.method == "POST" and form.is_valid()
    told = forgotten_by(batch, form.settings()) if sent and "sure" not in request.POST else []
    if sent and not told:
        try:
            actions.set_reading(batch, settings=form.settings(), by=request.user)
        except actions.NoDraft:
            raise
        except Refused as refusal:
            batch.refresh_from_db()
            form.add_error(None, str(refusal))
        else:
            if {"reread", "sure"} & request.POST.keys():
                return redirect("import-reading", batch.pk)
            return go_on(batch, after=Step.READING, by=request.user)
    return page_of_step(
        request,
        batch,
        Step.READING,
        {
            "form": form,
            "told": told,
            "reading": found,
            "preview": preview(found),
            "faults": work.faults,
            "same": same_bytes(batch),
            "results": None if batch.in_background else read_results(found.sheet),
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


def _first_asked(
    request: SignedInRequest, batch: ImportBatch, names: list[WrittenName], *, only_open: bool
) -> HttpResponse:
    """To the page with the first of these names, else to the next step.

    Decided names may have left the list, so that the next ones stand on an earlier page by now.
    """
    if batch.in_background:
        return go_on(batch, after=Step.VALUES, by=request.user)
    numbers = {number for name in names for number in name.numbers}
    for place, name in enumerate(asked_names(make_plan(batch))):
        if numbers.intersection(name.numbers) and (name.undecided or not only_open):
            address = reverse("import-organizations", args=[batch.pk])
            return redirect(f"{address}?page={place // SHOWN_ROWS + 1}")
    return go_on(batch, after=Step.ORGANIZATIONS, by=request.user)


def answered(
    request: SignedInRequest, asked: list[WrittenName], page: list[WrittenName]
) -> list[WrittenName]:
    """The names a person was shown, even where a colleague's decisions have moved them since."""
    # A line nothing was chosen in still sends its search box.
    sent = [n for n in asked if {field_name(n), search_name(n)} & request.POST.keys()]
    return sent or page


def _first_open(asked: list[WrittenName]) -> int:
    """The page with the first name nobody has decided."""
    places = (place for place, name in enumerate(asked) if name.undecided)
    return next(places, 0) // SHOWN_ROWS + 1


def linkable(request: SignedInRequest, batch: ImportBatch) -> OrganizationQuerySet:
    """The organizations a row may come from."""
    registered: OrganizationQuerySet = Organization.objects.visible_to(request.user).listed()
    return registered.filter(municipality=batch.municipality_id)


def register_the_rest(
    request: SignedInRequest, batch: ImportBatch, asked: list[WrittenName]
) -> None:
    """Those no organization resembles, or all that are still to be decided."""
    names = (still_open if request.POST["rest"] == "all" else unlike_any)(asked)
    numbers = [number for name in names for number in name.numbers]
    actions.register_the_rest(batch, numbers=numbers, by=request.user)


@step_view
def organizations(request: SignedInRequest, work: Work) -> HttpResponse:
    batch, plan = work.batch, work.plan
    asked = work.asked
    page = Paginator(asked, SHOWN_ROWS).get_page(request.GET.get("page") or _first_open(asked))
    data = request.POST if request.method == "POST" else None
    shown = list(page) if data is None else answered(request, asked, list(page))
    registered = linkable(request, batch)
    form = OrganizationsForm(data, names=shown, among=asked, registered=registered)
    places = PlacesForm(data, plan=plan)
    understood = form.is_valid() and places.is_valid()
    if data is not None and understood and "search" not in data:
        later = asked[page.end_index() :]
        again = form.decide(batch, by=request.user)
        places.decide(by=request.user)
        if "rest" in data:
            register_the_rest(request, batch, asked)
            return _first_asked(request, batch, asked, only_open=True)
        if again:
            return _first_asked(request, batch, shown + later, only_open=True)
        # Whoever came back to decided rows leafs through them page by page.
        some_open = any(name.undecided for name in shown)
        return _first_asked(request, batch, later, only_open=some_open)
    context = {
        "form": form,
        "places": places,
        "page": page,
        "linked": plan.linked,
        "rest": unlike_any(asked),
        "open": still_open(asked),
    }
    return page_of_step(request, batch, Step.ORGANIZATIONS, context)


@step_view
def organization_search(request: SignedInRequest, work: Work) -> HttpResponse:
    """The organizations found by what is typed for ``?row=``, while it is typed."""
    number = record_number(request.GET.get("row", "")) or 0
    words = words_in(request.GET.get(f"name_{number}", ""))
    found = list(linkable(request, work.batch).matching(words)[: OFFERED + 1]) if words else []
    context = {"number": number, "words": words, "found": found}
    return render(request, "surveys/wizard/_found_organizations.html", context)


@step_view
def check(request: SignedInRequest, work: Work) -> HttpResponse:
    batch = work.batch
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        if "commit" not in request.POST:
            tell_of_others(request, work, seen)
        leave_out(request, batch)
        if "commit" in request.POST:
            actions.request_commit(batch, seen=seen, by=request.user)
            return redirect(batch)
        return redirect("import-check", batch.pk)
    plan = work.plan
    counts = work.counts
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
            "excluded": plan.left_by_hand(),
            "undecided": [r for r in plan.rows if r.to_write and r.respondent.untied],
            "reading": plan.reading,
        },
    )


def tell_of_others(request: SignedInRequest, work: Work, seen: str) -> None:
    """What a colleague decided, or the registry became, since the page was opened."""
    if told := difference(work.plan, seen, work.promise):
        messages.warning(request, f"{MEANWHILE}{told}内容を確かめてください。")


def leave_out(request: SignedInRequest, batch: ImportBatch) -> bool:
    """Only what this person ticked or unticked; a colleague's ticks of meanwhile stay.

    True where anything was.
    """
    ticked, were = (
        {number for text in request.POST.getlist(name) if (number := record_number(text))}
        for name in ("exclude", "excluded")
    )
    actions.leave_out(batch, out=ticked - were, back=were - ticked, by=request.user)
    return ticked != were
