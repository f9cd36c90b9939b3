from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from organizations.models import (
    Municipality,
)
from platform_registry.lists.filters import OptionsFilter, SearchFilter


def places(records: QuerySet[Any]) -> list[tuple[str, str]]:
    """The municipalities whose platforms the records belong to."""
    ids = records.order_by().values("platform__municipality")
    return [(str(p.pk), p.name) for p in Municipality.objects.filter(pk__in=ids).order_by("code")]


class MunicipalityFilters(django_filters.FilterSet):
    q = SearchFilter("自治体名", paths=["name", "kana", "prefecture__name"])
    kind = OptionsFilter("区分", Municipality.Kind.choices)


class DepartmentFilters(django_filters.FilterSet):
    q = SearchFilter("部署名", paths=["name", "parent__name"])
