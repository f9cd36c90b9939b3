"""A file with a table of results: said, and offered as figures of a survey instead of answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.aggregates import FiguresForm
from surveys.importing.aggregates.recognition import read_aggregates
from surveys.importing.planning.steps import forgotten_by
from surveys.importing.planning.work import Work
from surveys.models import ImportBatch
from surveys.views.steps import go_on
from surveys.views.wizard import page_of_step, step_view

SHOWN = 200


@step_view
def figures(request: SignedInRequest, work: Work) -> HttpResponse:
    batch, reading = work.batch, work.reading
    found = read_aggregates(reading.sheet)
    if found is None or "answers" in request.POST:
        return go_on(batch, after=ImportBatch.Step.FILE, by=request.user)
    form = FiguresForm(
        request.POST or None, batch=batch, reading=reading, found=found, user=request.user
    )
    sent = request.method == "POST" and form.is_valid()
    sheet = form.another_sheet() if sent else None
    settings = batch.settings | {"sheet": sheet}
    told = forgotten_by(batch, settings) if sheet and "sure" not in request.POST else []
    if sheet and not told:
        actions.set_reading(batch, settings=settings, by=request.user)
        return redirect("import-figures", batch.pk)
    if sent and not told:
        try:
            survey = actions.keep_figures(
                batch, survey=form.chosen_survey(), figures=form.figures(), by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"資料の集計の値を{len(found.figures):,}個登録しました。")
            return redirect(survey)
    context = {"form": form, "told": told, "found": found, "shown": found.figures[:SHOWN]}
    return page_of_step(request, batch, "figures", context)
