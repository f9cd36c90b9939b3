"""Forms of records, for every app: every rule is said under its field, in plain words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.forms.models import ModelFormMetaclass

from platform_registry.actions import save_form
from platform_registry.forms.fields import (
    NOT_A_NUMBER,
    DateField,
    DecimalField,
    EmailField,
    FiscalYearField,
    IntegerField,
    LineField,
    MomentField,
    TextField,
    TimeField,
    URLField,
)
from platform_registry.forms.opened import Reopened
from platform_registry.forms.periods import PeriodAsTyped
from platform_registry.japanese import line_as_meant, whole_number, without_unseen
from platform_registry.models import label_of_field
from platform_registry.records.ownership import FIXED, fixed_owners
from platform_registry.secrecy import NOBODY

CONFIDED = "（守秘の記録）"


class RecordField(forms.ModelChoiceField):
    """One record. What is no number is refused like any other that isn't offered."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(0 if self._is_odd(value) else value)

    def prepare_value(self, value: Any) -> Any:
        """What is shown again must be one the database can be asked for."""
        shown = super().prepare_value(value)
        return "" if self._is_odd(shown) else shown

    def _is_odd(self, value: Any) -> bool:
        if value in self.empty_values or isinstance(value, models.Model):
            return False
        return record_number(str(value)) is None


class RecordsField(forms.ModelMultipleChoiceField):
    """Several records. A number no database holds is refused like any other that isn't offered."""

    def clean(self, value: Any) -> Any:
        for pk in value or ():
            if record_number(str(pk)) is None:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(pk)[:20]},
                )
        return super().clean(value)

    def prepare_value(self, value: Any) -> Any:
        shown = super().prepare_value(value)
        if not isinstance(shown, list | tuple):
            return shown
        return [pk for pk in shown if record_number(str(pk)) is not None]


def record_number(text: str) -> int | None:
    """The number of a record in an address or a form; None for what can't be one."""
    return whole_number(text, 10**18 - 1)


def words_in(text: str, limit: int = 100) -> str:
    """What somebody searches for, as it is seen; PostgreSQL refuses to look for a NUL."""
    return line_as_meant(without_unseen(text))[:limit]


FORM_CLASSES: dict[str, type[forms.Field]] = {
    "CharField": LineField,
    "TextField": TextField,
    "EmailField": EmailField,
    "URLField": URLField,
    "DateField": DateField,
    "FiscalYearField": FiscalYearField,
    "TimeField": TimeField,
    "DateTimeField": MomentField,
    "ForeignKey": RecordField,
    "ManyToManyField": RecordsField,
    "DecimalField": DecimalField,
    "IntegerField": IntegerField,
    "PositiveBigIntegerField": IntegerField,
    "PositiveIntegerField": IntegerField,
    "PositiveSmallIntegerField": IntegerField,
}


def plain_formfield(db_field: Any, **kwargs: Any) -> forms.Field | None:
    """``formfield_callback`` of model forms: dates, times and numbers as people type them."""
    if form_class := form_class_of(db_field):
        kwargs["form_class"] = form_class
    kwargs.setdefault("error_messages", sentences_of(db_field))
    field: forms.Field | None = db_field.formfield(**kwargs)
    return field


def sentences_of(db_field: Any) -> dict[str, str]:
    """Where a number can't be read, the example is one that would stand in this column."""
    if form_class_of(db_field) is not IntegerField:
        return {}
    small = db_field.get_internal_type() == "PositiveSmallIntegerField"
    example = "1" if db_field.name in ("number", "position") else "30" if small else "1,460"
    return {"invalid": NOT_A_NUMBER.format(example)}


def form_class_of(db_field: Any) -> type[forms.Field] | None:
    """The field that takes a column as people type it, on the site and in the admin."""
    kind, column = type(db_field).__name__, db_field.get_internal_type()
    if db_field.name == "fiscal_year":
        kind = "FiscalYearField"
    # An address is a text to the database.
    found = FORM_CLASSES.get(kind) or FORM_CLASSES.get(column)
    return found if db_field.choices is None else None


class _Completed(ModelFormMetaclass):
    """What holds in every form is settled when its ``__init__`` has chosen fields and choices."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        form = super().__call__(*args, **kwargs)
        if form.instance.pk is not None:
            form.keep_what_stands()
        return form


def the_field(form: forms.BaseForm, name: str) -> Any:
    """A field whose choices depend on who asks or on the record."""
    return form.fields[name]


class RuledForm(Reopened, PeriodAsTyped, forms.ModelForm, metaclass=_Completed):
    """A form of a record, on the site and in the admin: every rule is said under its field.

    What the record names stays a choice, also where this person couldn't newly choose it, so that
    a form saved untouched changes nothing; what it hangs on is shown and can't be changed.
    """

    user: Any = NOBODY  # who reads the form, where it matters

    class Meta:
        formfield_callback = plain_formfield

    def keep_what_stands(self) -> None:
        for name in fixed_owners(type(self.instance)):
            if name in self.fields:
                self.fields[name].disabled = True
                self.fields[name].help_text = FIXED
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField) and (stored := self._stored(name)):
                self._keep_offering(field, stored)

    def _keep_offering(self, field: Any, stored: list[Any]) -> None:
        kept = field.queryset.model._default_manager.filter(pk__in=stored)
        once = field.queryset.query.distinct
        field.queryset = field.queryset | (kept.distinct() if once else kept)
        self._keep_secrets(field, stored)

    def _stored(self, name: str) -> list[Any]:
        """The numbers a relation of the record holds as it stands."""
        meta = self.instance._meta
        if name in {field.name for field in meta.many_to_many}:
            return [record.pk for record in getattr(self.instance, name).all()]
        relations = {f.name: f.attname for f in meta.concrete_fields if f.is_relation}
        number = getattr(self.instance, relations[name]) if name in relations else None
        return [number] if number is not None else []

    def _keep_secrets(self, field: Any, stored: list[Any]) -> None:
        """What is confided to others stays chosen without a name."""
        told = getattr(field.queryset, "confided", lambda _: None)(self.user)
        if told is None:
            return
        rows = field.queryset.model._base_manager.filter(pk__in=stored)
        untold = {*stored} - {*rows.filter(told).values_list("pk", flat=True)}
        called = field.label_from_instance
        field.label_from_instance = lambda row: CONFIDED if row.pk in untold else called(row)

    def _update_errors(self, errors: ValidationError) -> None:
        """What could not be read at all is said already."""
        found = by_field(errors).items()
        told = {name: said for name, said in found if name not in self.errors}
        super()._update_errors(ValidationError(_placed(self, told, type(self.instance))))  # type: ignore[misc]  # mixin of forms and fields


class OpenedForm(RuledForm):
    """With the version the record had when the page was opened; the door compares it.

    For the admin and for rows: other forms of the site get it from their page.
    """

    version_name = "opened"
    opened = IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["opened"] = getattr(self.instance, "version", None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_outdated()
        return cleaned


class OpenedRows(forms.BaseInlineFormSet):
    """Rows of a record, each an `OpenedForm`."""

    def is_valid(self) -> bool:
        """What is wrong with a row doesn't matter where it goes, but that others changed it does."""
        return super().is_valid() and not any(
            form.outdated  # type: ignore[attr-defined]  # its rows are OpenedForms
            for form in self.forms
        )


def show_errors(form: Any, error: ValidationError) -> None:
    """A rule the door refused: under its field; a field the form doesn't have is named."""
    kind = getattr(error, "kind", type(form.instance))
    for name, sentences in _placed(form, by_field(error), kind).items():
        form.add_error(name if name != NON_FIELD_ERRORS else None, sentences)


def by_field(error: ValidationError) -> dict[str, list[ValidationError]]:
    """Field name (or `NON_FIELD_ERRORS`) → what is wrong with it."""
    if hasattr(error, "error_dict"):
        return error.error_dict
    return {NON_FIELD_ERRORS: error.error_list}


def _placed(
    form: Any, found: dict[str, list[ValidationError]], kind: type[models.Model]
) -> dict[str, list[ValidationError]]:
    """``kind``: whose fields the names are; a field of another record stands above the form."""
    own = isinstance(form.instance, kind)
    placed: dict[str, list[ValidationError]] = {}
    for name, sentences in found.items():
        if name == NON_FIELD_ERRORS or (own and name in form.fields):
            placed.setdefault(name, []).extend(sentences)
        else:
            named = [_named(kind, name, sentence) for sentence in sentences]
            placed.setdefault(NON_FIELD_ERRORS, []).extend(named)
    return placed


def _named(kind: type[models.Model], name: str, sentence: ValidationError) -> ValidationError:
    try:
        label = f"{label_of_field(kind, name)}："
    except FieldDoesNotExist:  # a rule of several fields, called by a name of its own
        label = ""
    return ValidationError(label + " ".join(sentence.messages))


def saved(form: Any, *, by: Any, opened: int | None = None, **why: Any) -> bool:
    """Whether the door took what a valid form holds; else the form says why it did not."""
    try:
        save_form(form, by=by, opened=opened, **why)
    except ValidationError as error:
        show_errors(form, error)
        return False
    return True
