from __future__ import annotations

from django.contrib import admin

from organizations.chain.admin import ChainAdmin
from organizations.models import SourceDocument


@admin.register(SourceDocument)
class SourceDocumentAdmin(ChainAdmin):
    list_display = ("title", "edition", "chapter", "number", "created_at")
    list_filter = ("edition",)
    search_fields = ("title", "edition", "code", "note")
    date_hierarchy = "created_at"
