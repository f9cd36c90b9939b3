"""The admin for platforms and what hangs on them; upper floors register theirs the same way."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models

from organizations.models import (
    Clearance,
    Layer,
    Measure,
    MemberCount,
    Membership,
    Need,
    NeedMatch,
    Note,
    Platform,
    PracticeExample,
    SourceDocument,
    Statistic,
)
from platform_registry.admin import ScopedAdmin


class ChainAdmin(ScopedAdmin):
    """Related records are typed by number: choices of thousands help nobody."""

    list_display: Any = ("__str__",)
    search_fields: Any = ("id",)
    readonly_fields: Any = ()

    def get_raw_id_fields(self) -> tuple[str, ...]:
        relations = (f for f in self.model._meta.concrete_fields if f.is_relation and f.editable)
        return tuple(field.name for field in relations)

    @property
    def raw_id_fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return self.get_raw_id_fields()

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if hasattr(obj, "stamp"):
            obj.stamp(request.user)
        if change and hasattr(obj, "version"):
            obj.version += 1  # an officer's form opened before now must notice
        super().save_model(request, obj, form, change)


def register(*chain: type[models.Model]) -> None:
    for model in chain:
        admin.site.register(model, ChainAdmin)


register(
    Clearance, Layer, Measure, MemberCount, Membership, Need, NeedMatch, Note, Platform,
    PracticeExample, SourceDocument, Statistic,
)  # fmt: skip
