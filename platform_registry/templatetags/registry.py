"""How values are written on every page: ``{% load registry %}``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

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


class Problem(NamedTuple):
    """A sentence of a form; ``place`` is the id of the field it belongs to, "" for none."""

    sentence: str
    place: str = ""
    name: str = ""


@register.simple_tag
def problems(form: Any, formsets: Any = ()) -> list[Problem]:
    """Everything that is wrong with a form and the rows below it, in the order of the page.

    ``formsets`` are pairs of heading and formset; of a row it is said which one it is.
    """
    found = list(_problems(form))
    for heading, formset in formsets or ():
        found += [Problem(f"{heading}：{sentence}") for sentence in formset.non_form_errors()]
        for number, row in enumerate(formset, start=1):
            found += _problems(row, f"{heading} {number}行目　")
    return found


def _problems(form: Any, where: str = "") -> Iterator[Problem]:
    if not getattr(form, "errors", None):
        return
    for sentence in form.non_field_errors():
        yield Problem(where + str(sentence))
    for field in form:
        for sentence in field.errors:
            if field.is_hidden:
                yield Problem(where + str(sentence))
            else:
                place = field.id_for_label or field.auto_id
                yield Problem(str(sentence), place, where + str(field.label))
