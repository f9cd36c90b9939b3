from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations.models import (
    Department,
    Municipality,
)
from platform_registry.admin.scoped import MasterAdmin, ScopedAdmin


@admin.register(Department)
class DepartmentAdmin(ScopedAdmin):
    list_display = ("name", "parent", "municipality", "closed_on")
    list_select_related = ("parent", "municipality__prefecture", "municipality__city")
    search_fields = ("name",)
    autocomplete_fields = ("municipality", "parent")


@admin.register(Municipality)
class MunicipalityAdmin(MasterAdmin):
    list_display = ("full_name", "code", "kind", "population", "valid_to")
    list_filter = ("kind",)
    list_select_related = ("prefecture", "city")
    search_fields = ("name", "kana", "code", "prefecture__name")
    autocomplete_fields = ("prefecture", "city")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Also what relations offer while one types: the administrator's own."""
        own: Any = Municipality.objects.permitted(request.user, "administer")  # type: ignore[arg-type]
        return own  # type: ignore[no-any-return]
