"""What people write shortly where the rest is plain: 11/20, 14-1530, 約100."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from platform_registry.forms.dates import (
    ABOUT_A_TIME,
    MONTH_ALONE,
    MONTH_AND_DAY,
    WEEKDAYS,
    parse_date,
    parse_time,
    without_about,
)
from platform_registry.japanese import LARGEST_SMALL, fiscal_year_bounds, whole_number

BETWEEN = re.compile(r"\s*(?:から|[-‐‑–—―−ー~〜])\s*")
BARE_HOUR = re.compile(r"(?P<half>午前|午後)?\s*(?P<hour>[0-9]{1,2})")
PACKED_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?P<minute>[0-9]{2})")
HOURS_EXAMPLES = "例：14:00〜15:30、14-1530、16時"
NOT_HOURS = f"時間として読み取れません。{HOURS_EXAMPLES}のように入力してください。"
ENDS_BEFORE_IT_STARTS = "終了は開始より後の時刻を入力してください。"
NO_HEADS = "数として読み取れません。例：12、約100、30名程度のように入力してください。"
ROUGHLY = {
    "約": "about", "およそ": "about", "程度": "about", "ほど": "about", "くらい": "about",
    "前後": "about", "超": "over", "以上": "at_least", "弱": "under", "未満": "under",
    "近く": "nearly",
}  # fmt: skip
ROUGH_NUMBER = re.compile(
    r"(?P<before>約|およそ)?\s*(?P<number>[0-9,]+)\s*(?:名|人|団体|社|件|部|枚)?\s*"
    r"(?P<after>程度|ほど|くらい|前後|超|以上|弱|未満|近く)?\s*(?:名|人|団体|社|件|部|枚)?"
)
# How a number is shown that is stated so; what stands in neither is shown bare.
SHOWN_BEFORE = {"about": "約"}
SHOWN_AFTER = {"over": "超", "at_least": "以上", "under": "弱", "nearly": "近く"}


A_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Near:
    """Which year is meant where somebody writes month and day alone.

    The year of the fiscal year where one is known, else the nearest to ``around``; of what is
    still to come (``onwards``) the first that is not before it.
    """

    around: date
    onwards: bool = False
    fiscal_year: int | None = None

    def read(self, text: str) -> date | None:
        """None where a year is written, or no date. ValidationError where there is no such day."""
        found = MONTH_AND_DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
        if found is None:
            return None
        month, day, weekday = int(found["month"]), int(found["day"]), found["weekday"] or ""
        days = list(self._days(month, day))
        fitting = [d for d in days if not weekday or WEEKDAYS[d.weekday()] == weekday]
        chosen = self._chosen(fitting or days) or self.around
        about = fiscal_year_bounds(self.fiscal_year)[0] if self.fiscal_year else self.around
        far = not weekday and abs(chosen - about) > A_YEAR  # 29 February of another year
        year = (about if far else chosen).year
        return parse_date(f"{year}/{month}/{day}" + (f"({weekday})" if weekday else ""))

    def with_year(self, text: str) -> str:
        """2026年11月 for 11月; anything else as it is."""
        found = MONTH_ALONE.fullmatch(text)
        if found is None:
            return text
        within = 28 if self.onwards else 15  # this month is still to come
        chosen = self._chosen(list(self._days(int(found["month"]), within))) or self.around
        return f"{chosen.year}年{found['month']}月{found['third'] or ''}"

    def _days(self, month: int, day: int) -> Any:
        for year in range(self.around.year - 4, self.around.year + 5):
            try:
                yield date(year, month, day)
            except ValueError:  # 29 February
                continue

    def _chosen(self, days: list[date]) -> date | None:
        if self.fiscal_year is not None:
            first, last = fiscal_year_bounds(self.fiscal_year)
            within = [day for day in days if first <= day <= last]
            days = within or days
        if self.onwards:
            days = [day for day in days if day >= self.around] or days
        return min(days, key=lambda day: abs(day - self.around), default=None)


def parse_clock(text: str) -> time:
    """`parse_time`, and 14, 930, 1530, 午後2. ValidationError says what to type instead."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("まで").strip()
    if BARE_HOUR.fullmatch(plain):
        plain += "時"
    elif packed := PACKED_TIME.fullmatch(plain):
        plain = f"{packed['hour']}:{packed['minute']}"
    return parse_time(plain)


Hours = tuple[time | None, time | None]


def parse_hours(text: str) -> Hours:
    """Start and end of 14:00〜15:30, 14-1530, 午後2時から4時, 16時頃. ValidationError like above."""
    plain = unicodedata.normalize("NFKC", text).strip()
    parts = [without_about(part)[0] for part in BETWEEN.split(plain)]
    if len(parts) > 2:
        raise ValidationError(NOT_HOURS)
    first = parse_clock(parts[0]) if parts[0] else None
    last = parse_clock(parts[1]) if len(parts) == 2 and parts[1] else None
    if first and last and last <= first and last.hour < 12 <= first.hour and "午" in parts[0]:
        last = last.replace(hour=last.hour + 12)  # 午後2時から4時
    if first and last and last < first:
        raise ValidationError(ENDS_BEFORE_IT_STARTS)
    return first, last


def says_about(text: str) -> bool:
    """14時頃, 14時頃〜16時."""
    return any(without_about(part)[1] for part in BETWEEN.split(text.strip()))


def is_about_hours(text: str) -> bool:
    """That, and not a word more."""
    try:
        return says_about(text) and any(parse_hours(text))
    except ValidationError:
        return False


def hours_shown(hours: Hours | None) -> str:
    """14:00〜15:30; 14:00 where no end is known."""
    first, last = hours or (None, None)
    until = f"〜{last:%H:%M}" if last else ""
    return (f"{first:%H:%M}" if first else "") + until


class HoursField(forms.Field):
    """From when until when, in one field: a pair of times, either of which may be None.

    ``keeps_about``: whether the form has a place for 「14時頃」 beside the time.
    """

    widget = forms.TextInput(attrs={"placeholder": "例 14-1530"})
    keeps_about = False

    def to_python(self, value: Any) -> Hours | None:
        if not isinstance(value, str) or not value.strip():
            return None
        found = parse_hours(value)
        if says_about(value) and not self.keeps_about:
            raise ValidationError(ABOUT_A_TIME)
        return found

    def prepare_value(self, value: Any) -> Any:
        return hours_shown(value) if isinstance(value, tuple) else value


def rough_shown(number: int | None, exactness: str = "exact") -> str:
    """約100, 100以上, 12; empty where there is no number."""
    if number is None:
        return ""
    return f"{SHOWN_BEFORE.get(exactness, '')}{number}{SHOWN_AFTER.get(exactness, '')}"


def parse_rough(text: str, most: int = LARGEST_SMALL) -> tuple[int, str]:
    """Number and how exactly it is stated (about, over …) of 約100, 30名程度, 12."""
    found = ROUGH_NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    number = whole_number(found["number"].replace(",", ""), most) if found else None
    if found is None or number is None:
        raise ValidationError(NO_HEADS)
    return number, ROUGHLY.get(found["before"] or found["after"] or "", "exact")


class RoughNumberField(forms.Field):
    """A number as people know it: a pair of number and exactness, None where nothing is typed."""

    widget = forms.TextInput(attrs={"inputmode": "text"})

    def to_python(self, value: Any) -> tuple[int, str] | None:
        return parse_rough(value) if isinstance(value, str) and value.strip() else None

    def prepare_value(self, value: Any) -> Any:
        return rough_shown(*value) if isinstance(value, tuple) else value
