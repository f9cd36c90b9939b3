"""A file of a form that is known: everything that differs and everything to decide on one page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect

from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.known import DifferencesForm
from surveys.forms.organizations import OrganizationsForm
from surveys.forms.places import PlacesForm
from surveys.forms.values import ValuesForm
from surveys.importing.planning.kept_work import kept_work
from surveys.importing.planning.questions import missing_questions, survey_questions
from surveys.importing.planning.work import Work
from surveys.importing.planning.written_names import still_open, unlike_any
from surveys.models import ImportBatch
from surveys.views.steps import go_on
from surveys.views.wizard import (
    SHOWN_ROWS,
    answered,
    leave_out,
    linkable,
    page_of_step,
    register_the_rest,
    same_bytes,
    step_view,
    tell_of_others,
)

UNKNOWN = "unknown_option"
REFLECTED = "決めたことを反映しました。内容を確かめて、もう一度「取り込む」を押してください。"


class Decisions:
    """What is to be decided of a file of a known form, one form for each kind of decision."""

    def __init__(self, request: SignedInRequest, work: Work) -> None:
        batch, plan = work.batch, work.plan
        data = request.POST if request.method == "POST" else None
        self.request = request
        self.open_names = still_open(work.asked)
        shown = self.open_names[:SHOWN_ROWS]
        self.unlike = unlike_any(self.open_names)
        known = {question.text for question in survey_questions(batch.survey).values()}
        fields = plan.fields
        self.batch = batch
        self.columns = DifferencesForm(data, fields=fields, known=known)
        self.values = ValuesForm(data, fields=fields, unknown=work.unknown)
        self.places = PlacesForm(data, plan=plan)
        self.organizations = OrganizationsForm(
            data,
            names=answered(request, work.asked, shown) if data else shown,
            among=self.open_names,
            registered=linkable(request, batch),
        )
        self.forms = (self.columns, self.values, self.places, self.organizations)

    @property
    def open(self) -> bool:
        return bool(self.columns.asked or self.values.unknown or self.open_names)

    @property
    def touched(self) -> bool:
        """Whether a person chose anything else than what was shown."""
        return any(form.changed_data for form in self.forms)

    # The summary of errors is told as of one form.

    @property
    def errors(self) -> bool:
        return any(form.errors for form in self.forms)

    def non_field_errors(self) -> list[Any]:
        return [error for form in self.forms for error in form.non_field_errors()]

    def __iter__(self) -> Iterator[BoundField]:
        return chain.from_iterable(self.forms)

    def taken(self, by: Any) -> bool:
        """Stored, where all of them can be understood."""
        valid = [form.is_valid() for form in self.forms]  # each says what is wrong with it
        if not all(valid):
            return False
        if self.columns.asked or self.values.unknown:
            self.values.chosen_fields()  # written into the fields the columns are decided of
            actions.set_fields(self.batch, fields=self.columns.chosen_fields(), by=by)
        self.organizations.decide(self.batch, by=by)
        self.places.decide(by=by)
        if "rest" in self.columns.data:
            register_the_rest(self.request, self.batch, self.open_names)
        return True


@step_view
def known(request: SignedInRequest, work: Work) -> HttpResponse:
    batch = work.batch
    seen = request.POST.get("seen", "")
    tell_of_others(request, work, seen)
    left_out = leave_out(request, batch) if request.method == "POST" else False
    if left_out and not batch.in_background:
        work = Work(batch)
    another = request.POST.get("another") if batch.new_survey else None
    told = ["列と値について決めたこと"] if another and batch.fields else []
    if another and (another == "sure" or not told):
        actions.belong_to(batch, survey=None, by=request.user)
        return go_on(batch, after=ImportBatch.Step.FILE, by=request.user)
    decisions = Decisions(request, work)
    if request.method != "POST" or "search" in request.POST or told:
        context = _context(work, decisions) | {"told": told}
        return page_of_step(request, batch, ImportBatch.Step.KNOWN, context)
    as_shown = work.promise == seen and not (left_out or decisions.touched)
    if not decisions.taken(request.user):
        return page_of_step(request, batch, ImportBatch.Step.KNOWN, _context(work, decisions))
    if "commit" in request.POST:
        return _commit(request, batch, as_shown=as_shown)
    return redirect("import-known", batch.pk)


def _commit(request: SignedInRequest, batch: ImportBatch, *, as_shown: bool) -> HttpResponse:
    """What was shown goes in, with what stood there as chosen; anything else is shown first."""
    if as_shown and (promise := _promise(batch)):
        actions.request_commit(batch, seen=promise, by=request.user)
        return redirect(batch)
    messages.info(request, REFLECTED)
    return redirect("import-known", batch.pk)


def _promise(batch: ImportBatch) -> str:
    """Now that the page is stored; empty where the worker has to work it out first."""
    kept = batch.in_background
    work = kept_work(batch, ImportBatch.Step.KNOWN) if kept else Work(batch)
    return work.promise if work else ""


def _context(work: Work, decisions: Decisions) -> dict[str, Any]:
    plan = work.plan
    counts = work.counts
    asked = decisions.values.unknown  # these words are told once, where they are decided
    return {
        "plan": plan,
        "decisions": decisions,
        "seen": work.promise,
        "counts": counts,
        "to_write": counts["new"] + counts["changed"],
        "problems": [g for g in plan.problems() if not (asked and g.first.code == UNKNOWN)],
        "changed": plan.rows_in("changed")[:SHOWN_ROWS],
        "excluded": plan.left_by_hand(),
        "linked": plan.linked,
        "missing": missing_questions(plan.batch.survey, plan.fields),
        "reading": plan.reading,
        "same": same_bytes(plan.batch),
    }
