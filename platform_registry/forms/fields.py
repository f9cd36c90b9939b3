"""Form fields as Japanese offices write: dates, times, years, numbers and texts, for every app."""

from __future__ import annotations

import unicodedata
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

from platform_registry.forms.dates import (
    ABOUT_A_DAY,
    ABOUT_A_TIME,
    DATE_EXAMPLES,
    LEAVE_EMPTY,
    NO_DAY,
    TIME_EXAMPLES,
    grain_of,
    parse_date,
    parse_fiscal_year,
    parse_period,
    parse_time,
    without_about,
)
from platform_registry.forms.unseen import refuse_unseen
from platform_registry.japanese import (
    as_fine_as,
    era_year,
    fiscal_year_label,
    line_as_meant,
    text_as_meant,
    without_unseen,
)
from platform_registry.models import FIRST_DAY, LAST_DAY, YEAR_EXAMPLES

NOT_A_NUMBER = "数として読み取れません。例：{}のように、数だけを入力してください。"
OUT_OF_REASON = f"{FIRST_DAY.year}年から{LAST_DAY.year}年までの日付を入力してください。"


class DateInput(forms.TextInput):
    """A text field that shows a date as 令和6年3月5日; what was typed comes back as typed."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "short", **(attrs or {})})

    def format_value(self, value: Any) -> Any:
        if isinstance(value, date):
            return f"{era_year(value)}{value.month}月{value.day}日"
        return super().format_value(value)


class DateField(forms.DateField):
    """A date typed in any of the usual ways; where the form has a grain, also a month or a year."""

    widget = DateInput
    grain = ""  # how fine the date is known; "" for a day like any other
    last = False  # an end: the last day of what was typed
    near: Any = None  # which year is meant where none is typed (`as_written.Near`)

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or DATE_EXAMPLES
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and value.strip():
            return self._read(value)
        return super().to_python(value)

    def _read(self, typed: str) -> date:
        plain, about = without_about(typed)
        fine = grain_of(plain)
        if not self.grain and fine not in ("", "day"):
            raise ValidationError(NO_DAY.format(typed) + ("" if self.required else LEAVE_EMPTY))
        plain = self.near.with_year(plain) if self.near else plain
        if self.near and (meant := self.near.read(plain)):
            found = cast(date, meant)
        elif self.grain:
            found = parse_period(plain, self.grain, last=self.last)
        else:
            found = parse_date(plain)
        if about and fine == "day":
            raise ValidationError(ABOUT_A_DAY)
        return found

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not FIRST_DAY <= value <= LAST_DAY:
            raise ValidationError(OUT_OF_REASON)

    def prepare_value(self, value: Any) -> Any:
        """令和6年6月 for a day that stands for a month; a day within it is shown as it is."""
        if not isinstance(value, date) or self.grain in ("", "day"):
            return value
        text = as_fine_as(value, self.grain)
        return text if parse_period(text, self.grain, last=self.last) == value else value


class TimeInput(forms.TimeInput):
    """14:30; with its seconds where it has some, so that none are lost by saving."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "short", **(attrs or {})}, format="%H:%M")

    def format_value(self, value: Any) -> Any:
        if isinstance(value, time) and value.second:
            return f"{value:%H:%M:%S}"
        return super().format_value(value)


class TimeField(forms.TimeField):
    """A time of day typed in any of the usual ways."""

    widget = TimeInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or TIME_EXAMPLES
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, str) and value.strip():
            plain, about = without_about(value)
            found = parse_time(plain)
            if about:
                raise ValidationError(ABOUT_A_TIME)
            return found
        return super().to_python(value)


class MomentField(forms.SplitDateTimeField):
    """A day and a time of day, in two fields."""

    def __init__(self, **kwargs: Any) -> None:
        # Past the parent, which would make its own two fields.
        forms.MultiValueField.__init__(self, (DateField(), TimeField()), **kwargs)


if TYPE_CHECKING:
    Number = forms.Field
else:
    Number = object


class TypedNumber(Number):
    """Numbers as people type them: full-width digits, commas between thousands."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(",", "").strip()
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """1460 for 1460.00; what was typed comes back as typed."""
        if not isinstance(value, Decimal):
            return value
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class IntegerField(TypedNumber, forms.IntegerField):
    widget = forms.TextInput(attrs={"class": "short", "inputmode": "numeric"})
    default_error_messages = {"invalid": NOT_A_NUMBER.format("1,460")}


class DecimalField(TypedNumber, forms.DecimalField):
    widget = forms.TextInput(attrs={"class": "short", "inputmode": "decimal"})
    default_error_messages = {"invalid": NOT_A_NUMBER.format("1,460")}


class TypedText:
    """Text as people paste it: what came along around it is left off, what hides in it is told."""

    one_line = True

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = line_as_meant(value) if self.one_line else text_as_meant(value)
        return super().to_python(value)  # type: ignore[misc]  # mixin of forms and fields

    def validate(self, value: Any) -> None:
        super().validate(value)  # type: ignore[misc]  # mixin of forms and fields
        refuse_unseen(value or "", harmful=not self.one_line)


class LineField(TypedText, forms.CharField):
    pass


class TextField(TypedText, forms.CharField):
    """Several lines."""

    one_line = False
    widget = forms.Textarea(attrs={"rows": 3})


class EmailField(TypedText, forms.EmailField):
    pass


class URLField(TypedText, forms.URLField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})


class FileField(forms.FileField):
    """A file, under its name as it is seen: of 計画\u202efdp.exe nobody sees what it is."""

    def to_python(self, data: Any) -> Any:
        if data not in self.empty_values:
            data.name = without_unseen(data.name)
        return super().to_python(data)


class JSONField(forms.JSONField):
    """A number of thousands of digits is no JSON to Python, and not an error of the page."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": str(value)[:20]}
            ) from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return super().bound_data(data, initial)
        except (ValueError, RecursionError):
            return InvalidJSONInput(data)


class FiscalYearField(forms.Field):
    """A fiscal year, kept as the western year it begins in and typed as offices write it."""

    widget = forms.TextInput(attrs={"class": "short"})

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


def one_of(form: forms.Form, *names: str) -> None:
    """Say of these fields that one of them is needed; the form's ``clean`` sees to it."""
    for name in names:
        field: Any = form.fields[name]
        field.one_of = True
