from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from platform_registry.access import fetch, require
from platform_registry.forms import opened_version, record_number, saved
from surveys.forms.survey import SurveyForm
from surveys.models import Survey


def create(request: HttpRequest) -> HttpResponse:
    require(request.user, "edit")
    form = SurveyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and saved(form, by=request.user):
        return redirect(form.instance)
    return render(request, "surveys/form.html", {"form": form, "survey": None})


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    survey = fetch(Survey.objects, request.user, "edit", pk=pk)
    form = SurveyForm(request.POST or None, instance=survey, user=request.user)
    opened = opened_version(request, survey)
    sent = request.method == "POST" and form.is_valid()
    if sent and saved(form, by=request.user, opened=record_number(opened) or 0):
        return redirect(survey)
    return render(request, "surveys/form.html", {"form": form, "survey": survey, "version": opened})
