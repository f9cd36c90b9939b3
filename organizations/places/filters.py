from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import QuerySet

from organizations.models import (
    Municipality,
)
from platform_registry.lists.filters import OptionsFilter, SearchFilter


def places_at(path: str) -> Callable[[QuerySet[Any]], list[tuple[str, str]]]:
    """The municipalities that stand at ``path`` of the records."""

    def places(records: QuerySet[Any]) -> list[tuple[str, str]]:
        found = Municipality.objects.filter(pk__in=records.order_by().values(path))
        return [(str(place.pk), place.name) for place in found.order_by("code")]

    return places


# The municipalities whose platforms the records belong to.
places = places_at("platform__municipality")


class MunicipalityFilters(django_filters.FilterSet):
    q = SearchFilter("自治体名")
    kind = OptionsFilter("区分", Municipality.Kind.choices)


class DepartmentFilters(django_filters.FilterSet):
    q = SearchFilter("部署名")
