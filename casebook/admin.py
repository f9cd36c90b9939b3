from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from casebook.models import (
    CaseSheet,
    Passage,
    PublishedPassage,
    Reference,
    SheetVersion,
    StageNote,
    StageStatus,
)
from platform_registry.admin.derived import DerivedAdmin, ReadAdmin, register_others
from platform_registry.admin.scoped import MasterAdmin


@admin.register(CaseSheet)
class CaseSheetAdmin(DerivedAdmin):
    list_display = ("platform", "fiscal_year", "edition", "state", "confirmed_on")
    list_filter = ("fiscal_year", "state")
    search_fields = ("platform__name", "edition")
    date_hierarchy = "confirmed_on"


@admin.register(StageStatus)
class StageStatusAdmin(DerivedAdmin):
    list_display = ("stage", "state", "fiscal_year", "platform")
    list_filter = ("fiscal_year", "state", "stage")
    search_fields = ("platform__name",)


@admin.register(Passage)
class PassageAdmin(DerivedAdmin):
    list_display = ("__str__", "part", "number", "sheet", "starts_on")
    list_filter = ("part", "sheet__fiscal_year")
    list_select_related = ("sheet__platform",)
    search_fields = ("heading", "text", "tag", "sheet__platform__name")
    date_hierarchy = "starts_on"


@admin.register(StageNote)
class StageNoteAdmin(DerivedAdmin):
    list_display = ("heading", "stage", "side", "tag", "sheet")
    list_filter = ("stage", "side", "sheet__fiscal_year")
    list_select_related = ("sheet__platform",)
    search_fields = ("heading", "text", "tag", "sheet__platform__name")


@admin.register(SheetVersion)
class SheetVersionAdmin(ReadAdmin):
    """To be looked up; what was published is changed by nobody."""

    list_display = ("sheet", "number", "published_on", "published_by", "withdrawn_on")
    list_filter = ("sheet__fiscal_year",)
    list_select_related = ("sheet__platform", "published_by")
    search_fields = ("sheet__platform__name", "publisher", "reason", "withdrawal_reason")
    date_hierarchy = "published_on"
    exclude = ("document",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("document")


@admin.register(PublishedPassage)
class PublishedPassageAdmin(ReadAdmin):
    list_display = ("__str__", "part", "stage", "side", "sheet", "version")
    list_filter = ("part", "stage", "version__sheet__fiscal_year")
    search_fields = ("heading", "text", "tag", "version__sheet__platform__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        passages = super().get_queryset(request).select_related("version__sheet__platform")
        return passages.defer("version__document")

    @admin.display(description="事例票", ordering="version__sheet")
    def sheet(self, passage: PublishedPassage) -> str:
        return str(passage.version.sheet)


@admin.register(Reference)
class ReferenceAdmin(MasterAdmin, DerivedAdmin):
    """The same for everybody, and entered by the operator alone."""

    list_display = ("__str__", "kind", "group", "stage", "number", "on")
    list_filter = ("kind", "stage")
    search_fields = ("heading", "text", "group")
    date_hierarchy = "on"


register_others("casebook")
