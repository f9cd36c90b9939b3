from __future__ import annotations

from collections.abc import Sequence

import django_tables2 as tables
from django.db.models import Sum
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from organizations.models import OwnField
from organizations.own.columns import OwnColumns
from pilots.budget import budget
from pilots.models import Kpi, Pilot, Procurement
from platform_registry.lists import columns
from platform_registry.lists.tables import by_key
from platform_registry.pages.chips import colours
from surveys.models import Survey

colours(Pilot, done="green", otherwise="blue")


class PilotTable(OwnColumns):
    """``request`` says who asks, in files too: a shared pilot names what is not shared."""

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
    amount = columns.Number(
        "発注額の計（円、金額のあるもの）", accessor="pk", default="", visible=False
    )
    goals = columns.Several("KPI")
    platform = tables.Column("連携PF", accessor="platform__name", visible=False)
    number = columns.Number("番号", visible=False)
    state = columns.Short("状態", visible=False)
    department = tables.Column("担当部署", default="", visible=False)
    starts_on = columns.RoughDay("開始日", accessor="starts_told", default="", visible=False)
    ends_on = columns.RoughDay("終了日", accessor="ends_told", default="", visible=False)
    aim = tables.Column("ねらい", default="", visible=False)
    content = tables.Column("事業内容", default="", visible=False)
    target = tables.Column("対象", default="", visible=False)
    targets = columns.Several("対象（分類）")
    method = tables.Column("手法", default="", visible=False)
    ingenuity = tables.Column("工夫点", default="", visible=False)
    result = tables.Column("結果", default="", visible=False)
    surveys = columns.Several("調査")
    result_of = columns.Several("成果を参照する事業")
    shared = columns.YesNo("ほかの自治体に見せる", visible=False)

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

    def gather_amount(self, keys: Sequence[int]) -> dict[int, int | None]:
        """Yen; nothing where no order says one. What it leaves out stands in `budget`."""
        orders = Procurement.objects.filter(pilot__pk__in=keys).order_by()
        return dict(orders.values_list("pilot").annotate(Sum("amount")))

    def gather_goals(self, keys: Sequence[int]) -> dict[int, list[str]]:
        return by_key(Kpi.objects.filter(pilot__pk__in=keys).values_list("pilot", "label"))

    def gather_targets(self, keys: Sequence[int]) -> dict[int, list[str]]:
        links = Pilot.targets.through.objects.filter(pilot__pk__in=keys)
        return by_key(links.order_by("term__position").values_list("pilot", "term__label"))

    def gather_surveys(self, keys: Sequence[int]) -> dict[int, list[str]]:
        named = Survey.objects.visible_to(self.request.user).filter(pilots__pk__in=keys)
        return by_key(named.values_list("pilots__pk", "title"))

    def gather_result_of(self, keys: Sequence[int]) -> dict[int, list[str]]:
        named = Pilot.objects.visible_to(self.request.user).filter(shares_result__pk__in=keys)
        return by_key(named.values_list("shares_result__pk", "name"))
