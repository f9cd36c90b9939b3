from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations.models import (
    Department,
    Municipality,
)
from platform_registry.admin.scoped import MasterAdmin, ScopedAdmin
from platform_registry.signed_in import signed_in


@admin.register(Department)
class DepartmentAdmin(ScopedAdmin):
    list_display = ("name", "parent", "closed_on")
    list_filter = (("closed_on", admin.EmptyFieldListFilter),)
    list_select_related = ("parent",)
    search_fields = ("name", "parent__name")
    date_hierarchy = "closed_on"
    autocomplete_fields = ("municipality", "parent")


@admin.register(Municipality)
class MunicipalityAdmin(MasterAdmin):
    list_display = ("named", "code", "kind", "people", "population_on", "valid_to")
    list_filter = ("kind", ("valid_to", admin.EmptyFieldListFilter))
    list_select_related = ("prefecture", "city")
    search_fields = ("name", "kana", "code", "prefecture__name")
    autocomplete_fields = ("prefecture", "city")

    @admin.display(description="名称", ordering="code")
    def named(self, municipality: Municipality) -> str:
        return municipality.full_name

    @admin.display(description="人口（人）", ordering="population")
    def people(self, municipality: Municipality) -> str:
        return "" if municipality.population is None else f"{municipality.population:,}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Also what relations offer while one types: the administrator's own."""
        own: Any = Municipality.objects.permitted(signed_in(request), "administer")
        return cast(QuerySet[Any], own)
