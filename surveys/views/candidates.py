"""From answers to candidates: choose what counts as 意向あり, the organizations and the layer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from organizations.models import Layer
from platform_registry.access import fetch
from platform_registry.forms.ruled import record_number, the_field
from platform_registry.signed_in import SignedInRequest
from surveys.candidates import Interested, interested, make_candidates, without_organization
from surveys.models import Option, Question, Survey


class CandidateForm(forms.Form):
    """Which of the organizations found become candidates, of which layer."""

    layer = forms.ModelChoiceField(
        label="候補にする層", queryset=Layer.objects.none(), empty_label="選んでください"
    )
    organizations = forms.TypedMultipleChoiceField(
        label="団体",
        coerce=int,
        error_messages={"required": "団体が選ばれていません。表で選んでください。"},
    )

    def __init__(self, *args: Any, survey: Survey, request: SignedInRequest, found: Any) -> None:
        super().__init__(*args)
        layers = Layer.objects.editable_by(request.user).filter(ends_on=None)
        layers = layers.exclude(kind=Layer.Kind.INTERNAL)
        places = Q(platform__municipality=survey.municipality)
        layers = layers.filter(places | Q(platform__partners=survey.municipality)).distinct()
        the_field(self, "layer").queryset = layers.select_related("platform")
        the_field(self, "layer").label_from_instance = lambda layer: f"{layer.platform}　{layer}"
        the_field(self, "organizations").choices = [
            (entry.organization.pk, entry.organization.name) for entry in found
        ]

    def chosen(self, found: list[Interested]) -> list[Interested]:
        wanted = set(self.cleaned_data["organizations"])
        return [entry for entry in found if entry.organization.pk in wanted]


def candidates(request: SignedInRequest, pk: int) -> HttpResponse:
    """``?question=`` and ``?option=`` say which answers count; nothing is written before the button."""
    survey = fetch(Survey.objects.select_related("municipality"), request.user, "persons", pk=pk)
    question = _question(request, survey)
    options = _options(request, question)
    found = interested(survey, options)
    posted = request.POST if request.method == "POST" else None
    form = CandidateForm(posted, survey=survey, request=request, found=found)
    if form.is_valid() and _made(request, form, found):
        return redirect("platform-candidates", form.cleaned_data["layer"].platform_id)
    context = {
        "survey": survey,
        "questions": survey.questions.filter(kind__in=Question.CHOICE_KINDS),
        "question": question,
        "options": options,
        "found": found,
        "untied": without_organization(survey, options),
        "form": form,
        "ticked": {entry.organization.pk for entry in found if _ticked(entry, posted)},
    }
    return render(request, "surveys/candidates.html", context)


def _ticked(entry: Interested, posted: QueryDict | None) -> bool:
    """As the person left it; at first everybody who isn't a candidate already."""
    if posted is None:
        return not entry.is_known
    return str(entry.organization.pk) in posted.getlist("organizations")


def _made(request: SignedInRequest, form: CandidateForm, found: list[Interested]) -> bool:
    layer = form.cleaned_data["layer"]
    chosen = form.chosen(found)
    try:
        made = make_candidates(layer, chosen, by=request.user)
    except ValidationError as refusal:
        form.add_error("organizations", refusal.messages)
        return False
    messages.success(request, f"{len(made)}団体を「{layer}」の候補（意向あり）にしました。")
    if len(made) < len(chosen):
        messages.info(request, f"{len(chosen) - len(made)}団体は、すでにこの層に登録されています。")
    return True


def _question(request: SignedInRequest, survey: Survey) -> Question | None:
    wanted = record_number(request.GET.get("question", ""))
    choices = survey.questions.filter(kind__in=Question.CHOICE_KINDS)
    return choices.filter(pk=wanted).prefetch_related("options").first()


def _options(request: SignedInRequest, question: Question | None) -> list[Option]:
    wanted = set(request.GET.getlist("option"))
    return [o for o in question.options.all() if str(o.pk) in wanted] if question else []
