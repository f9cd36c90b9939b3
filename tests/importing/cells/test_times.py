"""Clock times, and dates with a clock time behind them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from surveys.importing.cells.dates import parse_date, parse_time
from surveys.importing.shapes import CellValue


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("9:00", "09:00"),
        ("１３：３０", "13:30"),
        ("13時30分", "13:30"),
        ("午後1時半", "13:30"),
        ("午前12時", "00:00"),
        ("1:30 PM", "13:30"),
        ("18時頃", "18:00"),
        (time(9, 5), "09:05"),
        (datetime(1899, 12, 30, 9, 5), "09:05"),
        ("25:00", None),
        ("9:75", None),
        ("夕方", None),
        ("", None),
    ],
)
def test_times_of_a_day(cell: CellValue, at: str | None) -> None:
    assert parse_time(cell) == at


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("2024/1/1 17:59:56", datetime(2024, 1, 1, 17, 59, 56)),
        ("2024/1/3  20:11", datetime(2024, 1, 3, 20, 11)),
        ("2024/11/7 9:05", datetime(2024, 11, 7, 9, 5)),
        ("2024年3月5日 13時30分", datetime(2024, 3, 5, 13, 30)),
    ],
)
def test_the_day_does_not_run_into_the_hour(printed: str, moment: datetime) -> None:
    assert parse_date(printed).value == moment


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2019(令和元)年5月1日", date(2019, 5, 1)),
        ("2019年5月1日（令和元年）", date(2019, 5, 1)),
        ("令和元年5月1日（2019年5月1日）", date(2019, 5, 1)),
        ("2019（令和元年）5月1日", date(2019, 5, 1)),
        ("令和元年（2019年）5月1日", date(2019, 5, 1)),
        ("R060305", date(2024, 3, 5)),
        ("平成10年4月1日設立", date(1998, 4, 1)),
    ],
)
def test_years_told_twice_and_words_behind_a_date(printed: str, day: date) -> None:
    assert parse_date(printed).value == day


def test_two_years_that_contradict_each_other_are_no_date() -> None:
    assert parse_date("2019年5月1日（令和3年）").value is None
    read = parse_date("2019(令和3)年5月1日")

    assert read.value is None
    assert read.problem
