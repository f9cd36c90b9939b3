from __future__ import annotations

from typing import Any

from django.db.models import Min, Q, QuerySet

from organizations.models import Term
from organizations.own.filters import OwnFilters
from organizations.places.filters import places
from organizations.support.choices import terms
from pilots.models import Kpi, Pilot, PilotEvent, Procurement
from platform_registry.lists.filters import (
    OptionsFilter,
    OverlappingFilter,
    RelatedOptionsFilter,
    SearchFilter,
    years,
)
from platform_registry.lists.offers import Offer


def vendors(pilots: QuerySet[Any]) -> Offer:
    """One box per vendor, however it is spelled; a vendor in several places shows once."""
    orders = Procurement.objects.filter(pilot__in=pilots.order_by().values("pk"))
    name = Min("vendor_name")
    return Offer(orders.exclude(vendor_key="").values("vendor_key"), name, name, "vendor_key")


def _amount(low: int, high: int | None) -> Q:
    rows = Procurement.objects.filter(amount__gte=low)
    rows = rows.filter(amount__lt=high) if high else rows
    return Q(pk__in=rows.values("pilot"))


class PilotFilters(OwnFilters):
    q = SearchFilter("事業名・内容・対象")
    place = OptionsFilter("自治体", places, field_name="platform__municipality")
    year = OptionsFilter("年度", years, field_name="fiscal_year")
    work = OptionsFilter("種別", Pilot.Work.choices)
    event = RelatedOptionsFilter(
        "行事",
        PilotEvent.Kind.choices,
        rows=PilotEvent.objects.all(),
        owner="pilot",
        at="kind",
    )
    target = RelatedOptionsFilter(
        "対象",
        terms(Term.Kind.TARGET, "platform__municipality"),
        rows=Pilot.targets.through.objects.all(),
        owner="pilot",
        at="term",
    )
    budget = RelatedOptionsFilter(
        "予算の状態",
        Procurement.State.choices,
        rows=Procurement.objects.all(),
        owner="pilot",
        at="state",
    )
    amount = OverlappingFilter(
        "発注の金額",
        {
            "small": ("100万円未満", lambda: _amount(0, 1_000_000)),
            "middle": ("100万円～300万円未満", lambda: _amount(1_000_000, 3_000_000)),
            "large": ("300万円以上", lambda: _amount(3_000_000, None)),
        },
    )
    vendor = RelatedOptionsFilter(
        "発注先",
        vendors,
        rows=Procurement.objects.all(),
        owner="pilot",
        at="vendor_key",
    )
    kpi = RelatedOptionsFilter(
        "KPIの型", Kpi.Type.choices, rows=Kpi.objects.all(), owner="pilot", at="type"
    )
    state = OptionsFilter("状態", Pilot.State.choices)
