from __future__ import annotations

from typing import Any

from django.contrib import admin

from organizations.models import OwnChoice, OwnField
from organizations.own.definitions import NAME
from organizations.own.forms import HEADING, OwnFieldsForm
from organizations.own.reading import fields_at
from platform_registry.admin.derived import DerivedAdmin
from platform_registry.admin.scoped import AdminForm, ScopedAdmin


@admin.register(OwnField)
class OwnFieldAdmin(DerivedAdmin):
    list_display = ("label", "of", "type", "position", "active")
    list_filter = ("of", "type", "active")
    search_fields = ("label",)


@admin.register(OwnChoice)
class OwnChoiceAdmin(DerivedAdmin):
    list_display = ("label", "field", "position", "active")
    search_fields = ("label",)


class OwnValuesForm(OwnFieldsForm, AdminForm):
    """Of a stored record: whose fields a new one may be asked for isn't known before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.ask_own()


class OwnValuesAdmin(ScopedAdmin):
    """Of records with own fields (`OwnValues`): asked below the others, under a heading."""

    form = OwnValuesForm

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        fieldsets: list[Any] = [*super().get_fieldsets(request, obj)]
        asked = fields_at(obj, request.user) if obj is not None else []
        if names := [field.name for field in asked if field.active]:
            fieldsets.append((HEADING, {"fields": names}))
        return fieldsets

    def get_form(self, request: Any, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Own fields are no columns of the record: the form adds them itself."""
        if names := kwargs.get("fields"):
            kwargs["fields"] = [name for name in names if not name.startswith(NAME)]
        return super().get_form(request, obj, *args, **kwargs)
