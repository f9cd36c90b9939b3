from __future__ import annotations

from django.contrib import admin

from organizations.models import SourceDocument
from platform_registry.admin.derived import DerivedAdmin


@admin.register(SourceDocument)
class SourceDocumentAdmin(DerivedAdmin):
    list_display = ("title", "edition", "chapter", "number", "created_at")
    list_filter = ("edition",)
    search_fields = ("title", "edition", "code", "note")
    date_hierarchy = "created_at"
