"""A file with a table of results: said, and offered as figures of a survey instead of answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.aggregates import FiguresForm
from surveys.importing.planning.work import Work
from surveys.importing.sheets.results import read_results, results_of
from surveys.models import ImportBatch
from surveys.views.steps import go_on
from surveys.views.wizard import page_of_step, step_view

SHOWN = 200


@step_view
def figures(request: SignedInRequest, work: Work) -> HttpResponse:
    batch, reading = work.batch, work.reading
    if read_results(reading.sheet) is None or "answers" in request.POST:
        return go_on(batch, after=ImportBatch.Step.FILE, by=request.user)
    sheets = results_of(reading.source, reading.sheet)
    form = FiguresForm(request.POST or None, batch=batch, found=sheets, user=request.user)
    found = form.found
    if request.method == "POST" and found.figures and form.is_valid():
        try:
            figures = form.figures()
            survey = actions.keep_figures(
                batch, survey=form.chosen_survey(), figures=figures, by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"資料の集計の値を{len(figures):,}個登録しました。")
            return redirect(survey)
    context = {"form": form, "found": found, "shown": found.figures[:SHOWN]}
    return page_of_step(request, batch, "figures", context)
