from __future__ import annotations

import django_filters
from django.db.models import Q

from platform_registry.filters import ConditionsFilter, OptionsFilter, SearchFilter
from surveys.forms.survey import fiscal_years
from surveys.models import ImportBatch, Survey


def _years() -> list[tuple[str, str]]:
    return [(str(year), label) for year, label in fiscal_years()]


class SurveyFilters(django_filters.FilterSet):
    q = SearchFilter("調査名", paths=["title"])
    audience = OptionsFilter("対象", Survey.Audience.choices)
    fiscal_year = OptionsFilter("年度", _years)


class ResponseFilters(django_filters.FilterSet):
    q = SearchFilter("団体名・識別子")
    link = ConditionsFilter(
        "団体との結び付け",
        {
            "yes": ("結び付いている", lambda: Q(organization__isnull=False)),
            "no": ("結び付いていない", lambda: Q(organization=None)),
        },
    )


class ImportFilters(django_filters.FilterSet):
    q = SearchFilter("ファイル名・調査名", paths=["file__name", "survey__title"])
    state = OptionsFilter("状態", ImportBatch.State.choices)
