"""A file of a form that is known: everything that differs and everything to decide on one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from organizations.models import Organization
from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.known import DifferencesForm
from surveys.forms.organizations import OrganizationsForm
from surveys.forms.values import ValuesForm
from surveys.importing.planning.questions import survey_questions
from surveys.importing.planning.work import Work
from surveys.models import ImportBatch
from surveys.views.steps import go_on
from surveys.views.wizard import (
    SHOWN_ROWS,
    asked_rows,
    leave_out,
    page_of_step,
    same_bytes,
    step_view,
    unlike_any,
)

UNKNOWN = "unknown_option"


class Decisions:
    """What is to be decided of a file of a known form, one form for each kind of decision."""

    def __init__(self, request: SignedInRequest, work: Work) -> None:
        batch, plan = work.batch, work.plan
        data = request.POST if {"decide", "rest"} & request.POST.keys() else None
        self.rest = unlike_any(plan)
        known = {question.text for question in survey_questions(batch.survey).values()}
        fields = plan.fields
        self.batch = batch
        self.columns = DifferencesForm(data, fields=fields, known=known)
        self.values = ValuesForm(data, fields=fields, unknown=work.unknown)
        open_rows = [row for row in asked_rows(plan) if row.respondent.undecided]
        self.organizations = OrganizationsForm(
            data,
            rows=open_rows[:SHOWN_ROWS],
            registered=Organization.objects.visible_to(request.user),
            proposing=True,
        )

    @property
    def given(self) -> bool:
        return self.columns.is_bound

    @property
    def open(self) -> bool:
        return bool(self.columns.asked or self.values.unknown or self.organizations.rows)

    def taken(self, by: Any) -> bool:
        """Stored, where all of them can be understood."""
        forms = (self.values, self.columns, self.organizations)
        valid = [form.is_valid() for form in forms]  # each says what is wrong with it
        if not all(valid):
            return False
        self.values.chosen_fields()  # written into the fields the columns are decided of
        actions.set_fields(self.batch, fields=self.columns.chosen_fields(), by=by)
        self.organizations.decide(self.batch, by=by)
        if "rest" in self.columns.data:
            actions.register_the_rest(self.batch, numbers=self.rest, by=by)
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
        "excluded": plan.rows_in("excluded"),
        "linked": sum(1 for row in plan.rows if row.respondent.outcome == "linked"),
        "reading": plan.reading,
        "same": same_bytes(plan.batch),
    }
