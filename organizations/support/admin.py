from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations.models import (
    SupportActivity,
    Term,
    Wording,
)
from platform_registry.admin.scoped import ScopedAdmin
from platform_registry.signed_in import signed_in


@admin.register(SupportActivity)
class SupportActivityAdmin(ScopedAdmin):
    list_display = ("__str__", "organization", "function", "place", "schedule", "public")
    list_filter = ("function", "public")
    list_select_related = ("organization", "function")
    search_fields = ("organization__name", "name")
    autocomplete_fields = ("organization", "function", "targets")


class CommonAndOwnAdmin(ScopedAdmin):
    """The common words, kept by the operator, and the administrator's own beside them."""

    autocomplete_fields = ("municipality",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        own: Any = super().get_queryset(request)
        return cast(QuerySet[Any], own | self.model._default_manager.filter(municipality=None))

    def tells_whose(self, request: HttpRequest) -> bool:
        """Also to the administrator of one municipality: the common words stand there, too."""
        return True

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        places = signed_in(request).municipality_ids("administer")
        return {"municipality": next(iter(places))} if len(places) == 1 else {}

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request)


@admin.register(Wording)
class WordingAdmin(CommonAndOwnAdmin):
    """What the search looks for together; a change holds from the next search on."""

    list_display = ("words", "use", "active")
    list_filter = ("use", "active")
    search_fields = ("words",)


@admin.register(Term)
class TermAdmin(CommonAndOwnAdmin):
    list_display = ("label", "kind", "position", "active")
    list_filter = ("kind", "active")
    search_fields = ("label", "code")

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> Any:
        """A word out of use isn't offered while one types."""
        found, many = super().get_search_results(request, queryset, search_term)
        typed = "field_name" in request.GET
        return found.filter(active=True) if typed else found, many

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        """The mark is for what programs look up."""
        return () if request.user.is_superuser else ("code",)
