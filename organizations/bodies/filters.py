from __future__ import annotations

import django_filters
from django.db.models import Q
from django.utils import timezone

from organizations.bodies.finding import STALE_AFTER
from organizations.bodies.names import LEGAL_FORM_CHOICES
from organizations.models import (
    Organization,
    SupportActivity,
    Term,
)
from organizations.support.choices import terms
from platform_registry.lists.filters import (
    ConditionsFilter,
    OptionsFilter,
    RelatedOptionsFilter,
    SearchFilter,
)


def _stale() -> Q:
    limit = timezone.localdate() - STALE_AFTER
    return Q(verified_on=None) | Q(verified_on__lt=limit)


class OrganizationFilters(django_filters.FilterSet):
    q = SearchFilter("団体名・よみ・ほかの名称")
    legal_form = OptionsFilter("法人格", LEGAL_FORM_CHOICES)
    target = RelatedOptionsFilter(
        "支援の対象",
        terms(Term.Kind.TARGET, "municipality"),
        rows=SupportActivity.targets.through.objects.all(),
        owner="supportactivity__organization",
        option="term",
    )
    function = RelatedOptionsFilter(
        "支援の種類",
        terms(Term.Kind.FUNCTION, "municipality"),
        rows=SupportActivity.objects.all(),
        owner="organization",
        option="function",
    )
    state = OptionsFilter("状態", Organization.State.choices)
    freshness = ConditionsFilter("情報の新しさ", {"stale": ("1年以上確認なし", _stale)})
