from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q

from platform_registry.lists.filters import ConditionsFilter, OptionsFilter, SearchFilter, years
from platform_registry.lists.offers import ListFilters
from surveys.models import ImportBatch, Option, Survey


class SurveyFilters(ListFilters):
    q = SearchFilter("調査名・対象・概要")
    audience = OptionsFilter("対象", Survey.Audience.choices)
    fiscal_year = OptionsFilter("年度", years, field_name="fiscal_year")


class AnswerFilter(django_filters.Filter):
    """The responses with one option; the address comes from the option's count in the results."""

    field_class = forms.IntegerField

    def __init__(self) -> None:
        bounds = {"min_value": 1, "max_value": 2**31}
        super().__init__("answers__option", label="回答", widget=forms.HiddenInput, **bounds)

    def words(self, value: Any) -> str:
        asked = self.parent.queryset.values("survey")
        option = Option.objects.filter(pk=value, question__survey__in=asked).first()
        return f"「{option}」を選んだ" if option else "この調査にない選択肢"


class ResponseFilters(ListFilters):
    q = SearchFilter("団体名・識別子")
    link = ConditionsFilter(
        "団体との結び付け",
        {
            "yes": ("結び付いている", lambda: Q(organization__isnull=False)),
            "no": ("結び付いていない", lambda: Q(organization=None)),
        },
    )
    option = AnswerFilter()


class ImportFilters(ListFilters):
    q = SearchFilter("ファイル名・調査名", paths=["file__name", "survey__title"])
    kind = OptionsFilter("種類", ImportBatch.Kind.choices)
    state = OptionsFilter("状態", ImportBatch.State.choices)
