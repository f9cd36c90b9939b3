"""A day as it stands on a page: in its one style, never broken over two lines."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from platform_registry.japanese import era_date, era_datetime


def day_shown(day: date | None) -> SafeString:
    """令和6年3月5日（火）; empty where there is no date."""
    return _time(day, era_date(day)) if day else SafeString("")


def moment_shown(moment: datetime | None) -> SafeString:
    """令和6年3月5日（火）14時05分, in Japanese time; a narrow column puts the clock below the day."""
    if moment is None:
        return SafeString("")
    day, bracket, clock = era_datetime(moment).partition("）")
    clock_in_one = format_html('<wbr><span class="nowrap">{}</span>', clock)
    return _time(moment, day + bracket) + clock_in_one


def _time(when: date, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', when.isoformat(), words)
