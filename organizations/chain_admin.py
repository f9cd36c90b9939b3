"""The admin for platforms and what hangs on them; upper floors register theirs the same way."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models

from organizations import actions
from platform_registry.admin import ScopedAdmin


class ChainAdmin(ScopedAdmin):
    """Related records are found by typing: choices of thousands help nobody."""

    list_display: Any = ("__str__",)
    readonly_fields: Any = ()

    @property
    def search_fields(self) -> tuple[str, ...]:  # type: ignore[override]
        """The first texts of the record: name, title, label."""
        texts = [
            field.name
            for field in self.model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField) and not field.choices
        ]
        return tuple(texts[:3]) or ("id",)

    @property
    def autocomplete_fields(self) -> tuple[str, ...]:  # type: ignore[override]
        relations = (*self.model._meta.concrete_fields, *self.model._meta.many_to_many)
        return tuple(f.name for f in relations if f.is_relation and f.editable)

    def delete_model(self, request: Any, obj: Any) -> None:
        actions.remove_record(obj, by=request.user)

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        for obj in queryset:
            actions.remove_record(obj, by=request.user)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if hasattr(obj, "stamp"):
            obj.stamp(request.user)
        if change and hasattr(obj, "version"):
            obj.version += 1  # an officer's form opened before now must notice
        super().save_model(request, obj, form, change)


def register(*chain: type[models.Model]) -> None:
    for model in chain:
        admin.site.register(model, ChainAdmin)
