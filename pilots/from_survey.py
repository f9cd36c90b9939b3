"""The numbers of a survey as results of an indicator, ready to be checked and saved by a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from organizations.sources.models import plain_number
from pilots.models import Kpi
from platform_registry.access import fetch
from platform_registry.forms.ruled import the_field
from platform_registry.japanese import fiscal_year_label
from platform_registry.signed_in import SignedInRequest
from surveys.models import Option, Survey
from surveys.tabulation.tally import QuestionTally, tally


@dataclass(frozen=True)
class Found:
    """How many chose an option, of how many who answered (n)."""

    option: Option
    count: int
    base: int
    percent: float | None

    @property
    def words(self) -> str:
        return f"{self.option.label}（{self.count}件、{self.percent}%、n={self.base}）"


def numbers_of(survey: Survey) -> list[tuple[QuestionTally, list[Found]]]:
    return [(item, list(_found(item))) for item in tally(survey) if item.question.is_choice]


def _found(item: QuestionTally) -> Iterator[Found]:
    for option, line in zip(item.question.options.all(), item.lines, strict=True):
        if line.percent is not None:
            yield Found(option, line.count, item.base, line.percent)


def initial_result(survey: Survey, kpi: Kpi, found: Found) -> dict[str, Any]:
    """What the form of the result begins with: a percentage, or a count for an indicator of numbers."""
    ratio = kpi.type == Kpi.Type.RATIO
    values = {
        "value": found.percent if ratio else found.count,
        "unit": "%" if ratio else kpi.unit or "件",
        "base": found.base,
        "survey": survey.pk,
        "question": found.option.question_id,
        "option": found.option.pk,
        "evidence": f"{found.option.question.text}：{found.option.label}"[:200],
    }
    return values | ({"as_of": survey.ends_on.isoformat()} if survey.ends_on else {})


def _called(kpi: Kpi) -> str:
    """令和6年度　フォーラム：参加者数（目標 200名）; a pilot may come back every year."""
    goal = f"（目標 {plain_number(kpi.goal)}{kpi.unit}）" if kpi.goal is not None else ""
    year = fiscal_year_label(kpi.pilot.fiscal_year)
    return f"{year}　{kpi.pilot}：{kpi.number}. {kpi}{goal}"


class ChoiceForm(forms.Form):
    kpi = forms.ModelChoiceField(
        label="KPI", queryset=Kpi.objects.none(), empty_label="選んでください"
    )
    option = forms.TypedChoiceField(label="調査の結果", coerce=int)

    def __init__(self, *args: Any, kpis: Any, numbers: Any) -> None:
        super().__init__(*args)
        the_field(self, "kpi").queryset = kpis
        the_field(self, "kpi").label_from_instance = _called
        choices: list[Any] = [("", "選んでください")]
        for item, found in numbers:
            choices.append((item.question.text, [(f.option.pk, f.words) for f in found]))
        the_field(self, "option").choices = choices


def choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose an indicator and an answer; then its form opens with the number filled in."""
    survey = fetch(Survey.objects.all(), request.user, "persons", pk=pk)
    kpis = Kpi.objects.editable_by(request.user).filter(
        pilot__platform__municipality=survey.municipality_id,
        type__in=(Kpi.Type.NUMBER, Kpi.Type.RATIO),
    )
    kpis = kpis.select_related("pilot").order_by("-pilot__fiscal_year", "pilot__number", "number")
    numbers = numbers_of(survey)
    form = ChoiceForm(request.GET or None, kpis=kpis, numbers=numbers)
    if form.is_valid():
        kpi, wanted = form.cleaned_data["kpi"], form.cleaned_data["option"]
        found = next(f for _, rows in numbers for f in rows if f.option.pk == wanted)
        query = urlencode(initial_result(survey, kpi, found))
        return redirect(f"{reverse('kpi-reading-create', args=[kpi.pk])}?{query}")
    context = {"survey": survey, "form": form, "kpis": kpis, "numbers": numbers}
    return render(request, "pilots/from_survey.html", context)
