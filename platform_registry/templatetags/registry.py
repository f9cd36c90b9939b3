"""How values are written on every page: ``{% load registry %}``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from platform_registry import japanese
from platform_registry.pages.days import day_shown, moment_shown

register = template.Library()

NARROW = 9  # letters of a word that a narrow column keeps on its line


@register.filter
def era_date(day: date | None) -> SafeString:
    """令和6年3月5日（火）; empty where there is no date."""
    return day_shown(day)


@register.filter
def era_datetime(moment: datetime | None) -> SafeString:
    """令和6年3月5日（火）14時05分, in Japanese time."""
    return moment_shown(moment)


@register.filter
def near_day(day: date | None) -> str:
    """11月6日（金）, where it is plain which year is meant."""
    return japanese.near_day(day, timezone.localdate()) if day else ""


@register.filter
def near_moment(moment: datetime | None) -> str:
    """きょう 9時05分, きのう 17時10分, 11月20日（金）17時10分."""
    return japanese.near_moment(moment, timezone.localdate()) if moment else ""


@register.filter
def fiscal_year(year: int | None) -> str:
    """令和5年度 for 2023."""
    return japanese.fiscal_year_label(year) if year else ""


@register.filter
def narrow(text: object) -> str:
    """The class of a cell whose few words stay on one line; "" where they are too many for that."""
    return "short" if len(str(text or "")) <= NARROW else ""


@register.filter
def circled(number: int) -> str:
    """① for 1, as documents number their items; the number itself after ⑳."""
    return chr(ord("①") + number - 1) if number and 1 <= number <= 20 else str(number)


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
