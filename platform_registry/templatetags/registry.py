"""How values are written on every page: ``{% load registry %}``."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from platform_registry import japanese

register = template.Library()


@register.filter
def era_date(day: date | None) -> str:
    """令和6年3月5日（火）; empty where there is no date."""
    return japanese.era_date(day) if day else ""


@register.filter
def era_day(day: date | None) -> str:
    """令和6年3月5日, for tables."""
    return japanese.era_day(day) if day else ""


@register.filter
def era_datetime(moment: datetime | None) -> str:
    """令和6年3月5日（火）14時05分, in Japanese time."""
    return japanese.era_datetime(moment) if moment else ""


@register.filter
def short_date(day: date | None) -> str:
    """R6.3.5, for narrow columns."""
    return japanese.short_date(day) if day else ""


@register.filter
def fiscal_year(year: int | None) -> str:
    """令和5年度 for 2023."""
    return japanese.fiscal_year_label(year) if year else ""


@register.filter
def percent(part: float | None, whole: float | None = 1) -> str:
    """29.0% of a share (0–1), or of a part and its whole; – where there is no whole."""
    return f"{part / whole:.1%}" if part is not None and whole else "–"
