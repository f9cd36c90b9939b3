"""Dates as Japanese administration prints them: era years, weekdays, fiscal years."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1873, 1, 1), "明治"),  # the calendar before that was another
)
_MEIJI_1 = 1868
NEAR = 60  # days
_WEEKDAYS = "月火水木金土日"
_JAPAN = ZoneInfo("Asia/Tokyo")


def _era(day: date) -> tuple[str, int] | None:
    """Name and year of the era; None before 1873."""
    for start, name in _ERAS:
        if day >= start:
            first = _MEIJI_1 if name == "明治" else start.year
            return name, day.year - first + 1
    return None


def _day(day: date) -> date:
    """The calendar day in Japan; moments are stored in UTC."""
    if not isinstance(day, datetime):
        return day
    return (day.astimezone(_JAPAN) if day.tzinfo else day).date()


def era_year(day: date) -> str:
    """令和6年, 令和元年; 1850年 before the Gregorian calendar."""
    day = _day(day)
    era = _era(day)
    if era is None:
        return f"{day.year}年"
    name, year = era
    return f"{name}{'元' if year == 1 else year}年"


def era_date(day: date) -> str:
    """令和6年3月5日（火）."""
    day = _day(day)
    return f"{era_year(day)}{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}）"


def day_after(day: date | None) -> date | None:
    """None where there is none: behind an open end, and behind the last day of the calendar."""
    return None if day is None or day == date.max else day + timedelta(days=1)


def as_fine_as(day: date, grain: str) -> str:
    """The day as fine as it is known, by ``day``, ``ten_days``, ``month``, ``year``, ``fiscal_year``:
    令和5年12月10日（日）, 令和5年12月上旬, 令和5年12月, 令和5年, 令和5年度."""
    if grain == "fiscal_year":
        return fiscal_year_label(fiscal_year(day))
    if grain == "year":
        return era_year(day)
    if grain == "month":
        return f"{era_year(day)}{day.month}月"
    if grain == "ten_days":
        third = ("上旬", "中旬", "下旬")[min((day.day - 1) // 10, 2)]
        return f"{era_year(day)}{day.month}月{third}"
    return era_date(day)


def near_day(day: date, today: date) -> str:
    """11月6日（金） of the year that is running or a neighbouring month; with its era otherwise."""
    day = _day(day)
    near = day.year == today.year or abs((day - today).days) < NEAR
    return era_date(day).removeprefix(era_year(day)) if near else era_date(day)


def near_moment(moment: datetime, today: date) -> str:
    """きょう 9時05分, きのう 17時10分, 11月20日（金）17時10分, in Japanese time."""
    moment = moment.astimezone(_JAPAN) if moment.tzinfo else moment
    words = {0: "きょう ", 1: "きのう "}.get((today - moment.date()).days)
    return f"{words or near_day(moment, today)}{moment.hour}時{moment.minute:02}分"


def era_datetime(moment: datetime) -> str:
    """令和6年3月5日（火）14時05分, in Japanese time."""
    moment = moment.astimezone(_JAPAN) if moment.tzinfo else moment
    return f"{era_date(moment)}{moment.hour}時{moment.minute:02}分"


def fiscal_year(day: date) -> int:
    """The western year in which the fiscal year (1 April–31 March) of the day began."""
    day = _day(day)
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_label(year: int) -> str:
    """令和5年度 for 2023. The state called all of 2019 令和元年度, so the era of 1 May counts."""
    return f"{era_year(date(year, 5, 1))}度"


def fiscal_year_bounds(year: int) -> tuple[date, date]:
    """First and last day of the fiscal year."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def weekday_problem(day: date | None, printed: str) -> str:
    """A sentence where the printed weekday is not the day's own, else ""; nothing is corrected."""
    if day is None or not printed:
        return ""
    actual = _WEEKDAYS[day.weekday()]
    if printed.strip("（）()")[:1] in (actual, ""):
        return ""
    return f"原文の曜日は（{printed}）ですが、{day.month}月{day.day}日は（{actual}）です。"
