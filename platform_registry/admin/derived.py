"""The admin of a kind of record that needs nothing of its own: columns, filters and search follow
from its fields and from what it hangs on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.apps import apps
from django.contrib import admin
from django.db import models

from platform_registry.access import ScopedQuerySet
from platform_registry.admin.scoped import ScopedAdmin
from platform_registry.records.ownership import owner_names


class DerivedAdmin(ScopedAdmin):
    """What a class doesn't say of itself follows from its kind of record."""

    readonly_fields: ClassVar[Any] = ()

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        own = [kind for kind in type(self).__mro__ if issubclass(kind, DerivedAdmin)]
        said = {name for kind in own for name in vars(kind)}
        if "list_display" not in said:
            self.list_display = _columns(model)
        for name, derived in DERIVED.items():
            if name not in said:
                setattr(self, name, derived(model, self.list_display))


def _columns(model: type[models.Model]) -> tuple[str, ...]:
    """The record, what it hangs on, its states and dates."""
    fields = model._meta.concrete_fields
    names = {field.name for field in fields}
    owners = [name for name in owner_names(model) if name in names]
    states = [field.name for field in fields if field.choices][:3]
    days = [field.name for field in fields if isinstance(field, models.DateField)][:2]
    return ("__str__", *dict.fromkeys([*owners, *states, *days]))


def _states(model: type[models.Model], columns: Sequence[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in model._meta.concrete_fields if field.choices)[:3]


def _shown_relations(model: type[models.Model], columns: Sequence[Any]) -> tuple[str, ...]:
    relations = (field.name for field in model._meta.concrete_fields if field.is_relation)
    return tuple(name for name in relations if name in columns)


def _texts(model: type[models.Model], columns: Sequence[Any]) -> tuple[str, ...]:
    """The first texts of the record: name, title, label."""
    texts = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]
    return tuple(texts[:3]) or ("id",)


def _relations(model: type[models.Model], columns: Sequence[Any]) -> tuple[str, ...]:
    """Found by typing: choices of thousands help nobody."""
    relations = (*model._meta.concrete_fields, *model._meta.many_to_many)
    return tuple(field.name for field in relations if field.is_relation and field.editable)


DERIVED: dict[str, Callable[[type[models.Model], Sequence[Any]], tuple[str, ...]]] = {
    "list_filter": _states,
    "list_select_related": _shown_relations,
    "search_fields": _texts,
    "autocomplete_fields": _relations,
}


class ReadAdmin(DerivedAdmin):
    """To be read here only: it is entered beside its record, or by a verb with rules of its own."""

    read_only = True


def register_others(app_label: str) -> None:
    """The kinds of records of an app that ask nothing of their own of the admin."""
    for kind in apps.get_app_config(app_label).get_models():
        scoped = isinstance(kind._default_manager.all(), ScopedQuerySet)
        if scoped and not admin.site.is_registered(kind):
            admin.site.register(kind, DerivedAdmin)
