"""The admin for administrators of a municipality: their own records, through the same door.

Every relation offers only what the person may use, every page carries the version it was opened
with, and everything is written by the verbs of `platform_registry.actions`.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import (
    AdminDateWidget,
    AdminSplitDateTime,
    AdminTimeWidget,
    BaseAdminDateWidget,
    BaseAdminTimeWidget,
)
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from platform_registry import actions
from platform_registry.access import may, offered, rows_of
from platform_registry.admin.columns import RecordList, column, municipality_of
from platform_registry.admin.narrowing import (
    MunicipalityFilter,
    narrowed_by,
    place_path,
    sees_several,
)
from platform_registry.forms.fields import (
    DateField,
    DateInput,
    FiscalYearField,
    IntegerField,
    JSONField,
    MomentField,
    TimeField,
    TimeInput,
)
from platform_registry.forms.ruled import (
    OpenedForm,
    OpenedRows,
    RecordField,
    RecordsField,
    form_class_of,
    record_number,
    sentences_of,
    show_errors,
)
from platform_registry.models import Versioned
from platform_registry.records.resting import resting_on
from platform_registry.signed_in import signed_in

NOT_ROWS = "選んだ行を読み取れません。一覧で選び直してください。"
# What the filters of Django's lists put behind the name of their field.
ASKED_BY_FILTERS = ("", "__exact", "__id__exact", "__isnull")


class DatePart(DateInput, BaseAdminDateWidget):
    """令和6年3月5日 with the admin's calendar, which puts in 2024-03-05."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "vDateField", "size": "18", **(attrs or {})})


class TimePart(TimeInput, BaseAdminTimeWidget):
    """14:30 with the admin's clock, which puts in 14:30:15 for 「現在」."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "vTimeField", "size": "12", **(attrs or {})})


class AdminDate(DatePart, AdminDateWidget):
    pass


class AdminTime(TimePart, AdminTimeWidget):
    pass


class AdminMoment(AdminSplitDateTime):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        forms.MultiWidget.__init__(self, [DatePart, TimePart], attrs)


SHORT = forms.TextInput(attrs={"size": "12"})
NUMBER = forms.TextInput(attrs={"class": "vIntegerField", "inputmode": "numeric"})
WIDGETS: dict[type[forms.Field] | None, Any] = {
    DateField: AdminDate,
    TimeField: AdminTime,
    MomentField: AdminMoment,
    FiscalYearField: SHORT,
    IntegerField: NUMBER,
}


class SaysRefusals(forms.BaseForm):
    """What the door said is shown on the form, with everything that was typed."""

    refused: ValidationError | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.refused:
            show_errors(self, self.refused)
        return cleaned


class AdminForm(SaysRefusals, OpenedForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        reason = getattr(self.instance, "locked", str)() if self.instance.pk is not None else ""
        if reason:
            raise ValidationError(reason)
        return cleaned


class ThroughTheDoor(admin.options.BaseModelAdmin):
    """What pages and inlines have in common: fields as people type them, and own choices."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        form_class = form_class_of(db_field)
        if form_class and not db_field.is_relation:
            kwargs.setdefault("form_class", form_class)
        kwargs.setdefault("error_messages", sentences_of(db_field))
        if form_class in WIDGETS:
            kwargs.setdefault("widget", WIDGETS[form_class])
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        kwargs["queryset"] = offered(db_field.remote_field.model, request.user, "administer")
        kwargs["form_class"] = RecordField
        if db_field.name == "municipality" and not request.user.is_superuser:
            kwargs["required"] = True  # what belongs to nobody is the operator's
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        kwargs["queryset"] = offered(db_field.remote_field.model, request.user, "administer")
        kwargs["form_class"] = RecordsField
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class ScopedInline(ThroughTheDoor, admin.TabularInline):
    form = OpenedForm
    formset = OpenedRows
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return cast(QuerySet[Any], rows.permitted(request.user, "administer"))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(signed_in(request), "administer")

    has_change_permission = has_add_permission = has_delete_permission = has_view_permission


class ScopedAdmin(ThroughTheDoor, admin.ModelAdmin):
    """``read_only``: nothing is added, changed or deleted here."""

    read_only = False
    form = AdminForm
    list_per_page = 50
    show_full_result_count = False
    formfield_overrides = {
        models.JSONField: {"form_class": JSONField},
    }

    class Media:
        css: ClassVar = {"all": ["platform_registry/admin.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without what is in a file: no list shows it and no form changes it."""
        rows: Any = super().get_queryset(request)
        files = [f.name for f in self.opts.concrete_fields if isinstance(f, models.BinaryField)]
        return cast(QuerySet[Any], rows.permitted(request.user, "administer").defer(*files))

    # ------------------------------------------------------------------ lists

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """With the municipality for those who see several."""
        names = super().get_list_display(request)
        kind: Any = self.model
        columns = [column(kind, name) if isinstance(name, str) else name for name in names]
        if self.tells_whose(request):
            columns.insert(1, municipality_of)
        return columns

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        filters = [narrowed_by(self.model, name) for name in super().get_list_filter(request)]
        return [MunicipalityFilter, *filters] if self.tells_whose(request) else filters

    def tells_whose(self, request: HttpRequest) -> bool:
        """Whether the municipality is among columns and filters."""
        return bool(sees_several(request.user) and place_path(self.model))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RecordList]:
        return RecordList

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """An address asks by a relation only what a filter of the list asks: the answer may tell
        of records this person doesn't know of."""
        names = {field.name: field for field in self.model._meta.get_fields()}
        first = names.get(lookup.split("__")[0])
        if first is not None and first.is_relation:
            every: list[Any] = [*self.get_list_filter(request)]
            filters = [f for f in every if not isinstance(f, type)]  # those ask in their own way
            filters = [f if isinstance(f, str) else f[0] for f in filters]
            return lookup in {f"{name}{end}" for name in filters for end in ASKED_BY_FILTERS}
        return bool(super().lookup_allowed(lookup, value, request))

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
        form.user = request.user
        return form

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        actions.save_form(form, by=request.user, opened=form.cleaned_data.get("opened"))

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """The relations of the record itself went through the door with it."""
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:
        actions.save_rows(formset, by=request.user)

    def delete_model(self, request: Any, obj: Any) -> None:
        opened = record_number(request.POST.get("opened", "")) or 0
        actions.remove(obj, by=request.user, opened=opened)

    def history_view(self, request: Any, object_id: str, extra_context: Any = None) -> Any:
        """What became of a record stands in one place, in sentences."""
        record = self.get_object(request, object_id)
        if record is None or not self.has_view_permission(request, record):
            raise Http404("この記録は見つかりません。")
        kind = ContentType.objects.get_for_model(self.model).pk
        return redirect(f"{reverse('audit-log')}?record={kind}-{record.pk}")

    def log_addition(self, request: Any, obj: Any, message: Any) -> Any:
        """The door writes down what is done; Django's own log doesn't know what is secret."""

    def log_change(self, request: Any, obj: Any, message: Any) -> Any:
        """As above."""

    def log_deletions(self, request: Any, queryset: Any) -> Any:
        """As above."""

    @transaction.atomic
    def delete_queryset(self, request: Any, queryset: Any) -> None:
        for obj in queryset:
            actions.remove(obj, by=request.user)

    def get_changelist_instance(self, request: Any) -> Any:
        """A moment at the edge of the calendar is none to a database."""
        try:
            return super().get_changelist_instance(request)
        except OverflowError:
            raise IncorrectLookupParameters from None

    def response_action(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Carries out what was chosen for the rows ticked, where these are numbers at all."""
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if all(record_number(number) is not None for number in ticked):
            return super().response_action(request, *args, **kwargs)
        self.message_user(request, NOT_ROWS, messages.ERROR)
        return None

    def changelist_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return self._all_or_told(request, super().changelist_view, *args, **kwargs)

    def delete_view(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return self._all_or_told(request, super().delete_view, *args, **kwargs)

    def _all_or_told(self, request: Any, view: Any, *args: Any, **kwargs: Any) -> Any:
        """A deletion that is refused deletes nothing, and the page says why."""
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except ValidationError as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
        return redirect(request.get_full_path())

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes and what forbids it, as far as this person may know."""
        held = [resting_on(obj, request.user) for obj in objs]
        names = [str(obj) for obj in objs] + [name for h in held for name in h.cascading]
        kept = [name for h in held for name in h.protected]
        for why in ("locked", "irremovable"):
            kept += [reason for obj in objs if (reason := getattr(obj, why, str)())]
        kept += [str(obj) for obj in objs if not may(signed_in(request), "remove", obj)]
        return names, {}, set(), kept

    # ------------------------------------------------------------------ who may

    def _may(self, request: HttpRequest, obj: Model | None) -> bool:
        return may(signed_in(request), "administer", obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return not self.read_only and self._may(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.read_only and self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = obj is None or may(signed_in(request), "remove", obj)
        return allowed and self.has_change_permission(request, obj)


class MasterAdmin(ScopedAdmin):
    """Common to all municipalities: read by every administrator, changed by the operator alone."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return cast(QuerySet[Any], rows_of(self.model).visible_to(request.user))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, None)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    has_delete_permission = has_change_permission
