"""The admin of a kind of record that needs nothing of its own: columns, filters and search follow
from its fields and from what it hangs on."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.contrib import admin
from django.db import models

from platform_registry.access import ScopedQuerySet
from platform_registry.admin.scoped import ScopedAdmin
from platform_registry.records.ownership import owner_names


class DerivedAdmin(ScopedAdmin):
    """Related records are found by typing: choices of thousands help nobody."""

    readonly_fields: ClassVar[Any] = ()

    @property
    def list_display(self) -> tuple[str, ...]:  # type: ignore[override]
        """The record, what it hangs on, its states and dates."""
        fields = self.model._meta.concrete_fields
        owners = [name for name in owner_names(self.model) if name in {f.name for f in fields}]
        states = [f.name for f in fields if f.choices][:3]
        days = [f.name for f in fields if isinstance(f, models.DateField)][:2]
        return ("__str__", *dict.fromkeys([*owners, *states, *days]))

    @property
    def list_filter(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(f.name for f in self.model._meta.concrete_fields if f.choices)[:3]

    @property
    def list_select_related(self) -> tuple[str, ...]:  # type: ignore[override]
        relations = [f.name for f in self.model._meta.concrete_fields if f.is_relation]
        return tuple(name for name in relations if name in self.list_display)

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


class ReadAdmin(DerivedAdmin):
    """To be read here only: it is entered beside its record, or by a verb with rules of its own."""

    read_only = True


def register_others(app_label: str) -> None:
    """The kinds of records of an app that ask nothing of their own of the admin."""
    for kind in apps.get_app_config(app_label).get_models():
        scoped = isinstance(kind._default_manager.all(), ScopedQuerySet)
        if scoped and not admin.site.is_registered(kind):
            admin.site.register(kind, DerivedAdmin)
