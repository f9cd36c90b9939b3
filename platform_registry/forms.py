"""Form fields as Japanese offices write, for every app."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.forms.models import ModelFormMetaclass
from django.http import HttpRequest

from platform_registry.actions import save_form
from platform_registry.japanese import era_year, fiscal_year_label
from platform_registry.models import FIRST_YEAR, LAST_YEAR, NO_SUCH_YEAR, YEAR_EXAMPLES
from platform_registry.ownership import FIXED, fixed_owners
from platform_registry.rules import NOT_GIVEN
from platform_registry.secrecy import NOBODY

# The year before the first one, so that 令和1年 is 2018 + 1.
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
LETTERS = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
WRITTEN = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|[MTSHR])?(?P<year>[0-9]{1,4}|元)\s*[年./-]\s*"
    r"(?P<month>[0-9]{1,2})\s*[月./-]\s*(?P<day>[0-9]{1,2})\s*日?\s*"
    r"(?:\((?P<weekday>[月火水木金土日])(?:曜日?)?\))?",
    re.IGNORECASE,
)
PACKED = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
WEEKDAYS = "月火水木金土日"
YEAR_WRITTEN = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|[MTSHR])?(?P<year>[0-9]{1,4}|元)\s*(?:年度?)?", re.IGNORECASE
)
CONFIDED = "（守秘の記録）"
NOT_A_NUMBER = "数として読み取れません。例：1,460のように、数だけを入力してください。"
DATE_EXAMPLES = "例：令和6年3月5日、R6.3.5、2024/3/5"

PLAIN_MESSAGES: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": NOT_GIVEN},
    forms.BooleanField: {"required": "確かめてチェックを付けてください。"},
    forms.FileField: {"required": "ファイルが選ばれていません。選んでください。"},
    forms.ChoiceField: {
        "required": "選ばれていません。選んでください。",
        "invalid_choice": "「%(value)s」は選べません。選択肢から選び直してください。",
    },
    forms.MultipleChoiceField: {
        "required": "選ばれていません。選んでください。",
        "invalid_choice": "「%(value)s」は選べません。選択肢から選び直してください。",
    },
    forms.ModelChoiceField: {
        "required": "選ばれていません。選んでください。",
        "invalid_choice": "この選択肢は今は選べません。選び直してください。",
    },
    forms.ModelMultipleChoiceField: {
        "invalid_choice": "「%(value)s」は今は選べません。選び直してください。",
        "invalid_pk_value": "「%(pk)s」は選べません。選び直してください。",
    },
}


def speak_plainly() -> None:
    """Replace "このフィールドは必須です" and the like by what is wrong and what to do."""
    for field_class, messages in PLAIN_MESSAGES.items():
        field_class.default_error_messages = {**field_class.default_error_messages, **messages}
    of_records = {"blank": NOT_GIVEN, "null": NOT_GIVEN}
    models.Field.default_error_messages = {**models.Field.default_error_messages, **of_records}


def parse_date(text: str) -> date:
    """The date somebody typed, with era or western year, in any width.

    Raises ValidationError with what to type instead, also where a weekday doesn't fit the date.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = WRITTEN.fullmatch(plain) or PACKED.fullmatch(plain)
    if found is None:
        raise ValidationError(
            f"日付として読み取れません。{DATE_EXAMPLES}のように入力してください。"
        )
    parts = found.groupdict()
    try:
        day = date(_year(parts), int(parts["month"]), int(parts["day"]))
    except ValueError:
        raise ValidationError(
            f"「{text.strip()}」という日はありません。日付を確かめてください。"
        ) from None
    weekday = parts.get("weekday")
    if weekday and WEEKDAYS[day.weekday()] != weekday:
        raise ValidationError(
            f"{day.month}月{day.day}日は{WEEKDAYS[day.weekday()]}曜日です。"
            "日付と曜日のどちらかを直してください。"
        )
    return day


def _year(parts: dict[str, str | None]) -> int:
    year = 1 if parts["year"] == "元" else int(parts["year"] or 0)
    era = (parts.get("era") or "").upper()
    if era:
        return ERAS[LETTERS.get(era, era)] + year
    if year < 1000:
        raise ValidationError(f"年号か西暦の4桁で入力してください。{DATE_EXAMPLES}")
    return year


class DateInput(forms.TextInput):
    """A text field that shows a date as 令和6年3月5日; what was typed comes back as typed."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "short", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> Any:
        if isinstance(value, date):
            return f"{era_year(value)}{value.month}月{value.day}日"
        return super().format_value(value)


class DateField(forms.DateField):
    """A date typed in any of the usual ways."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", DATE_EXAMPLES)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and value.strip():
            return parse_date(value)
        return super().to_python(value)


class TypedNumber:
    """Numbers as people type them: full-width digits, commas between thousands."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(",", "").strip()
        return super().to_python(value)  # type: ignore[misc]

    def prepare_value(self, value: Any) -> Any:
        """1460 for 1460.00; what was typed comes back as typed."""
        if not isinstance(value, Decimal):
            return value
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class IntegerField(TypedNumber, forms.IntegerField):
    widget = forms.TextInput(attrs={"class": "short", "inputmode": "numeric"})
    default_error_messages = {"invalid": NOT_A_NUMBER}


class DecimalField(TypedNumber, forms.DecimalField):
    widget = forms.TextInput(attrs={"class": "short", "inputmode": "decimal"})
    default_error_messages = {"invalid": NOT_A_NUMBER}


class FiscalYearField(forms.Field):
    """A fiscal year, kept as the western year it begins in and typed as offices write it."""

    widget = forms.TextInput(attrs={"class": "short", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        for only_numbers_have in ("min_value", "max_value"):
            kwargs.pop(only_numbers_have, None)
        kwargs["help_text"] = kwargs.get("help_text") or YEAR_EXAMPLES
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        return (
            parse_fiscal_year(value) if isinstance(value, str) and value.strip() else value or None
        )

    def prepare_value(self, value: Any) -> Any:
        return fiscal_year_label(value) if isinstance(value, int) else value


def parse_fiscal_year(text: str) -> int:
    """2023 for 令和5年度, R5, 2023. Raises ValidationError with what to type instead."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = YEAR_WRITTEN.fullmatch(plain)
    if found is None or (not found["era"] and len(found["year"]) < 4):
        raise ValidationError(
            f"年度として読み取れません。{YEAR_EXAMPLES}のように入力してください。"
        )
    year = _year(found.groupdict())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(NO_SUCH_YEAR)
    return year


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


def opened_version(request: HttpRequest, record: Any) -> str:
    """The version the page was opened with; a page that lost it is out of date like an old one."""
    if request.method == "POST":
        return str(request.POST.get("version", ""))
    return str(getattr(record, "version", 1))


def words_in(text: str, limit: int = 100) -> str:
    """What somebody searches for. No record holds a NUL, and PostgreSQL refuses to look for it."""
    return text.replace("\0", "").strip()[:limit]


FORM_CLASSES: dict[str, type[forms.Field]] = {
    "ManyToManyField": RecordsField,
    "DecimalField": DecimalField,
    "IntegerField": IntegerField,
    "PositiveIntegerField": IntegerField,
    "PositiveSmallIntegerField": IntegerField,
}


def plain_formfield(db_field: Any, **kwargs: Any) -> forms.Field | None:
    """``formfield_callback`` of model forms: dates, years and numbers as people type them."""
    kind = db_field.get_internal_type()
    if kind == "DateField":
        help_text = db_field.help_text or DATE_EXAMPLES
        kwargs |= {"form_class": DateField, "widget": DateInput, "help_text": help_text}
    if db_field.name == "fiscal_year":
        kwargs["form_class"] = FiscalYearField
    elif kind in FORM_CLASSES:
        kwargs["form_class"] = FORM_CLASSES[kind]
    field: forms.Field | None = db_field.formfield(**kwargs)
    return field


class _Completed(ModelFormMetaclass):
    """What holds in every form is settled when its ``__init__`` has chosen fields and choices."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        form = super().__call__(*args, **kwargs)
        if form.instance.pk is not None:
            form.keep_what_stands()
        return form


class RuledForm(forms.ModelForm, metaclass=_Completed):  # type: ignore[type-arg]
    """A form of a record, on the site and in the admin: every rule is said under its field.

    What the record names stays a choice, also where this person couldn't newly choose it, so that
    a form saved untouched changes nothing; what it hangs on is shown and can't be changed.
    """

    user: Any = NOBODY  # who reads the form, where it matters

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
        super()._update_errors(ValidationError(_placed(self, told, type(self.instance))))  # type: ignore[misc]


class OpenedForm(RuledForm):
    """With the version the record had when the page was opened; the door compares it.

    For the admin and for rows: other forms of the site get it from their page.
    """

    opened = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["opened"] = getattr(self.instance, "version", None)


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
        label = f"{kind._meta.get_field(name).verbose_name}："  # type: ignore[union-attr]
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
