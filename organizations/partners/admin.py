from __future__ import annotations

from django.contrib import admin

from organizations.models import Invitation
from platform_registry.admin.derived import ReadAdmin


@admin.register(Invitation)
class InvitationAdmin(ReadAdmin):
    list_display = ("platform", "invited", "state", "created_at", "answered_at", "answered_by")
    list_filter = ("state",)
    list_select_related = (
        "platform",
        "municipality__prefecture",
        "municipality__city",
        "answered_by",
    )
    search_fields = ("platform__name", "municipality__name", "note")
    date_hierarchy = "created_at"

    @admin.display(description="参加を頼んだ自治体", ordering="municipality")
    def invited(self, invitation: Invitation) -> str:
        return str(invitation.municipality)
