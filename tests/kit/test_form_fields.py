"""Every form takes what people type: days with their era, times in words, numbers with commas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from django import forms
from django.contrib.auth.forms import UsernameField
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from platform_registry.forms import fields
from platform_registry.forms.dates import parse_period, parse_time
from platform_registry.forms.fields import DateField, TimeField
from platform_registry.forms.ruled import RuledForm
from tests.kit.test_structure import APPS


def forms_of_the_site() -> list[type[forms.BaseForm]]:
    """Every class of forms the pages use, also those made for a kind of record or its rows."""
    assert get_resolver().url_patterns  # the pages make their forms when they are declared

    def below(kind: type[Any]) -> Iterator[type[Any]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    return [
        form
        for form in dict.fromkeys(below(forms.BaseForm))
        if getattr(form, "base_fields", None)
        and (issubclass(form, RuledForm) or form.__module__.startswith(APPS))
    ]


NOT_AS_TYPED = (
    forms.DateField, forms.TimeField, forms.DateTimeField, forms.SplitDateTimeField,
    forms.IntegerField, forms.DecimalField, forms.FloatField,
)  # fmt: skip
OURS = (DateField, TimeField, fields.MomentField, fields.IntegerField, fields.DecimalField)


def test_no_form_of_the_site_takes_dates_times_and_numbers_as_a_program_would() -> None:
    found = forms_of_the_site()
    strict = [
        f"{form.__module__}.{form.__qualname__}.{name}"
        for form in found
        for name, field in form.base_fields.items()
        if isinstance(field, NOT_AS_TYPED)
        and not isinstance(field, OURS)
        and not field.widget.is_hidden
    ]
    assert len(found) > 50
    assert strict == []


# No text a person writes into a record: names of accounts, what is pasted as a file, columns of JSON.
OTHER_TEXTS = (UsernameField, forms.JSONField, forms.SlugField)
NO_TEXTS = {
    "password",
    "password1",
    "password2",
    "old_password",
    "new_password1",
    "new_password2",
    "pasted",
}


def test_no_form_of_the_site_takes_texts_as_they_are_pasted() -> None:
    bare = [
        f"{form.__module__}.{form.__qualname__}.{name}"
        for form in forms_of_the_site()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, (fields.TypedText, *OTHER_TEXTS))
        and not field.widget.is_hidden
        and name not in NO_TEXTS
    ]
    assert bare == []


def test_no_form_takes_a_file_under_a_name_that_hides_something() -> None:
    files = [
        field
        for form in forms_of_the_site()
        for field in form.base_fields.values()
        if isinstance(field, forms.FileField)
    ]
    assert len(files) > 3
    assert {type(field) for field in files} == {fields.FileField}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:30", time(14, 30)), ("１５：３０", time(15, 30)), ("午後2時", time(14)), ("午後2時半", time(14, 30)),
        ("正午", time(12)), ("16時", time(16)), ("午前10時15分", time(10, 15)), ("9時05分", time(9, 5)),
        ("午前0時", time(0)), ("午後12時30分", time(12, 30)), ("PM 3:00", time(15)),
        ("14:30:15", time(14, 30, 15)),
    ],
)  # fmt: skip
def test_a_time_is_taken_as_offices_write_it(typed: str, meant: time) -> None:
    assert parse_time(typed) == meant
    assert TimeField().clean(typed) == meant


@pytest.mark.parametrize("typed", ["14", "25時", "午後14時", "10:75", "10:30:75", "夕方"])
def test_what_is_no_time_is_answered_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError, match="例：14:30、午後2時半"):
        TimeField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "grain", "first", "last"),
    [
        ("令和6年6月", "month", date(2024, 6, 1), date(2024, 6, 30)),
        ("R6.6", "month", date(2024, 6, 1), date(2024, 6, 30)),
        ("令和6年2月", "ten_days", None, None),
        ("令和6年2月上旬", "ten_days", date(2024, 2, 1), date(2024, 2, 10)),
        ("令和6年2月下旬", "ten_days", date(2024, 2, 21), date(2024, 2, 29)),
        ("令和6年2月末", "ten_days", date(2024, 2, 29), date(2024, 2, 29)),
        ("令和6年", "year", date(2024, 1, 1), date(2024, 12, 31)),
        ("令和6年度", "fiscal_year", date(2024, 4, 1), date(2025, 3, 31)),
        ("令和6年6月5日", "month", date(2024, 6, 5), date(2024, 6, 5)),
        ("令和6年6月", "day", None, None),
        ("令和6年13月", "month", None, None),
    ],
)  # fmt: skip
def test_a_period_is_typed_as_fine_as_it_is_known(
    typed: str, grain: str, first: date | None, last: date | None
) -> None:
    if first is None:
        with pytest.raises(ValidationError):
            parse_period(typed, grain)
    else:
        assert (parse_period(typed, grain), parse_period(typed, grain, last=True)) == (first, last)


def test_a_month_is_shown_as_it_was_typed() -> None:
    field = DateField()
    field.grain = "month"
    assert field.prepare_value(date(2024, 6, 1)) == "令和6年6月"
    assert field.prepare_value(date(2024, 6, 5)) == date(2024, 6, 5)
    field.last = True
    assert field.prepare_value(date(2024, 6, 30)) == "令和6年6月"


@pytest.mark.parametrize("typed", ["9999-12-31", "1000/1/1", "2201年1月1日", "R200.1.1"])
def test_a_day_out_of_reason_is_a_slip(typed: str) -> None:
    with pytest.raises(ValidationError, match="1868年から2200年まで"):
        DateField().clean(typed)


def test_days_within_reason_are_taken() -> None:
    assert DateField().clean("1868/1/1") == date(1868, 1, 1)
    assert DateField().clean("2200-12-31") == date(2200, 12, 31)
