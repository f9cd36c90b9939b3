from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations.models import (
    Department,
    Municipality,
)
from platform_registry.lists import columns
from platform_registry.lists.tables import ListTable


class MunicipalityTable(ListTable):
    name = tables.Column("自治体", accessor="full_name", order_by="code")
    code = columns.Short("団体コード", order_by="code")
    kind = columns.Short("区分", accessor="get_kind_display")

    def render_name(self, value: str, record: Municipality) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("municipality", args=[record.pk]), value)


class DepartmentTable(ListTable):
    name = tables.Column("部署", order_by="name")
    parent = tables.Column("上位の部署", accessor="parent__name", default="")
    municipality = columns.Short("自治体", accessor="municipality__full_name")
    closed_on = columns.Day("廃止日", default="")

    def render_name(self, value: str, record: Department) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("department", args=[record.pk]), value)
