from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString

from casebook.models import CaseSheet
from casebook.models.case_sheet import is_published, was_published
from organizations.places.filters import places
from platform_registry.lists import columns
from platform_registry.lists.filters import ConditionsFilter, OptionsFilter, SearchFilter, years
from platform_registry.lists.offers import ListFilters
from platform_registry.lists.tables import ListTable
from platform_registry.pages.chips import chip, colour_of, colours

colours(CaseSheet, confirmed="blue")


class CaseSheetTable(ListTable):
    municipality = columns.Short(
        "自治体", accessor="platform__municipality__name", order_by="platform__municipality__code"
    )
    fiscal_year = columns.Year("年度", order_by="fiscal_year")
    edition = columns.Short("版", order_by="edition")
    platform = tables.Column("連携PF")
    state = columns.Short("状態", order_by="state")
    public_on = columns.Day("公開日", order_by="public_on", default="")

    def render_municipality(self, value: str, record: Any) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_platform(self, record: Any) -> str:
        return str(record.platform.name)

    def render_state(self, record: Any) -> SafeString:
        return sheet_chip(record)

    def value_state(self, record: Any) -> str:
        return state_of(record)


def sheet_chip(sheet: Any) -> SafeString:
    """Green for what everybody reads, else in the colour of the state of work."""
    return chip(state_of(sheet), "green" if sheet.public_number else colour_of(sheet))


def state_of(sheet: Any) -> str:
    """公開中 第2版, 取下げ, 確定, 作成中; the sheet comes from `with_version`."""
    if sheet.public_number:
        return f"公開中 第{sheet.public_number}版"
    withdrawn = sheet.last_number is not None
    return "取下げ" if withdrawn else sheet.get_state_display()


def _by_state(state: str) -> Q:
    """Working copies of sheets that were never published."""
    return Q(state=state) & ~was_published()


class CaseSheetFilters(ListFilters):
    q = SearchFilter("自治体・連携PF")
    place = OptionsFilter("自治体", places, field_name="platform__municipality")
    year = OptionsFilter("年度", years, field_name="fiscal_year")
    state = ConditionsFilter(
        "状態",
        {
            "draft": ("作成中", lambda: _by_state("draft")),
            "confirmed": ("確定", lambda: _by_state("confirmed")),
            "published": ("公開中", is_published),
            "withdrawn": ("取下げ", lambda: was_published() & ~is_published()),
        },
    )
