from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from organizations.bodies.finding import STALE_AFTER
from organizations.bodies.names import LEGAL_FORM_CHOICES
from organizations.members.participation import LayerFilter, ParticipationFilter
from organizations.models import (
    Organization,
    StaffAssignment,
    SupportActivity,
    Term,
    User,
)
from organizations.own.filters import OwnFilters
from organizations.support.choices import terms
from platform_registry.lists.filters import (
    ConditionsFilter,
    OpenOptionsFilter,
    OptionsFilter,
    RelatedOptionsFilter,
    SearchFilter,
)
from platform_registry.lists.offers import Offer
from platform_registry.lists.text_filter import TextFilter

FRESH = timedelta(days=91)
NOBODY_YET = "none"
TEXTS = (
    "kana", "corporate_number", "postal_code", "town", "phone", "fax", "email", "website",
    "operator", "area_served", "description", "note",
)  # fmt: skip


def _since(age: timedelta) -> Any:
    return timezone.localdate() - age


FRESHNESS = {
    "fresh": ("3か月以内に確認", lambda: Q(verified_on__gte=_since(FRESH))),
    "year": (
        "1年以内に確認",
        lambda: Q(verified_on__lt=_since(FRESH), verified_on__gte=_since(STALE_AFTER)),
    ),
    "old": ("1年以上確認なし", lambda: Q(verified_on__lt=_since(STALE_AFTER))),
    "none": ("確認の記録なし", lambda: Q(verified_on=None)),
}


class OfficerFilter(OptionsFilter):
    """In whose charge; the officers of one's own places, the asking person first."""

    def __init__(self) -> None:
        super().__init__("担当者", (), field_name="officer")

    def offer(self, records: QuerySet[Any]) -> Offer:
        user = self.parent.request.user
        there = StaffAssignment.objects.filter(
            user=OuterRef("pk"), municipality__in=user.municipality_ids("view")
        )
        others = User.objects.filter(Exists(there)).exclude(pk=user.pk)
        name = Coalesce(NullIf("display_name", Value("")), "username")
        first = ((str(user.pk), f"{user}（私）"), (NOBODY_YET, "決まっていない"))
        return Offer(others, label=name, order=name, first=first)

    def narrow(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        found = Q(officer__in=[v for v in value if v != NOBODY_YET])
        return qs.filter(found | Q(officer=None) if NOBODY_YET in value else found)

    def option(self) -> Any:
        nobody = When(officer=None, then=Value(NOBODY_YET))
        return Case(nobody, default=Cast("officer", CharField()), output_field=CharField())


class OrganizationFilters(OwnFilters):
    q = SearchFilter("団体名・よみ・電話・活動")
    area = OpenOptionsFilter("活動地域", field_name="area_served")
    layer = LayerFilter()
    part = ParticipationFilter()
    target = RelatedOptionsFilter(
        "支援の対象",
        terms(Term.Kind.TARGET, "municipality"),
        rows=SupportActivity.targets.through.objects.all(),
        owner="supportactivity__organization",
        at="term",
        reads="{}を支える",
    )
    function = RelatedOptionsFilter(
        "支援の種類",
        terms(Term.Kind.FUNCTION, "municipality"),
        rows=SupportActivity.objects.all(),
        owner="organization",
        at="function",
    )
    officer = OfficerFilter()
    freshness = ConditionsFilter(
        "情報の新しさ", FRESHNESS, reads="情報が{}の", formerly={"stale": ["old", "none"]}
    )
    legal_form = OptionsFilter("法人格", LEGAL_FORM_CHOICES)
    state = OptionsFilter("状態", Organization.State.choices)
    text = TextFilter.over("項目の内容", Organization, TEXTS)
