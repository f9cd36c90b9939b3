"""The cells of one row of a meeting log → a meeting and what belongs to it.

What has no place of its own stays in the 概要 under its heading, and is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, time
from functools import cached_property
from typing import Any

from django.utils import timezone

from meetings.lists.bodies import Came, count_persons, in_one_line, read_party
from meetings.lists.when import (
    PrintedDay,
    fiscal_year_named,
    in_fiscal_year,
    read_day,
    read_hours,
    split_moment,
    year_by_weekdays,
)
from meetings.models import AgendaItem, Attendance, Meeting, MeetingSeries
from platform_registry.japanese import (
    LARGEST_SMALL,
    era_date,
    era_day,
    fiscal_year,
    fiscal_year_label,
    weekday_problem,
    whole_number,
)
from surveys.importing.cells.numbers import KANJI_NUMERAL, kanji_number
from surveys.importing.cells.text import cell_text
from surveys.importing.lists.plan import ListFile
from surveys.importing.lists.rows import Cell, ListRow, State
from surveys.models import ImportBatch

Cells = dict[str, list[Cell]]
KEPT = "概要に残しました。"
NAMES_LEFT_OUT = "氏名は登録しません。所属と人数だけを取り込みます。"
NO_YEAR = "年がありません。「年度」の列を加えるか、「2024/3/5」の形で入れてください。"
AS_PRINTED = "曜日は原文のまま残します。"
CONTINUED = "{}行目の会議の出席者として取り込みます。"
LONGEST = {f.name: f.max_length for f in Meeting._meta.fields if f.max_length}
LONGEST_NAME = Attendance._meta.get_field("name_as_printed").max_length or 0
LONGEST_ITEM = AgendaItem._meta.get_field("text").max_length or 0
_BULLET = re.compile(r"^(?:[・･●○◯■□◆◇▪-]\s*|[(（]?\d{1,2}[)）.．、]\s*|[①-⑳]\s*)")
_NUMBER = re.compile(
    rf"(?:no\.?\s*|#|\()?\s*第?\s*(\d{{1,5}}|[{KANJI_NUMERAL}]{{1,6}})\s*(?:回|号)?目?[.)]?", re.I
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]00:00(?::00)?)?")


class LogRows:
    """Fills the rows of one file, in their order: a row may go on with the meeting above it."""

    def __init__(self, batch: ImportBatch, file: ListFile) -> None:
        self.batch, self.file = batch, file
        self.above: ListRow | None = None

    def fill(self, row: ListRow, cells: Cells) -> None:
        if self.above is not None and _goes_on(cells):
            self._join(self.above, row, cells)
            return
        written = Written(row, cells)
        written.when(self.year_of(cells))
        written.numbers()
        written.short("venue", "host")
        written.lines("agenda", LONGEST_ITEM)
        written.lines("decisions")
        written.lines("actions")
        written.people()
        written.next_day()
        written.title(self.batch.parent)
        written.summary()
        self.above = row

    def year_of(self, cells: Cells) -> int | None:
        """The fiscal year of the row's own column, else of the list as a whole."""
        said = [cell.text for cell in cells.pop("fiscal_year", [])]
        own = [text if "年度" in text else f"{text}年度" for text in said]
        return fiscal_year_named(own) or self.year

    @cached_property
    def year(self) -> int | None:
        reading = self.file.reading
        top = reading.layout.header_rows[0] if reading.layout.header_rows else 1
        above = [cell_text(cell) for cells in reading.sheet.rows[: top - 1] for cell in cells]
        named = fiscal_year_named([*above, reading.sheet.name or "", self.batch.file.name])
        return named or self._year_by_weekdays()

    def _year_by_weekdays(self) -> int | None:
        places = [c.header.column - 1 for c in self.file.columns if c.field == "day"]
        rows = [self.file.reading.sheet.rows[n - 1] for n in self.file.reading.layout.data_rows()]
        texts = [
            cell_text(cells[place]) for cells in rows for place in places if place < len(cells)
        ]
        days = [read_day(split_moment(text)[0]) for text in texts if text.strip()]
        year = year_by_weekdays(days, timezone.localdate())
        if year is not None:
            label = fiscal_year_label(year)
            self.file.remarks.append(f"年のない日付は、書かれた曜日から{label}として読みました。")
        return year

    @staticmethod
    def _join(above: ListRow, row: ListRow, cells: Cells) -> None:
        """Another body of the meeting above: 内閣官房, with its people beside it."""
        row.state = State.EXCLUDED
        party = _counterparts(row, cells)
        consulted = _of_side(row, cells.get("consultants", []))
        for name, came in (("others", party), ("consultants", consulted)):
            stood = above.given.get(name, [])
            if joined := [*stood, *(other for other in came if other not in stood)]:
                above.values[name], above.given[name] = shown(joined), joined
        row.tell("出席者", shown([*party, *consulted]), CONTINUED.format(above.number))


def rows_of(batch: ImportBatch, file: ListFile) -> Callable[[ListRow, Cells], None]:
    return LogRows(batch, file).fill


def _goes_on(cells: Cells) -> bool:
    came = {"counterparts", "attendees", "consultants", "others", "heads"}
    return bool(cells.keys() & came) and cells.keys() <= came


class Written:
    """One row: its cells by field, and what becomes of them."""

    def __init__(self, row: ListRow, cells: Cells) -> None:
        self.row, self.cells = row, cells
        self.kept: list[str] = []

    def take(self, name: str) -> Cell:
        cells = self.cells.pop(name, [])
        return cells[0] if cells else Cell("", "")

    def leave(self, cell: Cell, why: str = "") -> None:
        self.kept.append(f"{cell.heading}：{cell.text}")
        self.row.tell(cell.heading, cell.text, why + KEPT)

    def set(self, name: str, value: Any) -> None:
        """``values`` are what is shown of the row, ``given`` what is meant."""
        if value not in (None, "", []):
            self.row.values[name] = shown(value)
            self.row.given[name] = value

    def when(self, year: int | None) -> None:
        """Day, weekday and hours, and the words they stand in."""
        cell, from_, until = self.take("day"), self.take("hours"), self.take("until")
        day_text, hours_text = split_moment(cell.text)
        hours_text = hours_text or _from_to(from_.text, until.text)
        found = read_day(day_text) if day_text else PrintedDay()
        if found.problem:
            self.row.tell(
                cell.heading, cell.text, f"{found.problem}「日時（原文の表記）」に残しました。"
            )
        self._day(found, year, cell)
        self._hours(hours_text, from_.heading or cell.heading)
        self._show_moment()
        plain = _ISO.fullmatch(cell.text) and (not hours_text or "starts_at" in self.row.given)
        printed = in_one_line(f"{cell.text} {_from_to(from_.text, until.text)}")
        if printed and not plain:
            self._short("date_as_printed", Cell(cell.heading or from_.heading, printed))

    def _day(self, found: PrintedDay, year: int | None, cell: Cell) -> None:
        day = found.day
        if day is None and found.month_day and year is not None:
            day = in_fiscal_year(found.month_day, year)
        if day is None and year is None:
            self.row.refuse(cell.heading or "開催日", cell.text, NO_YEAR)
            return
        self.set("held_on", day)
        self.row.given["fiscal_year"] = fiscal_year(day) if day else year
        self.set("weekday_as_printed", found.weekday)
        if doubt := weekday_problem(day, found.weekday):
            self.row.tell(cell.heading, cell.text, f"{doubt}{AS_PRINTED}")

    def _hours(self, text: str, heading: str) -> None:
        if not text:
            return
        hours = read_hours(text)
        if hours is None or (hours.ends and hours.starts and hours.ends < hours.starts):
            self.row.tell(
                heading, text, "時刻として読めません。「日時（原文の表記）」に残しました。"
            )
            return
        self.set("starts_at", hours.starts)
        self.set("ends_at", hours.ends)

    def _show_moment(self) -> None:
        given = self.row.given
        day = given.get("held_on")
        hours = "～".join(shown(given[name]) for name in ("starts_at", "ends_at") if name in given)
        year = given.get("fiscal_year")
        known = era_date(day) if day else f"日付なし（{fiscal_year_label(year)}）" if year else ""
        self.row.values["day"] = f"{known} {hours}".strip()

    def numbers(self) -> None:
        cell = self.take("number")
        if number := read_number(cell.text):
            self.set("number", number)
        elif cell.text:
            self.leave(cell, "番号として読めません。")
        kind = self.take("kind")
        kinds = {label: value for value, label in Meeting.Kind.choices}
        if kind.text in kinds:
            self.set("kind", kinds[kind.text])
        elif kind.text:
            self.leave(kind)

    def short(self, *names: str) -> None:
        for name in names:
            cell = self.take(name)
            if cell.text:
                self._short(name, Cell(cell.heading, in_one_line(cell.text)))

    def _short(self, name: str, cell: Cell) -> None:
        longest = LONGEST[name]
        if len(cell.text) > longest:
            self.leave(cell, f"{longest}文字を超えます。")
        else:
            self.set(name, cell.text)

    def lines(self, name: str, longest: int = 0) -> None:
        """One entry per line, without its bullet."""
        entries: list[str] = []
        for cell in self.cells.pop(name, []):
            for line in filter(None, map(_without_bullet, cell.text.splitlines())):
                if longest and len(line) > longest:
                    self.leave(Cell(cell.heading, line), f"{longest}文字を超えます。")
                else:
                    entries.append(line)
        self.set(name, list(dict.fromkeys(entries)))

    def people(self) -> None:
        heads = self.cells.get("heads", [])
        self.set("counterparts", self._named(_counterparts(self.row, self.cells)))
        for name in ("consultants", "others"):
            self.set(name, self._named(_of_side(self.row, self.cells.pop(name, []))))
        for name in ("counterparts", "attendees", "heads"):
            self.cells.pop(name, None)
        if heads and "counterparts" not in self.row.values:
            self.leave(heads[0])

    def _named(self, bodies: list[Came]) -> list[Came]:
        for came in bodies:
            if len(came.name) > LONGEST_NAME:
                self.leave(Cell("出席者", str(came)), f"{LONGEST_NAME}文字を超えます。")
        return list(dict.fromkeys(came for came in bodies if len(came.name) <= LONGEST_NAME))

    def next_day(self) -> None:
        """The hours of the next meeting have no place of their own."""
        cell = self.take("next_on")
        if not cell.text:
            return
        day_text, hours = split_moment(cell.text)
        found, held_on = read_day(day_text), self.row.given.get("held_on")
        day = found.day
        if day is None and found.month_day and held_on:
            day = _following(held_on, found.month_day)
        if day and held_on and day > held_on:
            self.set("next_on", day)
        if hours or "next_on" not in self.row.given:
            self.leave(cell)

    def title(self, parent: Any) -> None:
        """The reports' own table has none: 第3回 打合せ. It is that of a new meeting alone."""
        self.short("title")
        if "title" in self.row.values:
            return
        given = self.row.given
        what = parent.name if isinstance(parent, MeetingSeries) else "打合せ"
        if number := given.get("number"):
            title = f"第{number}回 {what}"
        else:
            title = next(iter(given.get("agenda", [])), what)
        self.row.values["title"] = title[: LONGEST["title"]]

    def summary(self) -> None:
        """The text itself, and below it what has no place of its own."""
        text = self.take("summary_text").text
        for name in list(self.cells):
            for cell in self.cells.pop(name):
                self.leave(cell)
        self.set("summary_text", text)
        self.set("kept", self.kept)


def read_number(text: str) -> int | None:
    """3, 第3回, 三回目, No.3; None for R6-3 or 3回目（全5回）, which hold more than one number."""
    written = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if written is None:
        return None
    found = kanji_number(written[1]) or whole_number(written[1], LARGEST_SMALL)
    return found if found and found <= LARGEST_SMALL else None


def shown(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, date):
        return era_day(value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _counterparts(row: ListRow, cells: Cells) -> list[Came]:
    """The bodies, with the number of the people that stand beside them.

    A number beside several bodies is of all of them: then they stay together as printed.
    """
    written = cells.get("counterparts", [])
    parties = [read_party(cell.text) for cell in written]
    bodies = [came for party in parties for came in party.bodies]
    beside = [cell for name in ("heads", "attendees") for cell in cells.get(name, [])]
    counts = [count for cell in beside if (count := _heads(cell)) is not None]
    _tell_names(row, [*written, *cells.get("attendees", [])])
    persons = counts[0] if counts else sum(party.persons for party in parties) or None
    if persons is None or all(came.heads is not None for came in bodies):
        return bodies or ([Came("出席者", persons)] if persons else [])
    if len(bodies) == 1:
        return [Came(bodies[0].name, persons)]
    whole = "、".join(in_one_line(cell.text) for cell in written) if counts else ""
    return [Came(whole, persons)] if whole else bodies


def _of_side(row: ListRow, cells: Iterable[Cell]) -> list[Came]:
    """Under 「出席者／NRI」 stand persons: the body is the heading's last word."""
    came = []
    for cell in cells:
        if count := count_persons(cell.text):
            came.append(Came(re.split(r"\s*[/／]\s*", cell.heading)[-1], count))
        if not re.search(r"\d", unicodedata.normalize("NFKC", cell.text)):
            row.tell(cell.heading, "", NAMES_LEFT_OUT)
    return came


def _heads(cell: Cell) -> int | None:
    number = whole_number(cell.text.strip(), LARGEST_SMALL)
    return count_persons(cell.text) if number is None else number


def _tell_names(row: ListRow, cells: Iterable[Cell]) -> None:
    for cell in cells:
        if read_party(cell.text).named:
            row.tell(cell.heading, "", NAMES_LEFT_OUT)


def _from_to(first: str, last: str) -> str:
    return f"{first}～{last}" if first and last else first


def _without_bullet(line: str) -> str:
    return _BULLET.sub("", line.strip()).strip()


def _following(day: date, month_day: tuple[int, int]) -> date | None:
    """The first such day after it."""
    year = fiscal_year(day)
    found = (in_fiscal_year(month_day, y) for y in (year, year + 1))
    return next((other for other in found if other and other > day), None)
