"""Form fields as Japanese offices write: dates, times, years, numbers and texts, for every app."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

from platform_registry.forms.unseen import refuse_unseen
from platform_registry.japanese import (
    as_fine_as,
    era_year,
    fiscal_year_bounds,
    fiscal_year_label,
    line_as_meant,
    text_as_meant,
    without_unseen,
)
from platform_registry.models import (
    FIRST_DAY,
    FIRST_YEAR,
    LAST_DAY,
    LAST_YEAR,
    NO_SUCH_YEAR,
    YEAR_EXAMPLES,
)

# The year before the first one, so that 令和1年 is 2018 + 1.
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
LETTERS = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
YEAR = r"(?P<era>明治|大正|昭和|平成|令和|[MTSHR])?(?P<year>[0-9]{1,4}|元)"
WRITTEN = re.compile(
    YEAR + r"\s*[年./-]\s*(?P<month>[0-9]{1,2})\s*[月./-]\s*(?P<day>[0-9]{1,2})\s*日?\s*"
    r"(?:\((?P<weekday>[月火水木金土日])(?:曜日?)?\))?",
    re.IGNORECASE,
)
PACKED = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
COARSE = re.compile(
    YEAR + r"\s*(?:(?P<fiscal>年度)|年?|(?:年|[./-])\s*(?P<month>[0-9]{1,2})\s*月?"
    r"\s*(?P<third>上旬|中旬|下旬|末)?)",
    re.IGNORECASE,
)
WEEKDAYS = "月火水木金土日"
GRAINS = ("day", "ten_days", "month", "year", "fiscal_year")  # finest first
THIRDS = {"上旬": 1, "中旬": 11, "下旬": 21}
YEAR_WRITTEN = re.compile(YEAR + r"\s*(?:年度?)?", re.IGNORECASE)
CLOCK = re.compile(
    r"(?P<half>午前|午後|AM|PM)?\s*(?P<hour>[0-9]{1,2})\s*"
    r"(?:[::]\s*(?P<minute>[0-9]{1,2})(?::(?P<second>[0-9]{2}))?|時\s*(?:(?P<minutes>[0-9]{1,2})\s*分|(?P<thirty>半))?)",
    re.IGNORECASE,
)
NAMED_TIMES = {"正午": time(12), "午前0時": time(0)}
NOT_A_NUMBER = "数として読み取れません。例：{}のように、数だけを入力してください。"
DATE_EXAMPLES = "例：令和6年3月5日、R6.3.5、2024/3/5"
TIME_EXAMPLES = "例：14:30、午後2時半"
NO_SUCH_DAY = "そのような年月はありません。日付を確かめてください。"
OUT_OF_REASON = f"{FIRST_DAY.year}年から{LAST_DAY.year}年までの日付を入力してください。"
MORE_COARSELY = "月や年までしか分からないときは、「日付の細かさ」を選んでください。"


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


def parse_period(text: str, grain: str, *, last: bool = False) -> date:
    """A day of a period that is known as fine as ``grain`` says (see `as_fine_as`).

    令和6年6月 is its first day, or its ``last`` one. Raises ValidationError like `parse_date`, and
    where the text is coarser than the grain.
    """
    found = COARSE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    parts = found.groupdict() if found else {}
    bare = not (parts.get("month") or parts.get("fiscal") or parts.get("era"))
    if found is None or (bare and len(found["year"]) < 4):
        return parse_date(text)
    finest = "fiscal_year" if parts["fiscal"] else "month" if parts["month"] else "year"
    if parts["third"]:
        finest = "ten_days"
    if GRAINS.index(finest) > GRAINS.index(grain):
        wanted = {"day": "日", "ten_days": "上旬・中旬・下旬", "month": "月"}.get(grain, "年")
        raise ValidationError(f"{wanted}まで入力してください。{MORE_COARSELY}")
    first, end = _bounds(_year(parts), parts)
    return end if last else first


def _bounds(year: int, parts: dict[str, str | None]) -> tuple[date, date]:
    try:
        if parts["fiscal"]:
            return fiscal_year_bounds(year)
        if not parts["month"]:
            return date(year, 1, 1), date(year, 12, 31)
        month = int(parts["month"])
        length = monthrange(year, month)[1]
        third = parts["third"]
        if third == "末":
            return date(year, month, length), date(year, month, length)
        first = THIRDS.get(third or "", 1)
        last = first + 9 if third in ("上旬", "中旬") else length
        return date(year, month, first), date(year, month, last)
    except ValueError:
        raise ValidationError(NO_SUCH_DAY) from None


def parse_time(text: str) -> time:
    """14:30, 14:30:15, 午後2時半, １６時, 正午. Raises ValidationError with what to type instead."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in NAMED_TIMES:
        return NAMED_TIMES[plain]
    found = CLOCK.fullmatch(plain)
    if found is None or not (found["minute"] or "時" in plain):
        raise ValidationError(
            f"時刻として読み取れません。{TIME_EXAMPLES}のように入力してください。"
        )
    hour = int(found["hour"])
    minute = 30 if found["thirty"] else int(found["minute"] or found["minutes"] or 0)
    half = (found["half"] or "").upper()
    if half and hour > 12:
        hour = 24  # 「午後14時」 is neither
    elif half:
        hour = hour % 12 + (12 if half in ("午後", "PM") else 0)
    second = int(found["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValidationError(
            f"「{text.strip()}」という時刻はありません。{TIME_EXAMPLES}のように入力してください。"
        )
    return time(hour, minute, second)


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
            if self.near and (meant := self.near.read(value)):
                return cast(date, meant)
            return (
                parse_period(value, self.grain, last=self.last) if self.grain else parse_date(value)
            )
        return super().to_python(value)

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
            return parse_time(value)
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
    widget = forms.Textarea


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


def one_of(form: forms.Form, *names: str) -> None:
    """Say of these fields that one of them is needed; the form's ``clean`` sees to it."""
    for name in names:
        field: Any = form.fields[name]
        field.one_of = True
