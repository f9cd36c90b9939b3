"""What was handed out where: rows with their share of the copies, subtotals by group."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations.places.filters import places_at
from pilots.across.sums import delivered, share
from pilots.models import Distribution, Publication
from platform_registry.lists import columns
from platform_registry.lists.filters import OptionsFilter, SearchFilter, years_at
from platform_registry.lists.offers import ListFilters
from platform_registry.lists.page import ListPage
from platform_registry.lists.scopes import ALL
from platform_registry.lists.tables import ListTable

SUMMED = 10  # publications whose sums stand above the list


def _publications(rows: QuerySet[Any]) -> list[tuple[str, str]]:
    found = Publication.objects.filter(pk__in=rows.order_by().values("publication"))
    return [(str(publication.pk), publication.name) for publication in found]


def _groups(rows: QuerySet[Any]) -> list[tuple[str, str]]:
    found = rows.exclude(group="").order_by("group").values_list("group", flat=True).distinct()
    return [(group, group) for group in found]


class DistributionFilters(ListFilters):
    q = SearchFilter("配布先・広報物")
    place = OptionsFilter(
        "自治体",
        places_at("publication__pilot__platform__municipality"),
        field_name="publication__pilot__platform__municipality",
    )
    year = OptionsFilter(
        "年度",
        years_at("publication__pilot__fiscal_year"),
        field_name="publication__pilot__fiscal_year",
    )
    publication = OptionsFilter("広報物", _publications)
    group = OptionsFilter("区分", _groups)


class DistributionTable(ListTable):
    publication = tables.Column("広報物", accessor="publication__name", order_by="publication_id")
    municipality = tables.Column(
        "自治体", accessor="publication__pilot__platform__municipality__name", visible=False
    )
    year = columns.Year("年度", accessor="publication__pilot__fiscal_year", visible=False)
    group = columns.Short("区分", order_by="group", default="")
    place = tables.Column("配布先", order_by="place")
    sites = columns.Number("か所", order_by="sites", default="")
    copies = columns.Number("部数", order_by="copies")
    printed = tables.Column(
        "資料の合計（部）", accessor="publication__copies_as_printed", visible=False
    )
    share = columns.Number("合計に対する割合", accessor="pk")
    note = tables.Column("備考", default="", visible=False)

    def render_publication(self, value: str, record: Distribution) -> SafeString:
        url = record.publication.get_absolute_url()
        return format_html('<a href="{}">{}</a>', url, value)

    def render_copies(self, value: int) -> str:
        return f"{value:,}"

    def render_share(self, record: Distribution) -> str:
        whole = record.publication.copies_as_printed
        shown = share(record.copies, whole)
        return f"{shown}（{record.copies:,}／{whole:,}部）" if shown else ""

    def value_share(self, record: Distribution) -> str:
        return share(record.copies, record.publication.copies_as_printed)


class DistributionList(ListPage):
    queryset = Distribution.objects.all()
    filterset_class = DistributionFilters
    table_class = DistributionTable
    title, unit, default_sort = "配布先と部数", "件", "publication"
    template_name = "answers.html"
    opens_on = ALL
    summary_template = "pilots/across/_delivered.html"
    empty_hint = "配布先は、試行的事業のページの広報物に加えます。"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("publication__pilot__platform__municipality")

    def extra_context(self) -> dict[str, Any]:
        sums = delivered(self.filters("view").qs)
        return {"delivered": sums[:SUMMED], "more": max(len(sums) - SUMMED, 0)}
