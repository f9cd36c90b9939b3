"""What stands beside records is entered and changed there; here to be looked up."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator

from organizations.models import Attachment, Membership, Note, Statistic
from platform_registry.admin.derived import ReadAdmin


class BesideAdmin(ReadAdmin):
    list_select_related: ClassVar[Any] = ("record_type",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        named = GenericPrefetch("record", [Membership.objects.with_bodies()])
        return super().get_queryset(request).prefetch_related(named)

    @admin.display(description="記録の種類", ordering="record_type")
    def kind_of_record(self, row: Any) -> str:
        model = row.record_type.model_class()
        return str(model._meta.verbose_name) if model else ""

    @admin.display(description="記録")
    def stands_at(self, row: Any) -> str:
        return Truncator(row.record or "（削除された記録）").chars(40)


@admin.register(Note)
class NoteAdmin(BesideAdmin):
    list_display = ("text", "kind", "kind_of_record", "stands_at", "source", "settled_on")
    list_filter = ("kind", "pinned")
    list_select_related = ("record_type", "source")
    search_fields = ("text", "statement", "conflict", "source__title")
    date_hierarchy = "created_at"


@admin.register(Statistic)
class StatisticAdmin(BesideAdmin):
    list_display = ("label", "number", "kind_of_record", "stands_at", "as_of")
    list_filter = ("exactness",)
    search_fields = ("label", "as_printed", "unit")
    date_hierarchy = "as_of"

    @admin.display(description="数値", ordering="value")
    def number(self, statistic: Statistic) -> str:
        return statistic.shown


@admin.register(Attachment)
class AttachmentAdmin(BesideAdmin):
    list_display = ("name", "kind", "size", "kind_of_record", "stands_at", "created_at")
    search_fields = ("name", "note")
    date_hierarchy = "created_at"
