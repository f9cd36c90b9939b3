"""Dates, hours and numbers as people write them where the year and the rest are plain."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from platform_registry.forms.as_written import (
    Near,
    hours_shown,
    parse_hours,
    parse_rough,
    rough_shown,
)

AUTUMN = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("typed", "near", "meant"),
    [
        ("11/20", Near(AUTUMN), date(2026, 11, 20)),
        ("１１月２０日", Near(AUTUMN), date(2026, 11, 20)),
        ("11.20（金）", Near(AUTUMN), date(2026, 11, 20)),
        ("1/5", Near(AUTUMN), date(2027, 1, 5)),
        ("10/1", Near(date(2026, 1, 10)), date(2025, 10, 1)),
        ("6/30", Near(AUTUMN), date(2026, 6, 30)),
        ("6/30", Near(AUTUMN, onwards=True), date(2027, 6, 30)),
        ("11/21", Near(AUTUMN, onwards=True), AUTUMN),
        ("2/9", Near(AUTUMN, fiscal_year=2023), date(2024, 2, 9)),
        ("4/1", Near(AUTUMN, fiscal_year=2023), date(2023, 4, 1)),
        ("2/29", Near(date(2028, 1, 10)), date(2028, 2, 29)),
        ("11/20（木）", Near(AUTUMN), date(2025, 11, 20)),  # the weekday says which year
    ],
)
def test_the_year_that_is_meant(typed: str, near: Near, meant: date) -> None:
    assert near.read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "near", "meant"),
    [
        ("11月", Near(AUTUMN), "2026年11月"),
        ("11月", Near(AUTUMN, onwards=True), "2026年11月"),
        ("6月", Near(AUTUMN, onwards=True), "2027年6月"),
        ("2月上旬", Near(AUTUMN, fiscal_year=2023), "2024年2月上旬"),
        ("令和6年11月", Near(AUTUMN), "令和6年11月"),
    ],
)
def test_the_year_of_a_month(typed: str, near: Near, meant: str) -> None:
    assert near.with_year(typed) == meant


@pytest.mark.parametrize(
    "typed", ["令和8年11月20日", "R8.11.20", "2026/11/20", "来週", "11-20", ""]
)
def test_what_says_its_year_or_is_no_date_is_left_to_others(typed: str) -> None:
    assert Near(AUTUMN).read(typed) is None


@pytest.mark.parametrize("typed", ["13/1", "2/30", "0/5", "2/29"])  # no leap year is near
def test_there_is_no_such_day(typed: str) -> None:
    with pytest.raises(ValidationError, match="という日はありません"):
        Near(AUTUMN).read(typed)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("14-1530", "14:00〜15:30"),
        ("14:00〜15:30", "14:00〜15:30"),
        ("１４：００～１５：３０", "14:00〜15:30"),
        ("14時から15時半まで", "14:00〜15:30"),
        ("930-11", "09:30〜11:00"),
        ("午後2時-4時", "14:00〜16:00"),
        ("正午〜13時", "12:00〜13:00"),
        ("16時", "16:00"),
        ("正午", "12:00"),
        ("10:30〜", "10:30"),
        ("〜15:30", "〜15:30"),
        ("14時頃", "14:00"),
        ("午後2時ごろ", "14:00"),
        ("14時頃〜15時半ごろ", "14:00〜15:30"),
    ],
)
def test_from_when_until_when(typed: str, shown: str) -> None:
    assert hours_shown(parse_hours(typed)) == shown


def test_hours_are_read_back_as_they_are_shown() -> None:
    for hours in [(time(14), time(15, 30)), (time(9), None), (None, time(12))]:
        assert parse_hours(hours_shown(hours)) == hours


@pytest.mark.parametrize("typed", ["25-26", "15:30-14:00", "午後", "14-15-16", "昼ごろ", "1475-15"])
def test_no_hours(typed: str) -> None:
    with pytest.raises(ValidationError):
        parse_hours(typed)


@pytest.mark.parametrize(
    ("typed", "number", "exactness", "shown"),
    [
        ("12", 12, "exact", "12"),
        ("１２名", 12, "exact", "12"),
        ("約100", 100, "about", "約100"),
        ("100名程度", 100, "about", "約100"),
        ("100超", 100, "over", "100超"),
        ("100名以上", 100, "at_least", "100以上"),
        ("1,200人弱", 1200, "under", "1200弱"),
    ],
)
def test_a_number_as_people_know_it(typed: str, number: int, exactness: str, shown: str) -> None:
    assert parse_rough(typed) == (number, exactness)
    assert rough_shown(number, exactness) == shown


@pytest.mark.parametrize("typed", ["多数", "-3", "9" * 30, "約", "3と4"])
def test_no_number(typed: str) -> None:
    with pytest.raises(ValidationError, match="数として読み取れません"):
        parse_rough(typed)
