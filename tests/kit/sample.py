"""A list page as an app would declare it, so that the kit is tested apart from any app's pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
import django_tables2
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import path
from django.utils.html import format_html

from organizations.models import Organization, SupportActivity, Term
from platform_registry.lists.filters import (
    ConditionsFilter,
    OptionsFilter,
    RelatedOptionsFilter,
    SearchFilter,
)
from platform_registry.lists.page import ListPage
from platform_registry.lists.tables import ListTable
from platform_registry.urls import urlpatterns as site_urls

A_YEAR_AGO = date(2025, 1, 1)


def functions(_records: Any) -> list[tuple[str, str]]:
    return list(Term.objects.functions().values_list("code", "label"))


class SampleFilters(django_filters.FilterSet):
    q = SearchFilter("団体名")
    legal_form = OptionsFilter("法人格", [("npo", "NPO法人"), ("voluntary", "任意団体")])
    function = RelatedOptionsFilter(
        "支援の種類",
        functions,
        rows=SupportActivity.objects,
        owner="organization",
        at="function__code",
    )
    freshness = ConditionsFilter(
        "情報の新しさ", {"old": ("1年以上確認なし", lambda: Q(verified_on__lt=A_YEAR_AGO))}
    )


class SampleTable(ListTable):
    name = django_tables2.Column("団体名", order_by="sort_key")
    legal_form = django_tables2.Column("法人格")
    municipality = django_tables2.Column("自治体", accessor="municipality__name")
    verified_on = django_tables2.Column("最終確認", order_by="verified_on")
    phone = django_tables2.Column("電話番号", visible=False)

    def render_name(self, record: Organization) -> str:
        return format_html('<a href="#{}">{}</a>', record.pk, record.name)


class SampleList(ListPage):
    queryset = Organization.objects.listed()
    filterset_class = SampleFilters
    table_class = SampleTable
    title, unit, default_sort = "見本の一覧", "団体", "name"
    empty_hint = "「団体を登録」から始めてください。"

    def for_page(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("municipality")


def broken(request: object) -> HttpResponse:
    raise RuntimeError("The page is broken.")


urlpatterns = [
    path("sample/", SampleList.as_view(), name="sample"),
    path("broken/", broken),
    *site_urls,
]
