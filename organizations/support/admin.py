from __future__ import annotations

from django.contrib import admin

from organizations.models import (
    SupportActivity,
    Term,
)
from platform_registry.admin.scoped import MasterAdmin, ScopedAdmin


@admin.register(SupportActivity)
class SupportActivityAdmin(ScopedAdmin):
    list_display = ("__str__", "organization", "function", "place", "schedule", "public")
    list_filter = ("function", "public")
    list_select_related = ("organization", "function")
    search_fields = ("organization__name", "name")
    autocomplete_fields = ("organization", "function", "targets")


@admin.register(Term)
class TermAdmin(MasterAdmin):
    """Read and chosen by every administrator."""

    list_display = ("label", "kind", "code", "position", "active")
    list_filter = ("kind", "active")
    search_fields = ("label", "code")
