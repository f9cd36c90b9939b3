from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from platform_registry.access import fetch, require
from platform_registry.forms.ruled import saved
from platform_registry.records.told import tell_saved
from platform_registry.signed_in import SignedInRequest
from surveys.forms.survey import SurveyForm
from surveys.models import Survey


def create(request: SignedInRequest) -> HttpResponse:
    require(request.user, "import")
    form = SurveyForm(request.POST or None, user=request.user)
    if _saved(request, form):
        return redirect(form.instance)
    return render(request, "surveys/form.html", {"form": form, "survey": None})


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = fetch(Survey.objects, request.user, "edit", pk=pk)
    form = SurveyForm(request.POST or None, instance=survey, user=request.user)
    if _saved(request, form):
        return redirect(survey)
    return render(request, "surveys/form.html", {"form": form, "survey": survey})


def _saved(request: SignedInRequest, form: SurveyForm) -> bool:
    sent = request.method == "POST" and form.is_valid()
    done = sent and saved(form, by=request.user, opened=form.opened_version)
    if done:
        tell_saved(request, form.instance)
    return done
