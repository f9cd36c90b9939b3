from __future__ import annotations

import django_filters
import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from casebook.models import CaseSheet
from organizations.filters import places, years
from platform_registry.filters import OptionsFilter, SearchFilter
from platform_registry.japanese import fiscal_year_label
from platform_registry.tables import ListTable


class CaseSheetTable(ListTable):
    municipality = tables.Column(
        "自治体", accessor="platform__municipality__name", order_by="platform__municipality__code"
    )
    fiscal_year = tables.Column("年度", order_by="fiscal_year")
    edition = tables.Column("版", order_by="edition")
    platform = tables.Column("連携PF")
    state = tables.Column("状態", order_by="state")
    published_on = tables.Column("公開日", order_by="published_on", default="")

    def render_municipality(self, value: str, record: CaseSheet) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_municipality(self, value: str) -> str:
        return value

    def render_fiscal_year(self, value: int) -> str:
        return fiscal_year_label(value)

    def value_platform(self, record: CaseSheet) -> str:
        return record.platform.name

    def render_state(self, value: str, record: CaseSheet) -> SafeString:
        css = {"published": "green", "confirmed": "blue"}.get(record.state, "")
        return format_html('<span class="chip {}">{}</span>', css, value)

    def value_state(self, value: str) -> str:
        return value


class CaseSheetFilters(django_filters.FilterSet):
    q = SearchFilter("自治体・連携PF", paths=["platform__name", "platform__municipality__name"])
    place = OptionsFilter("自治体", places, field_name="platform__municipality")
    year = OptionsFilter("年度", years, field_name="fiscal_year")
    state = OptionsFilter("状態", CaseSheet.State.choices)
