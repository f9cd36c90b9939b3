"""A file of a form that is known: everything that differs and everything to decide on one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.known import DifferencesForm
from surveys.forms.organizations import OrganizationsForm
from surveys.forms.places import PlacesForm
from surveys.forms.values import ValuesForm
from surveys.importing.planning.questions import survey_questions
from surveys.importing.planning.work import Work
from surveys.importing.planning.written_names import asked_names, still_open, unlike_any
from surveys.models import ImportBatch
from surveys.views.steps import go_on
from surveys.views.wizard import (
    SHOWN_ROWS,
    leave_out,
    linkable,
    page_of_step,
    register_the_rest,
    same_bytes,
    step_view,
)

UNKNOWN = "unknown_option"


class Decisions:
    """What is to be decided of a file of a known form, one form for each kind of decision."""

    def __init__(self, request: SignedInRequest, work: Work) -> None:
        batch, plan = work.batch, work.plan
        data = request.POST if {"decide", "rest"} & request.POST.keys() else None
        self.request = request
        self.open_names = still_open(asked_names(plan))
        self.unlike = unlike_any(self.open_names)
        known = {question.text for question in survey_questions(batch.survey).values()}
        fields = plan.fields
        self.batch = batch
        self.columns = DifferencesForm(data, fields=fields, known=known)
        self.values = ValuesForm(data, fields=fields, unknown=work.unknown)
        self.places = PlacesForm(data, plan=plan)
        self.organizations = OrganizationsForm(
            data,
            names=self.open_names[:SHOWN_ROWS],
            registered=linkable(request, batch),
            proposing=True,
        )

    @property
    def given(self) -> bool:
        return self.columns.is_bound

    @property
    def open(self) -> bool:
        return bool(self.columns.asked or self.values.unknown or self.open_names)

    def taken(self, by: Any) -> bool:
        """Stored, where all of them can be understood."""
        forms = (self.values, self.columns, self.organizations, self.places)
        valid = [form.is_valid() for form in forms]  # each says what is wrong with it
        if not all(valid):
            return False
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
    if request.method == "POST":
        leave_out(request, batch)
        if "another" in request.POST and batch.new_survey:
            actions.belong_to(batch, survey=None, by=request.user)
            return go_on(batch, after=ImportBatch.Step.FILE, by=request.user)
        if "commit" in request.POST:
            actions.request_commit(batch, seen=request.POST.get("seen", ""), by=request.user)
            return redirect(batch)
    decisions = Decisions(request, work)
    if request.method == "POST" and (not decisions.given or decisions.taken(request.user)):
        return redirect("import-known", batch.pk)
    return page_of_step(request, batch, ImportBatch.Step.KNOWN, _context(work, decisions))


def _context(work: Work, decisions: Decisions) -> dict[str, Any]:
    plan = work.plan
    counts = plan.counts()
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
        "reading": plan.reading,
        "same": same_bytes(plan.batch),
    }
