"""Surveys and the figures of documents side by side: how many answered, and what part of whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from organizations.places.filters import places_at
from platform_registry.access import Permission
from platform_registry.lists.filters import (
    ConditionsFilter,
    OptionsFilter,
    SearchFilter,
    years,
    years_at,
)
from platform_registry.lists.offers import ListFilters
from platform_registry.lists.page import ListPage
from platform_registry.lists.scopes import ALL
from surveys.models import Response, Survey, SurveyFigure
from surveys.rates import FigureTable, RateTable, rates_known, with_share


class RateFilters(ListFilters):
    q = SearchFilter("調査名")
    place = OptionsFilter("自治体", places_at("municipality"), field_name="municipality")
    fiscal_year = OptionsFilter("年度", years)
    audience = OptionsFilter("対象", Survey.Audience.choices)
    base = ConditionsFilter(
        "送付数",
        {
            "exact": ("記載あり", lambda: Q(sent_count__isnull=False, sent_approx=False)),
            "about": ("概数", lambda: Q(sent_count__isnull=False, sent_approx=True)),
            "none": ("記載なし", lambda: Q(sent_count=None)),
        },
    )


class RateList(ListPage):
    queryset = Survey.objects.all()
    filterset_class = RateFilters
    table_class = RateTable
    title, unit, default_sort = "回収率をくらべる", "件", "-year"
    template_name = "answers.html"
    opens_on = ALL
    summary_template = "surveys/across/rates.html"

    def records(self, permission: Permission) -> QuerySet[Any]:
        """With the number of their answers that are here, which is nobody else's to know."""
        answers = Response.objects.permitted(self.request.user, "view").order_by()
        number = answers.filter(survey=OuterRef("pk")).values("survey").annotate(n=Count("pk"))
        count = Coalesce(Subquery(number.values("n")), 0)
        found: QuerySet[Any] = super().records(permission).annotate(response_count=count)
        return found

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("municipality")

    def extra_context(self) -> dict[str, Any]:
        return {"known": rates_known(self.filters("view").qs)}


class FigureFilters(ListFilters):
    q = SearchFilter("項目・設問・調査", paths=["option", "question", "survey__title"])
    place = OptionsFilter(
        "自治体", places_at("survey__municipality"), field_name="survey__municipality"
    )
    year = OptionsFilter("年度", years_at("survey__fiscal_year"), field_name="survey__fiscal_year")
    share = ConditionsFilter("割合", {"reckoned": ("母数から計算できる", with_share)})


class FigureList(ListPage):
    queryset = SurveyFigure.objects.all()
    filterset_class = FigureFilters
    table_class = FigureTable
    title, unit, default_sort = "調査の数値と割合", "件", "survey"
    template_name = "answers.html"
    opens_on = ALL
    summary_template = "surveys/across/shares.html"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("survey__municipality")
