from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count, Q

from organizations.models import (
    Layer,
    Platform,
)
from platform_registry.lists.filters import (
    ConditionsFilter,
    OptionsFilter,
    RelatedOptionsFilter,
    SearchFilter,
)
from platform_registry.lists.offers import ListFilters


def _with_layers(number: int) -> Callable[[], Q]:
    """Platforms with that many circles of their own."""
    counted = Layer.objects.filter(counted=True).values("platform").annotate(number=Count("pk"))
    return lambda: Q(pk__in=counted.filter(number=number).values("platform"))


class PlatformFilters(ListFilters):
    q = SearchFilter("名称・自治体名")
    status = OptionsFilter("状態", Platform.Status.choices)
    layers = ConditionsFilter(
        "層の数",
        {str(n): (f"{n}層", _with_layers(n)) for n in (1, 2, 3)},
    )
    council = RelatedOptionsFilter(
        "地域協議会",
        Layer.State.choices,
        rows=Layer.objects.filter(kind=Layer.Kind.COUNCIL),
        owner="platform",
        at="state",
    )
