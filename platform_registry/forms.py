"""Forms of records, for every app: every rule is said under its field, in plain words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from platform_registry.actions import save_form
from platform_registry.fields import (
    GRAINS,
    DateField,
    DecimalField,
    FiscalYearField,
    IntegerField,
    TimeField,
)
from platform_registry.opened import Reopened


class RecordsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
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


def record_number(text: str) -> int | None:
    """The number of a record in an address or a form; None for what can't be one."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def words_in(text: str, limit: int = 100) -> str:
    """What somebody searches for. No record holds a NUL, and PostgreSQL refuses to look for it."""
    return text.replace("\0", "").strip()[:limit]


FORM_CLASSES: dict[str, type[forms.Field]] = {
    "DateField": DateField,
    "FiscalYearField": FiscalYearField,
    "TimeField": TimeField,
    "ManyToManyField": RecordsField,
    "DecimalField": DecimalField,
    "IntegerField": IntegerField,
    "PositiveIntegerField": IntegerField,
    "PositiveSmallIntegerField": IntegerField,
}


def plain_formfield(db_field: Any, **kwargs: Any) -> forms.Field | None:
    """``formfield_callback`` of model forms: dates, times and numbers as people type them."""
    kind = "FiscalYearField" if db_field.name == "fiscal_year" else db_field.get_internal_type()
    if db_field.choices is None and kind in FORM_CLASSES:
        kwargs["form_class"] = FORM_CLASSES[kind]
    field: forms.Field | None = db_field.formfield(**kwargs)
    return field


class RuledForm(Reopened, forms.ModelForm):  # type: ignore[type-arg]
    """A form of a record, on the site and in the admin: every rule is said under its field."""

    class Meta:
        formfield_callback = plain_formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "grain" in self.fields:
            self._take_dates_as_fine_as(str(self["grain"].value() or "day"))

    def _take_dates_as_fine_as(self, grain: str) -> None:
        for name, field in self.fields.items():
            if isinstance(field, DateField) and name in ("starts_on", "ends_on"):
                field.grain = grain if grain in GRAINS else "day"
                field.last = name == "ends_on"

    def _update_errors(self, errors: ValidationError) -> None:
        """What could not be read at all is said already."""
        found = by_field(errors).items()
        told = {name: said for name, said in found if name not in self.errors}
        super()._update_errors(ValidationError(_placed(self, told)))  # type: ignore[misc]


def show_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """A rule the door refused: under its field; a field the form doesn't have is named."""
    for name, sentences in _placed(form, by_field(error)).items():
        form.add_error(name if name != NON_FIELD_ERRORS else None, sentences)


def by_field(error: ValidationError) -> dict[str, list[ValidationError]]:
    """Field name (or `NON_FIELD_ERRORS`) → what is wrong with it."""
    if hasattr(error, "error_dict"):
        return error.error_dict
    return {NON_FIELD_ERRORS: error.error_list}


def _placed(form: Any, found: dict[str, list[ValidationError]]) -> dict[str, list[ValidationError]]:
    placed: dict[str, list[ValidationError]] = {}
    for name, sentences in found.items():
        if name == NON_FIELD_ERRORS or name in form.fields:
            placed.setdefault(name, []).extend(sentences)
        else:
            named = [_named(form, name, sentence) for sentence in sentences]
            placed.setdefault(NON_FIELD_ERRORS, []).extend(named)
    return placed


def _named(form: Any, name: str, sentence: ValidationError) -> ValidationError:
    label = form.instance._meta.get_field(name).verbose_name
    return ValidationError(f"{label}：{' '.join(sentence.messages)}")


def saved(form: Any, *, by: Any, opened: int | None = None, **why: Any) -> bool:
    """Whether the door took what a valid form holds; else the form says why it did not."""
    try:
        save_form(form, by=by, opened=opened, **why)
    except ValidationError as error:
        show_errors(form, error)
        return False
    return True
