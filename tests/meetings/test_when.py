"""Days and hours of meetings, as people write them."""

from __future__ import annotations

from datetime import date, time

import pytest

from meetings.lists.when import (
    Hours,
    fiscal_year_named,
    in_fiscal_year,
    read_day,
    read_hours,
    split_moment,
    year_by_weekdays,
)

MARCH_5 = date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "day", "starts", "ends"),
    [
        ("令和6年3月5日（火）10:00～11:30", MARCH_5, time(10), time(11, 30)),
        ("R6.3.5（火）午後1時～3時", MARCH_5, time(13), time(15)),
        ("2024年3月5日火曜日 13時30分から15時まで", MARCH_5, time(13, 30), time(15)),
        ("令和６年３月５日（火・祝）　1０:00-1１:30", MARCH_5, time(10), time(11, 30)),
        ("2024/3/5 10時～正午", MARCH_5, time(10), time(12)),
        ("2024-03-05 9:00", MARCH_5, time(9), None),
    ],
)
def test_a_moment(text: str, day: date, starts: time, ends: time | None) -> None:
    day_text, hours_text = split_moment(text)
    assert read_day(day_text).day == day
    hours = read_hours(hours_text)
    assert hours is not None
    assert (hours.starts, hours.ends) == (starts, ends)


@pytest.mark.parametrize(
    "written",
    [
        "令和6年8月1日", "令和６年８月１日", "R6.8.1", "R6/8/1", "R060801", "2024年8月1日", "2024/8/1",
        "2024-08-01", "2024.8.1", "20240801", "45505", "令和6年 8月 1日",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("beside", "weekday"),
    [
        ("", ""), ("（木）", "木"), ("(木曜)", "木"), ("[木曜日]", "木"), ("（木・祝）", "木"),
        ("（祝・木）", "木"), ("木曜日", "木"), (" 木曜", "木"), (" 木", "木"), ("・木", "木"),
        ("（日）", "日"), ("日曜日", "日"), (" （月）", "月"), ("（祝）", ""),
    ],
)  # fmt: skip
def test_a_day_with_a_weekday_and_without(written: str, beside: str, weekday: str) -> None:
    found = read_day(written + beside)
    assert (found.day, found.weekday) == (date(2024, 8, 1), weekday)


@pytest.mark.parametrize(
    ("text", "month_day", "weekday"),
    [
        ("8月1日", (8, 1), ""),
        ("8月6日", (8, 6), ""),
        ("8月 6 日", (8, 6), ""),
        ("8月16 日", (8, 16), ""),
        ("8/1", (8, 1), ""),
        ("8/1日", (8, 1), ""),
        ("8.1", (8, 1), ""),
        ("8月1日（木）", (8, 1), "木"),
        ("8月1日木", (8, 1), "木"),
        ("8月1日木曜日", (8, 1), "木"),
        ("8月4日日曜日", (8, 4), "日"),
        ("8月4日（日）", (8, 4), "日"),
        ("8月4日日", (8, 4), "日"),
        ("8月5日月", (8, 5), "月"),
        ("8/1 木", (8, 1), "木"),
        ("8/1木", (8, 1), "木"),
        ("8/4 日", (8, 4), "日"),
        ("8/11（日・祝）", (8, 11), "日"),
    ],
)
def test_a_day_of_no_year_with_a_weekday_and_without(
    text: str, month_day: tuple[int, int], weekday: str
) -> None:
    found = read_day(text)
    assert (found.month_day, found.weekday) == (month_day, weekday)


@pytest.mark.parametrize("text", ["令和6年8月", "2024年8 月", "2024/8月", "8月", "8日", "日"])
def test_a_month_is_no_day_and_names_no_weekday(text: str) -> None:
    found = read_day(text)
    assert (found.day, found.month_day, found.weekday) == (None, None, "")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2024-08-01 00:00:00", ("2024-08-01", "")),  # as Excel keeps a day
        ("2024-08-01T00:00", ("2024-08-01", "")),
        ("2024/8/1 0:00", ("2024/8/1", "")),
        ("2024-08-01 13:30:00", ("2024-08-01", "13:30:00")),
        ("2024/8/1 0:00～1:00", ("2024/8/1", "0:00~1:00")),
    ],
)
def test_the_midnight_of_a_day_is_no_hour(text: str, parts: tuple[str, str]) -> None:
    assert split_moment(text) == parts


@pytest.mark.parametrize(
    ("text", "ends"), [("～11:30", time(11, 30)), ("11:30まで", time(11, 30)), ("-15時", time(15))]
)
def test_an_end_without_a_beginning(text: str, ends: time) -> None:
    assert read_hours(text) == Hours(None, ends)


@pytest.mark.parametrize("text", ["午後", "25:00", "10:00～いつか", "夕方"])
def test_no_hours(text: str) -> None:
    assert read_hours(text) is None


@pytest.mark.parametrize(
    ("text", "month_day", "weekday"),
    [("11/7（火）", (11, 7), "火"), ("８月２４日(木)", (8, 24), "木"), ("2.20", (2, 20), "")],
)
def test_a_day_without_its_year(text: str, month_day: tuple[int, int], weekday: str) -> None:
    found = read_day(text)
    assert (found.day, found.month_day, found.weekday) == (None, month_day, weekday)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2/30（火）", "暦にない日付"),
        ("未定", "日付として読めません"),
        ("3/5・6", "日付として読めません"),
    ],
)
def test_no_day(text: str, says: str) -> None:
    assert says in read_day(text).problem


@pytest.mark.parametrize(
    ("texts", "year"),
    [
        (["令和５年度　打合せ記録"], 2023),
        (["R5年度", "2023年度.xlsx"], 2023),
        (["令和5年度", "令和6年度"], None),
        (["打合せ記録"], None),
    ],
)
def test_the_year_a_list_names(texts: list[str], year: int | None) -> None:
    assert fiscal_year_named(texts) == year


@pytest.mark.parametrize(
    ("days", "year"),
    [
        (["11/7（火）", "12/15（金）", "1/17（水）"], 2023),
        (["11/7（火）", "11/30（金）"], 2023),  # one of them is a Thursday
        (["11/7", "12/15"], None),
        (["8月6日", "9月3日"], None),  # the 日 of a day is no Sunday
        (["4月10日", "5月1日", "6月3日"], None),
        ([], None),
    ],
)
def test_the_year_the_weekdays_tell(days: list[str], year: int | None) -> None:
    assert year_by_weekdays([read_day(day) for day in days], date(2026, 6, 1)) == year


def test_a_fiscal_year_ends_in_march() -> None:
    assert in_fiscal_year((4, 1), 2023) == date(2023, 4, 1)
    assert in_fiscal_year((2, 29), 2023) == date(2024, 2, 29)
    assert in_fiscal_year((2, 29), 2024) is None
