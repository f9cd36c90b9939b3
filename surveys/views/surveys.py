from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from platform_registry.access import fetch, require
from platform_registry.forms import saved
from surveys.forms.survey import SurveyForm
from surveys.models import Survey


def create(request: HttpRequest) -> HttpResponse:
    require(request.user, "import")
    form = SurveyForm(request.POST or None, user=request.user)
    if _saved(request, form):
        return redirect(form.instance)
    return render(request, "surveys/form.html", {"form": form, "survey": None})


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    survey = fetch(Survey.objects, request.user, "edit", pk=pk)
    form = SurveyForm(request.POST or None, instance=survey, user=request.user)
    if _saved(request, form):
        return redirect(survey)
    return render(request, "surveys/form.html", {"form": form, "survey": survey})


def _saved(request: HttpRequest, form: SurveyForm) -> bool:
    sent = request.method == "POST" and form.is_valid()
    done = sent and saved(form, by=request.user, opened=form.opened_version)
    if done:
        messages.success(request, f"調査「{form.instance}」を保存しました。")
    return done
