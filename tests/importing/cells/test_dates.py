"""Dates as organizations write them into forms."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.importing.cells.dates import ERAS, MONTH_FIRST, SERIAL, WAREKI, lacking, parse_date

DAY = date(2024, 3, 5)


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-05",
        "2024/3/5",
        "2024.3.5",
        "2024年3月5日",
        "２０２４年３月５日",
        " 2024 年 3 月 5 日　",
        "2024/3/5(火)",
        "2024年3月5日（火曜日）",
        "20240305",
        "R6.3.5",
        "Ｒ６．３．５",
        "r6/3/5",
        "令和6年3月5日",
        "令6.3.5",
        "令和六年三月五日",
        "㋿6年3月5日",
        "05-Mar-2024",
        "March 5, 2024",
    ],
)
def test_one_day_in_all_its_spellings(written: str) -> None:
    assert parse_date(written).value == DAY


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("H15/4/1", date(2003, 4, 1)),
        ("㍻5年4月1日", date(1993, 4, 1)),
        ("昭和52.4.6", date(1977, 4, 6)),
        ("S62.12.1", date(1987, 12, 1)),
        ("大正10年1月2日", date(1921, 1, 2)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("令和元年5月1日", date(2019, 5, 1)),
    ],
)
def test_japanese_years_are_turned_and_named_as_corrected(written: str, day: date) -> None:
    read = parse_date(written)
    assert (read.value, read.rule, read.warning) == (day, WAREKI, "")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024/03/05 21:03", datetime(2024, 3, 5, 21, 3)),
        ("2024-03-05T21:03:04+09:00", datetime(2024, 3, 5, 21, 3, 4)),
        ("2024-03-05T12:03:04Z", datetime(2024, 3, 5, 21, 3, 4)),
        ("2024/03/05 9:03:04 午後 GMT+9", datetime(2024, 3, 5, 21, 3, 4)),
        ("2024/03/05 午前0時5分", datetime(2024, 3, 5, 0, 5)),
        ("2024/03/05 12:03:04 午前 GMT+9", datetime(2024, 3, 5, 0, 3, 4)),
        ("03/05/2024 09:03:04 PM", datetime(2024, 3, 5, 21, 3, 4)),
        ("2024年3月5日 21時3分4秒", datetime(2024, 3, 5, 21, 3, 4)),
    ],
)
def test_times_of_the_form_tools(written: str, moment: datetime) -> None:
    assert parse_date(written).value == moment


@pytest.mark.parametrize(
    ("written", "decided"),
    [("1998", "1998"), ("平成10年", "1998"), ("S62.4", "1987-04"), ("2003年11月", "2003-11")],
)
def test_what_is_undecided_stays_undecided(written: str, decided: str) -> None:
    read = parse_date(written)
    assert read.value is None
    assert read.partial == decided
    assert decided in read.problem


@pytest.mark.parametrize(
    "written", ["平成32年2月30日", "2023/2/29", "2024/13/1", "令和0年1月1日", "2024/3/5 24:10"]
)
def test_a_day_that_does_not_exist_is_a_problem_and_no_neighbouring_day(written: str) -> None:
    read = parse_date(written)
    assert read.value is None
    assert "暦にない日付" in read.problem
    assert "確かめて" in read.problem


@pytest.mark.parametrize(
    "written", ["不明", "3月5日", "3/5/24", "毎月第三水曜日", "令和5年度", "-"]
)
def test_no_date_is_guessed_from_other_words(written: str) -> None:
    read = parse_date(written)
    assert read.value is None
    assert read.partial == ""
    assert read.problem


@pytest.mark.parametrize(
    ("written", "year"), [("H32.1.1", 2020), ("昭和64年1月8日", 1989), ("平成元年1月7日", 1989)]
)
def test_a_year_outside_its_era_is_read_with_a_warning(written: str, year: int) -> None:
    read = parse_date(written)
    assert read.value is not None and read.value.year == year
    assert "期間の外" in read.warning


def test_excel_day_numbers_count_in_date_columns_only() -> None:
    assert parse_date(45356).value is None
    assert (parse_date(45356, serial=True).value, parse_date("45356", serial=True).rule) == (
        DAY,
        SERIAL,
    )
    assert parse_date(120, serial=True).value is None


def test_month_first_is_said_so() -> None:
    assert parse_date("03/05/2024").rule == MONTH_FIRST
    assert parse_date("25/12/2023").value == date(2023, 12, 25)


def test_dates_held_by_excel_come_back_as_they_are() -> None:
    moment = datetime(2024, 3, 5, 9, 30)
    assert parse_date(moment).value == moment
    assert parse_date(True).value is None


@settings(deadline=None, max_examples=150)
@given(st.dates(date(1912, 7, 30), date(2035, 12, 31)))
def test_every_day_survives_being_written_in_its_era(day: date) -> None:
    era = max((era for era in ERAS if era.begin <= day), key=lambda era: era.begin)
    year = day.year - era.begin.year + 1
    for written in (
        f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日",
        f"{era.letter}{year}.{day.month}.{day.day}",
        day.isoformat(),
    ):
        read = parse_date(written)
        assert (read.value, read.warning) == (day, "")


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=30))
def test_any_text_gets_an_answer(written: str) -> None:
    read = parse_date(written, serial=True)
    assert (read.value is None) == bool(read.problem)


@pytest.mark.parametrize(
    ("written", "decided", "told"),
    [
        ("S70年4月", "1995-04", "昭和の期間の外"),
        ("昭和64年12月", "1989-12", "昭和の期間の外"),
        ("H31.5", "2019-05", "平成の期間の外"),
        ("R1.4", "2019-04", "令和の期間の外"),
        ("大正16年1月", "1927-01", "大正の期間の外"),
        ("平成32年", "2020", "平成の期間の外"),
        ("S65", "1990", "昭和の期間の外"),
        ("令和30年", "2048", "ずっと先の年"),
        ("平成元年1月", "1989-01", ""),
        ("昭和64年1月", "1989-01", ""),
        ("H31.4", "2019-04", ""),
        ("H31", "2019", ""),
        ("S64", "1989", ""),
        ("R1", "2019", ""),
        ("1998-04", "1998-04", ""),
    ],
)
def test_a_year_or_month_outside_its_era_is_told(written: str, decided: str, told: str) -> None:
    read = parse_date(written)
    assert read.partial == decided
    assert told in read.warning and bool(told) == bool(read.warning)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("2024年3月5日（月）", False),
        ("令和6年3月5日(水曜日)", False),
        ("2024/3/5 Mon", False),
        ("2024年3月5日（月）10:30", False),
        ("2024年3月5日（火）", True),
        ("2024/3/5(火・祝)", True),
        ("2024年3月5日（火祝）", True),
        ("2024年3月5日火曜", True),
        ("2024/3/5 Tue", True),
        ("2024年3月20日（祝）", True),
        ("2024年3月3日（日）", True),
        ("2024年3月5日", True),
    ],
)
def test_a_weekday_that_contradicts_its_date_is_told(written: str, right: bool) -> None:
    read = parse_date(written)
    assert read.value is not None
    assert ("曜日が合いません" in read.warning) is not right


def test_a_date_lacks_what_was_asked_for() -> None:
    assert lacking("平成22年", "2010", "年月").startswith("「平成22年」は月がありません")
    assert lacking("平成22年", "2010", "年月日").startswith("「平成22年」は月日がありません")
    assert lacking("平成22年4月", "2010-04").startswith("「平成22年4月」は日がありません")
