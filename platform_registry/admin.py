"""The admin for administrators of a municipality: their own records, through the same door.

Every relation offers only what the person may use, every page carries the version it was opened
with, and everything is written by the verbs of `platform_registry.actions`.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from platform_registry import actions
from platform_registry.access import may, offered
from platform_registry.forms import RuledForm, show_errors
from platform_registry.models import EditedMeanwhile, Versioned
from platform_registry.resting import resting_on


class AdminForm(RuledForm):
    """With the version of the record the page was opened with."""

    version_name = "opened"
    opened = forms.IntegerField(required=False, widget=forms.HiddenInput())
    refused: ValidationError | None = None  # what the door said, to be shown on the form

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["opened"] = getattr(self.instance, "version", None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.refused:
            show_errors(self, self.refused)
        if self.instance.pk is not None:
            self._refuse_locked()
            self._refuse_stale(cleaned.get("opened"))
        return cleaned

    def _refuse_locked(self) -> None:
        reason = getattr(self.instance, "locked", str)()
        if reason:
            raise ValidationError(reason)

    def _refuse_stale(self, opened: int | None) -> None:
        """The row stays locked until the page has saved, so that nobody comes in between."""
        if not isinstance(self.instance, Versioned):
            return
        rows = type(self.instance)._default_manager.select_for_update().filter(pk=self.instance.pk)
        if rows.values_list("version", flat=True).first() != opened:
            raise EditedMeanwhile


class ThroughTheDoor(admin.options.BaseModelAdmin):  # type: ignore[type-arg]
    """What pages and inlines have in common: choices that are the person's own."""

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        kwargs["queryset"] = offered(db_field.remote_field.model, request.user, "administer")
        if db_field.name == "municipality" and not request.user.is_superuser:
            kwargs["required"] = True  # what belongs to nobody is the operator's
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        kwargs["queryset"] = offered(db_field.remote_field.model, request.user, "administer")
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class ScopedInline(ThroughTheDoor, admin.TabularInline):  # type: ignore[type-arg]
    form = RuledForm
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).permitted(request.user, "administer")  # type: ignore[attr-defined, no-any-return]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, "administer")  # type: ignore[arg-type]

    has_change_permission = has_add_permission = has_delete_permission = has_view_permission


class ScopedAdmin(ThroughTheDoor, admin.ModelAdmin):  # type: ignore[type-arg]
    """``read_only``: nothing is added, changed or deleted here."""

    read_only = False
    form = AdminForm
    list_per_page = 50
    show_full_result_count = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).permitted(request.user, "administer")  # type: ignore[attr-defined, no-any-return]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)
        versioned = obj is not None and isinstance(obj, Versioned)
        return fields if versioned else [name for name in fields if name != "opened"]

    # ------------------------------------------------------------------ writing

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """What the door refuses is said on the form, with everything that was typed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as refusal:
            request.refused = refusal
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: Any, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, *args, **kwargs)
        form.refused = getattr(request, "refused", None)
        return form

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        actions.save(obj, by=request.user, opened=form.cleaned_data.get("opened"))

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:
        actions.save_rows(formset, by=request.user)

    def delete_model(self, request: Any, obj: Any) -> None:
        actions.remove(obj, by=request.user)

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        for obj in queryset:
            actions.remove(obj, by=request.user)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes and what forbids it, as far as this person may know."""
        held = [resting_on(obj, request.user) for obj in objs]
        names = [str(obj) for obj in objs] + [name for h in held for name in h.cascading]
        locked = [reason for obj in objs if (reason := getattr(obj, "locked", str)())]
        return names, {}, set(), [name for h in held for name in h.protected] + locked

    # ------------------------------------------------------------------ who may

    def _may(self, request: HttpRequest, obj: Model | None) -> bool:
        return may(request.user, "administer", obj)  # type: ignore[arg-type]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return not self.read_only and self._may(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.read_only and self._may(request, obj)

    has_delete_permission = has_change_permission


class MasterAdmin(ScopedAdmin):
    """Common to all municipalities: read by every administrator, changed by the operator alone."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.model._default_manager.all().visible_to(request.user)  # type: ignore[no-any-return]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, None)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    has_delete_permission = has_change_permission
