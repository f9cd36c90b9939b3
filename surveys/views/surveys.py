from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from platform_registry.access import fetch, require
from platform_registry.forms import record_number
from surveys import actions
from surveys.forms.survey import SurveyForm
from surveys.models import Survey


def create(request: HttpRequest) -> HttpResponse:
    require(request.user, "edit")
    form = SurveyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.save_survey(form.save(commit=False), by=request.user))
    return render(request, "surveys/form.html", {"form": form, "survey": None})


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    survey = fetch(Survey.objects, request.user, "edit", pk=pk)
    form = SurveyForm(request.POST or None, instance=survey, user=request.user)
    opened = request.POST.get("version", str(survey.version))
    if request.method == "POST" and form.is_valid():
        try:
            opened_version = record_number(opened) or 0
            actions.save_survey(
                form.save(commit=False), by=request.user, opened_version=opened_version
            )
            return redirect(survey)
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "surveys/form.html", {"form": form, "survey": survey, "version": opened})
