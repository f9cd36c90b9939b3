"""Day and hours of a meeting as people write them: 令和6年3月5日（火）10:00～11:30, 11/7（火）, 正午.

A day without its year is looked for in the fiscal year the list speaks of; where none is named,
the printed weekdays of the whole list tell. What is not decided stays as it is printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from platform_registry.japanese import fiscal_year
from platform_registry.models import FIRST_YEAR
from surveys.importing.cells.dates import parse_date, parse_time

_CLOCK = r"(?:(?:午前|午後)?\d{1,2}(?::\d{2}(?::\d{2})?|時(?:\d{1,2}分?|半)?)|正午)"
_FIRST_CLOCK = re.compile(_CLOCK)
_HOURS = re.compile(rf"({_CLOCK})(?:頃|ごろ)?(?:(?:[~-]|から)({_CLOCK})?(?:まで|頃|ごろ)?)?")
_MONTH_DAY = re.compile(r"(\d{1,2})(?:月|/|\.|-)(\d{1,2})日?")
_UNTIL = re.compile(rf"(?:[~-]({_CLOCK})(?:まで|頃|ごろ)?|({_CLOCK})まで)")
_MIDNIGHT = re.compile(r"(?<=\d)[T ]0?0:00(?::00)?")
# The 日 of 8月1日 is no Sunday and the 月 of 令和6年8月 no Monday: a weekday stands in brackets,
# has its 曜, or a letter alone comes behind a whole day.
_HOLIDAY = r"(?:祝日?)?[・,]?"
_MARKED = re.compile(
    rf"[(\[]{_HOLIDAY}([月火水木金土日]?)(?:曜日?)?[・,]?(?:祝日?)?[)\]]$|([月火水木金土日])曜日?$"
)
_LETTER = re.compile(
    r"(?<=日)\s*([月火水木金土日])$|[\s,、・/]+([月火水木金土日])$|(?<=\d)([火水木金土])$"
)
_FISCAL = re.compile(r"(?:(令和|平成|R|H)(\d{1,2}|元)|(20\d\d))年度", re.I)
DAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Hours:
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class PrintedDay:
    """``day`` where it is decided; ``month_day`` where only its year is missing."""

    day: date | None = None
    month_day: tuple[int, int] | None = None
    weekday: str = ""
    problem: str = ""


def split_moment(text: str) -> tuple[str, str]:
    """「8/1（火） 13:00-14:30」 → 「8/1（火）」, 「13:00-14:30」."""
    folded = _folded(text)
    clock = _FIRST_CLOCK.search(folded)
    if clock and _MIDNIGHT.fullmatch(folded, clock.start() - 1):
        return folded[: clock.start() - 1], ""  # a day as Excel keeps it
    if clock is None:
        return folded, ""
    return folded[: clock.start()].rstrip("T,、 "), folded[clock.start() :]


def read_hours(text: str) -> Hours | None:
    """10:00～11:30, 午後1時～3時, 10時から正午まで, ～15:00; None for what is no hour of a day."""
    plain = _plain(_folded(text))
    if until := _UNTIL.fullmatch(plain):
        ends = _clock(until[1] or until[2])
        return Hours(None, ends) if ends else None
    match = _HOURS.fullmatch(plain)
    if match is None:
        return None
    starts, ends = _clock(match[1]), _clock(match[2]) if match[2] else None
    if starts is None or (match[2] and ends is None):
        return None
    if ends and ends < starts and "午後" in match[1] and ends.hour < 12:
        ends = ends.replace(hour=ends.hour + 12)
    return Hours(starts, ends)


def read_day(text: str) -> PrintedDay:
    bare, weekday = _without_weekday(_folded(text))
    if match := _MONTH_DAY.fullmatch(bare):
        return _month_and_day(int(match[1]), int(match[2]), weekday, text)
    found = parse_date(bare, serial=True)
    if found.value is None:
        return PrintedDay(weekday=weekday, problem=found.problem)
    value = found.value
    return PrintedDay(value.date() if isinstance(value, datetime) else value, weekday=weekday)


def _without_weekday(folded: str) -> tuple[str, str]:
    """「8/1(木)」 → 「8/1」 and 「木」. A letter alone is one only behind a whole day."""
    if marked := _MARKED.search(folded):
        return _plain(folded[: marked.start()]), marked[1] or marked[2] or ""
    letter = _LETTER.search(folded)
    bare = _plain(folded[: letter.start()]) if letter else ""
    if letter is None or not _is_whole(bare):
        return _plain(folded), ""
    found = letter[letter.lastindex or 0]
    own = found == "日" and re.search(r"月\d{1,2}$", bare)  # 8月14 日
    return (_plain(folded), "") if own else (bare, found)


def _is_whole(bare: str) -> bool:
    return bool(_MONTH_DAY.fullmatch(bare)) or parse_date(bare, serial=True).value is not None


def _plain(text: str) -> str:
    return text.replace(" ", "")


def _month_and_day(month: int, day: int, weekday: str, text: str) -> PrintedDay:
    try:
        date(2024, month, day)  # a leap year: any day there is
    except ValueError:
        return PrintedDay(
            problem=f"「{text}」は暦にない日付です。正しい年月日を確かめて入れてください。"
        )
    return PrintedDay(month_day=(month, day), weekday=weekday)


def fiscal_year_named(texts: Iterable[str]) -> int | None:
    """The one 年度 that is written in these texts; None for none, or for several."""
    found = {
        int(match[3]) if match[3] else _western(match[1], match[2])
        for text in texts
        for match in _FISCAL.finditer(_folded(text))
    }
    return found.pop() if len(found) == 1 else None


def year_by_weekdays(days: Sequence[PrintedDay], today: date) -> int | None:
    """The fiscal year of the last six whose calendar agrees best with the printed weekdays, and
    with half of them at least; None where several do, or none."""
    telling = [day for day in days if day.month_day and day.weekday]
    years = range(fiscal_year(today), max(FIRST_YEAR, fiscal_year(today) - 6), -1)
    agree = {year: sum(_agrees(day, year) for day in telling) for year in years}
    most = max(agree.values())
    best = [year for year in years if agree[year] == most]
    return best[0] if len(best) == 1 and most * 2 >= len(telling) else None


def in_fiscal_year(month_day: tuple[int, int], year: int) -> date | None:
    """None where that year has no such day."""
    month, day = month_day
    try:
        return date(year if month >= 4 else year + 1, month, day)
    except ValueError:
        return None


def _agrees(day: PrintedDay, year: int) -> bool:
    found = in_fiscal_year(day.month_day, year) if day.month_day else None
    return found is not None and DAYS[found.weekday()] == day.weekday


def _western(era: str, year: str) -> int:
    begins = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}[era.upper()]
    return begins + (1 if year == "元" else int(year))


def _clock(text: str) -> time | None:
    found = "12:00" if text == "正午" else parse_time(text)
    return time.fromisoformat(found) if found else None


def _folded(text: str) -> str:
    """Half width, one kind of dash, blanks and line breaks as one blank."""
    folded = re.sub(r"[〜～∼˜‐‑‒–—―−ー]", "~", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s+", " ", folded).strip()
