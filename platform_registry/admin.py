"""The admin for administrators of a municipality: their own records, and nothing of others."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from platform_registry.access import ScopedQuerySet, may


def administers(user: Any, record: Model | None = None) -> bool:
    if record is None or not isinstance(type(record)._default_manager.all(), ScopedQuerySet):
        return may(user, "administer")
    return may(user, "administer", record)


class ScopedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """``read_only``: nothing is added, changed or deleted here."""

    read_only = False
    list_per_page = 50
    show_full_result_count = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        queryset = super().get_queryset(request)
        if isinstance(queryset, ScopedQuerySet):
            return queryset.permitted(request.user, "administer")  # type: ignore[arg-type]
        return queryset

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        model = db_field.remote_field.model
        rows = model._default_manager.all()
        if isinstance(rows, ScopedQuerySet):
            kwargs.setdefault("queryset", rows.permitted(request.user, "administer"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        rows = db_field.remote_field.model._default_manager.all()
        if isinstance(rows, ScopedQuerySet):
            kwargs.setdefault("queryset", rows.permitted(request.user, "administer"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, "administer")  # type: ignore[arg-type]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administers(request.user, obj)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return not self.read_only and may(request.user, "administer")  # type: ignore[arg-type]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.read_only and administers(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.read_only and administers(request.user, obj)
