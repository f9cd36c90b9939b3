"""The whole questionnaire as a grid: written in one go, told what it changes, then stored."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from platform_registry.forms.ruled import record_number
from platform_registry.models import EditedMeanwhile
from platform_registry.signed_in import SignedInRequest
from surveys import actions
from surveys.forms.questionnaire_grid import EMPTY_ROWS, QuestionRows
from surveys.importing.planning.revision import Revision
from surveys.models import Survey
from surveys.views.questionnaire import own_survey

CHANGED = (
    "この画面を確かめてから今までの間に、調査票が変わりました。"
    "変わるところを確かめてから、もう一度保存してください。"
)
TOTAL = "rows-TOTAL_FORMS"
NOTHING = "調査票に変わるところはありません。"


def grid(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the rows change is said before it is stored."""
    survey = own_survey(request, pk, "edit")
    rows, revision = _read(request, survey)
    if revision is not None and not revision.told:
        messages.info(request, NOTHING)
        return redirect("questionnaire", pk)
    if revision is not None and request.POST.get("sure") == revision.mark:
        if _stored(request, revision):
            return redirect("questionnaire", pk)
        rows, revision = _read(request, survey)  # with what others have changed
    context = {
        "survey": survey,
        "rows": rows,
        "rows_of": [("設問", rows)],
        "revision": revision,
        "has_faults": rows.is_bound and "more" not in request.POST and revision is None,
    }
    return render(request, "surveys/questionnaire/grid.html", context)


def _read(request: SignedInRequest, survey: Survey) -> tuple[QuestionRows, Revision | None]:
    """The rows, and what they change where that was asked and can be."""
    if request.method != "POST":
        return QuestionRows(survey=survey, user=request.user), None
    if "more" in request.POST:
        data = request.POST.copy()
        total = record_number(data.get(TOTAL, "")) or 0
        data[TOTAL] = str(total + EMPTY_ROWS)
        return QuestionRows(data, survey=survey, user=request.user).unread(), None
    rows = QuestionRows(request.POST, survey=survey, user=request.user)
    if not rows.is_valid():
        return rows, None
    revision = rows.revision()
    return rows, None if rows.has_faults else revision


def _stored(request: SignedInRequest, revision: Revision) -> bool:
    try:
        actions.rewrite_questionnaire(revision, by=request.user)
    except EditedMeanwhile:
        messages.error(request, CHANGED)
        return False
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
    messages.success(request, f"調査票を保存しました（{len(revision.told)}か所）。")
    return True
