"""The answers of a survey, counted."""

from __future__ import annotations

import tempfile
from typing import Any

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from organizations.beside.index import BesideIndex
from platform_registry.access import fetch, may
from platform_registry.actions_log import note_access
from platform_registry.lists.exports import XLSX_TYPE, write_sheets
from platform_registry.panels import panels_of
from platform_registry.records.editing import views_for
from platform_registry.signed_in import SignedInRequest
from surveys.models import ImportRow, Question, Survey
from surveys.tabulation.crosstab import Crosstab, crosstab
from surveys.tabulation.frame import codes, long, wide
from surveys.tabulation.tally import share, tally


def results(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = fetch(
        Survey.objects.select_related("municipality", "source"), request.user, "view", pk=pk
    )
    with_missing = request.GET.get("missing") == "1"
    own = may(request.user, "view", survey)  # others see only what a shared survey's papers state
    tallies = tally(survey, with_missing=with_missing) if own else []
    choices = [t.question for t in tallies if t.question.is_choice]
    figures = list(survey.figures.all())
    facts = _facts(survey) if own else {"responses": 0}
    context = {
        "survey": survey,
        "tallies": tallies,
        "with_missing": with_missing,
        "choices": choices,
        "cross": _cross(request, choices),
        "facts": facts,
        "own": own,
        "counted": facts["responses"] or not (survey.has_printed_counts or figures),
        "panels": panels_of(Survey, request, survey),
        "figures": figures,
        "beside": BesideIndex([survey, *figures], request.user),
        "texts": may(request.user, "persons", survey),
        **views_for(request, may(request.user, "edit", survey)),
        "may_import": may(request.user, "import", survey),
        "may_export": may(request.user, "export", survey),
    }
    return render(request, "surveys/results.html", context)


def _cross(request: SignedInRequest, choices: list[Question]) -> Crosstab | None:
    chosen = {str(question.pk): question for question in choices}
    row = chosen.get(request.GET.get("row", ""))
    column = chosen.get(request.GET.get("column", ""))
    return crosstab(row, column) if row and column and row != column else None


def _facts(survey: Survey) -> dict[str, Any]:
    responses = survey.responses.count()
    made = ImportRow.objects.filter(
        batch__survey=survey, batch__state="committed", organization_created=True
    )
    return {
        "responses": responses,
        "rate": share(responses, survey.sent_count or 0) if responses else None,
        "linked": survey.responses.exclude(organization=None).count(),
        "new": made.values("organization").distinct().count(),
    }


def results_export(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A workbook: answers wide and long, and the code table. Noted like every export."""
    survey = fetch(Survey.objects, request.user, "export", pk=pk)
    file = tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it
    write_sheets(
        file,
        {"回答（横）": wide(survey), "回答（縦）": long(survey), "コード表": codes(survey)},
    )
    file.seek(0)
    note_access(
        survey,
        by=request.user,
        what="回答の出力（Excel）",
        export="xlsx",
        rows=survey.responses.count(),
    )
    return FileResponse(
        file, as_attachment=True, filename=f"{survey.title}_回答.xlsx", content_type=XLSX_TYPE
    )
