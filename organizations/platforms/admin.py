from __future__ import annotations

from django.contrib import admin

from organizations.chain.admin import ChainAdmin
from organizations.models import Platform


@admin.register(Platform)
class PlatformAdmin(ChainAdmin):
    list_display = ("name", "status", "established_on", "owner_organization", "shared")
    list_filter = ("status", "shared")
    search_fields = ("name", "nickname", "purpose")
    date_hierarchy = "established_on"
