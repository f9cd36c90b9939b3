"""Given, ended and agreed upon by verbs of their own; here to be read."""

from __future__ import annotations

from django.contrib import admin

from organizations.models import Clearance, Lowering
from platform_registry.admin.derived import ReadAdmin


@admin.register(Clearance)
class ClearanceAdmin(ReadAdmin):
    list_display = ("user", "platform", "what", "pledged_on", "ends_on", "given_by", "ended_at")
    list_select_related = ("user", "platform", "layer", "given_by")
    search_fields = ("user__username", "user__display_name", "platform__name", "layer__name")
    date_hierarchy = "pledged_on"

    @admin.display(description="見られるもの", ordering="layer")
    def what(self, clearance: Clearance) -> str:
        return str(clearance.layer or "当事者の声")


@admin.register(Lowering)
class LoweringAdmin(ReadAdmin):
    list_display = ("reason", "platform", "asked_by", "created_at", "agreed_by", "agreed_at")
    search_fields = ("reason", "platform__name")
    date_hierarchy = "created_at"
