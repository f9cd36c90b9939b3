from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from organizations.models import (
    Organization,
)
from platform_registry.japanese import era_year
from platform_registry.lists.tables import ListTable
from platform_registry.pages.chips import chip, colours

colours(Organization, active="green", otherwise="orange")
TO_VERIFY = SafeString("<br>") + chip("要確認", "orange")


class OrganizationTable(ListTable):
    name = tables.Column("団体名", order_by="sort_key")
    kana = tables.Column("ふりがな", visible=False)
    legal_form = tables.Column("法人格", accessor="get_legal_form_display", order_by="legal_form")
    activities = tables.Column("活動", accessor="pk")
    city = tables.Column("市区町村", default="")
    phone = tables.Column("電話番号", visible=False)
    verified = tables.Column(
        "最終確認", accessor="verified_on", order_by="verified_on", empty_values=()
    )

    def render_name(self, value: str, record: Organization) -> SafeString:
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}</span>',
            reverse("organization", args=[record.pk]), value, record.kana,
        )  # fmt: skip

    def value_name(self, value: str) -> str:
        return value

    def render_activities(self, record: Organization) -> SafeString:
        labels = dict.fromkeys(a.function.label for a in record.activities.all())
        return format_html_join("", "{}", ((chip(label),) for label in labels))

    def value_activities(self, record: Organization) -> str:
        return "、".join(dict.fromkeys(a.function.label for a in record.activities.all()))

    def render_verified(self, value: date | None, record: Organization) -> SafeString:
        day = f"{era_year(value)}{value.month}月{value.day}日" if value else "記録なし"
        return format_html("{}{}", day, TO_VERIFY if record.needs_verification() else "")

    def value_verified(self, value: date | None) -> Any:
        return value
