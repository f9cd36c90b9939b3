from __future__ import annotations

from django.contrib import admin

from organizations.models import Platform
from platform_registry.admin.derived import DerivedAdmin


@admin.register(Platform)
class PlatformAdmin(DerivedAdmin):
    list_display = ("name", "status", "established_on", "owner_organization", "shared")
    list_filter = ("status", "shared")
    search_fields = ("name", "nickname", "purpose")
    date_hierarchy = "established_on"
