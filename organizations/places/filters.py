from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from organizations.models import (
    Municipality,
)
from platform_registry.lists.filters import OptionsFilter, SearchFilter
from platform_registry.lists.offers import ListFilters, Offer


def places_at(path: str) -> Callable[[QuerySet[Any]], Offer]:
    """The municipalities that stand at ``path`` of the records."""

    def places(records: QuerySet[Any]) -> Offer:
        found = Municipality.objects.filter(pk__in=records.order_by().values(path))
        return Offer(found, label="name", order="code")

    return places


# The municipalities whose platforms the records belong to.
places = places_at("platform__municipality")


class MunicipalityFilters(ListFilters):
    q = SearchFilter("自治体名")
    kind = OptionsFilter("区分", Municipality.Kind.choices)


class DepartmentFilters(ListFilters):
    q = SearchFilter("部署名")
