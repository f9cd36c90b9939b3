from __future__ import annotations

from collections.abc import Sequence

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from organizations.models import OwnField
from organizations.own.columns import OwnColumns
from pilots.budget import budget
from pilots.models import Kpi, Pilot
from platform_registry.lists import columns
from platform_registry.pages.chips import colours

colours(Pilot, done="green", otherwise="blue")


class PilotTable(OwnColumns):
    own_kind = OwnField.Of.PILOT
    name = tables.Column("事業名称", order_by="name")
    municipality = columns.Short(
        "自治体", accessor="platform__municipality__name", order_by="platform__municipality__code"
    )
    fiscal_year = columns.Year("年度", order_by="fiscal_year")
    work = tables.Column("種別", order_by="work")
    period = tables.Column("実施時期", accessor="period_shown", default="")
    vendors = tables.Column("発注先", accessor="pk")
    budget = tables.Column("予算", accessor="pk")
    goals = tables.Column("KPI", accessor="pk", default="", visible=False)

    def render_name(self, value: str, record: Pilot) -> SafeString:
        mark = chr(ord("①") + record.number - 1) if 1 <= record.number <= 20 else record.number
        return format_html('{} <a href="{}">{}</a>', mark, record.get_absolute_url(), value)

    def render_vendors(self, record: Pilot) -> SafeString:
        names = [o.vendor_name for o in record.procurements.all() if o.vendor_name]
        return format_html_join("、", "{}", ((name,) for name in dict.fromkeys(names)))

    def value_vendors(self, record: Pilot) -> str:
        return "、".join(o.vendor_name for o in record.procurements.all() if o.vendor_name)

    def render_budget(self, record: Pilot) -> SafeString:
        orders = list(record.procurements.all())
        if not orders:
            return format_html('<span class="muted">{}</span>', "登録なし")
        total = budget(orders)
        shown = total.shown if total.stated else "・".join(total.without)
        return format_html('{}<br><span class="muted">{}</span>', shown, total.remark)

    def value_budget(self, record: Pilot) -> str:
        return "、".join(f"{o.vendor_name} {o.shown}".strip() for o in record.procurements.all())

    def gather_goals(self, keys: Sequence[int]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for pilot, label in Kpi.objects.filter(pilot__pk__in=keys).values_list("pilot", "label"):
            found.setdefault(pilot, []).append(label)
        return found

    def render_goals(self, value: list[str]) -> str:
        return "、".join(value)

    def value_goals(self, value: list[str]) -> str:
        return "\n".join(value)
