"""The columns of a log besides who came: each reader takes its own columns out of the cells and
gives the values they hold and the rest, which is kept or told. Nothing is left between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from meetings.lists.rest import Cells, Rest
from meetings.lists.when import (
    Hours,
    PrintedDay,
    in_fiscal_year,
    read_day,
    read_hours,
    split_moment,
)
from meetings.lists.written import in_one_line
from meetings.models import AgendaItem, Meeting
from platform_registry.japanese import LARGEST_SMALL, fiscal_year, weekday_problem, whole_number
from surveys.importing.cells.numbers import KANJI_NUMERAL, kanji_number
from surveys.importing.lists.rows import Cell

Read = tuple[dict[str, Any], list[Rest]]
PRINTED = "「日時（原文の表記）」に残しました。"
NO_HOURS = "時刻として読めません。"
OTHER_HOURS = "時刻が欄によって違います。"
NO_SUCH_DAY = "その年度にない日付です。"
AS_PRINTED = "曜日は原文のまま残します。"
NO_NUMBER = "番号として読めません。"
LONGEST = {f.name: f.max_length for f in Meeting._meta.fields if f.max_length} | {
    "agenda": AgendaItem._meta.get_field("text").max_length
}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]00:00(?::00)?)?")
_NUMBER = re.compile(
    rf"(?:no\.?\s*|#|\()?\s*第?\s*(\d{{1,5}}|[{KANJI_NUMERAL}]{{1,6}})\s*(?:回|号)?目?[.)]?", re.I
)
_BULLET = re.compile(r"^(?:[・･●○◯■□◆◇▪-]\s*|[(（]?\d{1,2}[)）.．、]\s*|[①-⑳]\s*)")


def read_number(text: str) -> int | None:
    """3, 第3回, 三回目, No.3; None for R6-3 or 3回目（全5回）, which hold more than one number."""
    written = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if written is None:
        return None
    found = kanji_number(written[1]) or whole_number(written[1], LARGEST_SMALL)
    return found if found and found <= LARGEST_SMALL else None


def moment(cells: Cells, year: int | None) -> Read:
    """Day, weekday and hours, and the words they stand in. ``year``: the fiscal year of a day
    that is written without one."""
    (cell, from_, until), rests = _each(cells, "day", "hours", "until")
    day_text, own = split_moment(cell.text)
    day, doubts = _day(read_day(day_text) if day_text else PrintedDay(), cell, year)
    hours, more = _hours(own, from_, until, cell)
    given = {**day, "starts_at": hours.starts, "ends_at": hours.ends}
    printed = in_one_line(f"{cell.text} {_from_to(from_.text, until.text)}")
    if printed and not (_ISO.fullmatch(cell.text) and not more):
        words, long = _within("date_as_printed", Cell(cell.heading or from_.heading, printed))
        given |= words
        rests += long
    return given, [*rests, *doubts, *more]


def _day(found: PrintedDay, cell: Cell, year: int | None) -> Read:
    day, rests = found.day, []
    if found.problem:
        rests.append(Rest(cell, found.problem + PRINTED, kept=False))
    if day is None and found.month_day and year is not None:
        day = in_fiscal_year(found.month_day, year)
        if day is None:
            rests.append(Rest(cell, NO_SUCH_DAY + PRINTED, kept=False))
    if doubt := weekday_problem(day, found.weekday):
        rests.append(Rest(cell, doubt + AS_PRINTED, kept=False))
    known = {"held_on": day, "fiscal_year": fiscal_year(day) if day else year}
    return known | {"weekday_as_printed": found.weekday}, rests


def _hours(own: str, from_: Cell, until: Cell, day: Cell) -> tuple[Hours, list[Rest]]:
    """The hours beside the day, else of the columns; what can't be read or differs is told."""
    beside = Cell(day.heading, own)
    first = max(beside, from_, key=lambda cell: _told_of(read_hours(cell.text)))
    found = read_hours(first.text) or Hours()
    if until.text and not found.ends:
        found = read_hours(_from_to(first.text, until.text)) or found
    if found.starts and found.ends and found.ends < found.starts:
        return Hours(), [_told(first, NO_HOURS)]
    rests = []
    for cell in filter(lambda cell: cell.text, (beside, from_, until)):
        read = read_hours(cell.text)
        ends = cell is until
        if read is None:
            rests.append(_told(cell, NO_HOURS))
        elif not _agree(read, found, ends=ends):
            rests.append(_told(cell, OTHER_HOURS))
    return found, rests


def _told_of(hours: Hours | None) -> int:
    return 0 if hours is None else sum(hour is not None for hour in (hours.starts, hours.ends))


def _agree(read: Hours, found: Hours, *, ends: bool) -> bool:
    """Whether the hours of a cell are those that are taken; 3時 beside 午後1時 is 15:00."""
    if ends:
        said = read.ends or read.starts
        return found.ends is not None and said is not None and (
            found.ends.hour % 12, found.ends.minute) == (said.hour % 12, said.minute)  # fmt: skip
    return read.starts in (None, found.starts) and read.ends in (None, found.ends)


def _told(cell: Cell, why: str) -> Rest:
    return Rest(cell, why + PRINTED, kept=False)


def number(cells: Cells) -> Read:
    (cell,), rests = _each(cells, "number")
    found = read_number(cell.text)
    if cell.text and found is None:
        rests.append(Rest(cell, NO_NUMBER))
    return {"number": found}, rests


def kind(cells: Cells) -> Read:
    (cell,), rests = _each(cells, "kind")
    found = {label: value for value, label in Meeting.Kind.choices}.get(cell.text)
    if cell.text and found is None:
        rests.append(Rest(cell))
    return {"kind": found}, rests


def words(cells: Cells, *names: str) -> Read:
    """Texts of one line: 会場, 運営, 件名."""
    given: dict[str, Any] = {}
    found, rests = _each(cells, *names)
    for name, cell in zip(names, found, strict=True):
        taken, more = _within(name, Cell(cell.heading, in_one_line(cell.text)))
        given |= taken
        rests += more
    return given, rests


def items(cells: Cells, *names: str) -> Read:
    """Texts of several entries, one per line, without its bullet."""
    given: dict[str, Any] = {}
    rests: list[Rest] = []
    for name in names:
        lines = [
            Cell(cell.heading, line)
            for cell in cells.pop(name, [])
            for line in filter(None, map(_without_bullet, cell.text.splitlines()))
        ]
        longest = LONGEST.get(name) or 0
        long = [cell for cell in lines if longest and len(cell.text) > longest]
        rests += [Rest(cell, f"{longest}文字を超えます。") for cell in long]
        given[name] = list(dict.fromkeys(cell.text for cell in lines if cell not in long))
    return given, rests


def next_day(cells: Cells, held_on: date | None) -> Read:
    """The hours of the next meeting have no place of their own."""
    (cell,), rests = _each(cells, "next_on")
    if not cell.text:
        return {}, rests
    day_text, hours = split_moment(cell.text)
    found = read_day(day_text)
    day = found.day
    if day is None and found.month_day and held_on:
        day = _following(held_on, found.month_day)
    taken = day if day and held_on and day > held_on else None
    if hours or taken is None:
        rests.append(Rest(cell))
    return {"next_on": taken}, rests


def summary(cells: Cells) -> Read:
    """The text itself, and of all that is left the headings and the words."""
    (cell,), rests = _each(cells, "summary_text")
    left = [Rest(other) for name in list(cells) for other in cells.pop(name)]
    return {"summary_text": cell.text}, rests + left


def _each(cells: Cells, *names: str) -> tuple[list[Cell], list[Rest]]:
    """The one cell of each of these columns, empty where there is none; a second is a rest."""
    found = [cells.pop(name, []) or [Cell("", "")] for name in names]
    return [first for first, *_ in found], [Rest(cell) for _, *more in found for cell in more]


def _within(name: str, cell: Cell) -> Read:
    longest = LONGEST[name] or 0
    if len(cell.text) > longest:
        return {}, [Rest(cell, f"{longest}文字を超えます。")]
    return {name: cell.text}, []


def _from_to(first: str, last: str) -> str:
    return f"{first}～{last}" if last else first


def _without_bullet(line: str) -> str:
    return _BULLET.sub("", line.strip()).strip()


def _following(day: date, month_day: tuple[int, int]) -> date | None:
    """The first such day after it."""
    year = fiscal_year(day)
    found: Iterable[date | None] = (in_fiscal_year(month_day, y) for y in (year, year + 1))
    return next((other for other in found if other and other > day), None)
