from __future__ import annotations

from django.contrib import admin

from organizations.models import Layer, MemberCount
from platform_registry.admin.derived import DerivedAdmin


@admin.register(Layer)
class LayerAdmin(DerivedAdmin):
    list_display = ("name", "platform", "kind", "state", "starts_on", "notice_on", "confidential")
    list_filter = ("kind", "state", "confidential")
    search_fields = ("name", "platform__name", "legal_basis")
    date_hierarchy = "starts_on"


@admin.register(MemberCount)
class MemberCountAdmin(DerivedAdmin):
    list_display = ("label", "counted", "layer", "as_of")
    list_filter = ("exactness",)
    search_fields = ("label", "as_printed", "layer__name")
    date_hierarchy = "as_of"

    @admin.display(description="数", ordering="value")
    def counted(self, count: MemberCount) -> str:
        return count.shown
