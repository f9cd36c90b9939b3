from __future__ import annotations

from django.contrib import admin

from organizations.models import Measure, Need, NeedMatch, PracticeExample
from platform_registry.admin.derived import DerivedAdmin


@admin.register(Need)
class NeedAdmin(DerivedAdmin):
    list_display = ("text", "mark", "platform", "heard_from", "confidential")
    list_filter = ("confidential",)
    search_fields = ("text", "mark", "heard_from", "platform__name")


@admin.register(NeedMatch)
class NeedMatchAdmin(DerivedAdmin):
    list_display = ("organization", "need", "state", "reason")
    list_filter = ("state",)
    search_fields = ("organization__name", "need__text", "reason")


@admin.register(Measure)
class MeasureAdmin(DerivedAdmin):
    list_display = ("text", "number", "platform")
    search_fields = ("text", "detail", "platform__name")


@admin.register(PracticeExample)
class PracticeExampleAdmin(DerivedAdmin):
    list_display = ("title", "platform", "operator", "place", "since")
    list_select_related = ("platform", "organization")
    search_fields = ("title", "organization__name", "operator_as_printed", "place")
    date_hierarchy = "since"

    @admin.display(description="運営者", ordering="organization__name")
    def operator(self, example: PracticeExample) -> str:
        return str(example.organization or example.operator_as_printed)
