from __future__ import annotations

from django.contrib import admin

from organizations.models import OwnChoice, OwnField
from platform_registry.admin.derived import DerivedAdmin


@admin.register(OwnField)
class OwnFieldAdmin(DerivedAdmin):
    list_display = ("label", "of", "type", "position", "active")
    list_filter = ("of", "type", "active")
    search_fields = ("label",)


@admin.register(OwnChoice)
class OwnChoiceAdmin(DerivedAdmin):
    list_display = ("label", "field", "position", "active")
    search_fields = ("label",)
