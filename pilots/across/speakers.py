"""Who appeared in public at which event."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations.places.filters import places_at
from organizations.sources.models import Grain
from pilots.across.events import days_of
from pilots.models import Speaker
from platform_registry.lists import columns
from platform_registry.lists.filters import OptionsFilter, SearchFilter, years_at
from platform_registry.lists.offers import ListFilters
from platform_registry.lists.page import ListPage
from platform_registry.lists.scopes import ALL
from platform_registry.lists.tables import ListTable


class SpeakerFilters(ListFilters):
    q = SearchFilter("氏名・所属・役割・演題・行事")
    place = OptionsFilter(
        "自治体",
        places_at("event__pilot__platform__municipality"),
        field_name="event__pilot__platform__municipality",
    )
    year = OptionsFilter(
        "年度", years_at("event__pilot__fiscal_year"), field_name="event__pilot__fiscal_year"
    )


class SpeakerTable(ListTable):
    name = columns.Short("氏名", order_by="name")
    affiliation = tables.Column("所属・職（表記）", order_by="affiliation", default="")
    part = tables.Column("役割", order_by="part", default="")
    title = tables.Column("演題", default="", visible=False)
    event = tables.Column("行事", accessor="event__name")
    day = columns.Short("日", accessor="pk", order_by="event__starts_on")
    municipality = columns.Short(
        "自治体",
        accessor="event__pilot__platform__municipality__name",
        order_by="event__pilot__platform__municipality__code",
    )
    year = columns.Year("年度", accessor="event__pilot__fiscal_year", visible=False)

    def render_name(self, value: str) -> SafeString | str:
        """To everything else this person appears in, where an upper floor knows it."""
        try:
            url = f"{reverse('appearances')}?{urlencode({'name': value})}"
        except NoReverseMatch:
            return value
        return format_html('<a href="{}">{}</a>', url, value)

    def render_event(self, value: str, record: Speaker) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.event.get_absolute_url(), value)

    def render_day(self, record: Speaker) -> SafeString:
        return days_of(record.event)

    def value_day(self, record: Speaker) -> date | str | None:
        known = record.event.grain == Grain.DAY
        return record.event.starts_on if known else record.event.period_shown


class SpeakerList(ListPage):
    queryset = Speaker.objects.all()
    filterset_class = SpeakerFilters
    table_class = SpeakerTable
    title, unit, default_sort = "登壇者", "件", "name"
    template_name = "answers.html"
    opens_on = ALL
    empty_hint = "登壇者は、試行的事業のページの行事に加えます。"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("event__pilot__platform__municipality")
