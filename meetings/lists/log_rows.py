"""The rows of a meeting log → meetings and what belongs to them.

Each column is read by its own reader (``log_cells``, ``people``). What has no place stays in the
概要 under its heading, and is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time
from functools import cached_property
from typing import Any

from django.utils import timezone

from meetings.lists import log_cells
from meetings.lists.people import COLUMNS, host, mentioned, merged, who_came
from meetings.lists.rest import Cells, Rest
from meetings.lists.when import (
    PrintedDay,
    fiscal_year_named,
    read_day,
    split_moment,
    with_weekday,
    year_by_weekdays,
)
from meetings.lists.written import in_one_line
from meetings.models import MeetingSeries
from platform_registry.japanese import era_date, fiscal_year_label
from surveys.importing.cells.text import day_text
from surveys.importing.lists.plan import ListFile
from surveys.importing.lists.rows import ListRow, RowProblem, State
from surveys.importing.shapes import CellValue
from surveys.models import ImportBatch

NO_YEAR = "年がありません。「年度」の列を加えるか、「2024/3/5」の形で入れてください。"
ROW_NUMBER = "上の会議の続きの行なので、番号は取り込みません。"
BESIDE = frozenset({"number", "venue", "post", "summary_text"})
CONTINUED = "{}行目の会議の出席者として取り込みます。"


class LogRows:
    """Fills the rows of one file, in their order: a row may go on with the meeting above it."""

    def __init__(self, batch: ImportBatch, file: ListFile) -> None:
        self.batch, self.file = batch, file
        self.above: ListRow | None = None

    def fill(self, row: ListRow, cells: Cells) -> None:
        if self.above is not None and self._goes_on(self.above, cells):
            _join(self.above, row, cells)
            return
        day = cells["day"][0] if "day" in cells else None
        _put(row, log_cells.moment(cells, self.year_of(cells)))
        if not row.given.get("held_on") and not row.given.get("fiscal_year"):
            why = read_day(split_moment(day.text)[0]).problem if day else ""
            row.refuse(day.heading if day else "開催日", day.text if day else "", why or NO_YEAR)
        for read in (
            log_cells.number(cells),
            log_cells.kind(cells),
            host(cells),
            log_cells.words(cells, "venue", "host", "title"),
            log_cells.items(cells, "agenda", "decisions", "actions"),
            who_came(cells),
            mentioned(cells),
            log_cells.next_day(cells, row.given.get("held_on")),
        ):
            _put(row, read)
        _put(row, log_cells.summary(cells))  # takes all that is left
        row.values["day"] = _shown_moment(row.given)
        row.values.setdefault("title", _title(row.given, self.batch.parent))
        self.above = row

    def _goes_on(self, above: ListRow, cells: Cells) -> bool:
        """Whether the row only says who else came to the meeting above, and what they said."""
        if not cells.keys() & COLUMNS or cells.keys() - COLUMNS - BESIDE:
            return False
        if any(in_one_line(c.text) != above.values.get("venue") for c in cells.get("venue", [])):
            return False
        said = cells.get("summary_text", [])
        if not all(cell.heading.startswith("発言") for cell in said):
            return False
        alone = not said and "number" not in cells
        return alone or any(column.field == "title" for column in self.file.columns)

    def year_of(self, cells: Cells) -> int | None:
        """The fiscal year of the row's own column, else of the list as a whole."""
        said = [cell.text for cell in cells.get("fiscal_year", [])]
        own = [text if "年度" in text else f"{text}年度" for text in said]
        named = fiscal_year_named(own)
        if named is not None:
            del cells["fiscal_year"]
        return named or self.year

    @cached_property
    def year(self) -> int | None:
        reading = self.file.reading
        top = reading.layout.header_rows[0] if reading.layout.header_rows else 1
        above = [day_text(cell) for cells in reading.sheet.rows[: top - 1] for cell in cells]
        named = fiscal_year_named([*above, reading.sheet.name or "", self.batch.file.name])
        return named or self._year_by_weekdays()

    def _year_by_weekdays(self) -> int | None:
        year = year_by_weekdays([*self._days()], timezone.localdate())
        if year is not None:
            label = fiscal_year_label(year)
            self.file.remarks.append(f"年のない日付は、書かれた曜日から{label}として読みました。")
        return year

    def _days(self) -> Iterator[PrintedDay]:
        """Of all rows, with the weekdays of a column of their own."""
        reading = self.file.reading
        at = {c.field: c.header.column - 1 for c in self.file.columns if c.field}
        for cells in (reading.sheet.rows[n - 1] for n in reading.layout.data_rows()):
            text, weekday = (_text(cells, at.get(name)) for name in ("day", "weekday"))
            if text:
                found = read_day(split_moment(text)[0])
                yield with_weekday(found, weekday) or found


def _text(cells: Sequence[CellValue], place: int | None) -> str:
    return "" if place is None or place >= len(cells) else day_text(cells[place]).strip()


def rows_of(batch: ImportBatch, file: ListFile) -> Callable[[ListRow, Cells], None]:
    return LogRows(batch, file).fill


def _put(row: ListRow, read: tuple[dict[str, Any], list[Rest]]) -> None:
    """``values`` are what is shown of the row, ``given`` what is meant."""
    given, rests = read
    for name, value in given.items():
        if value not in (None, "", []):
            row.values[name] = shown(value)
            row.given[name] = value
    _keep(row, row, rests)


def _keep(meeting: ListRow, row: ListRow, rests: Iterable[Rest]) -> None:
    """With the meeting of one row, told of the row it stands in."""
    for rest in rests:
        heading, text = rest.cell.heading, rest.cell.text
        meeting.notes += (RowProblem(row.number, heading, text[:200], rest.message),)
        if rest.kept:
            meeting.given["kept"] = [*meeting.given.get("kept", []), rest.line]
            meeting.values["kept"] = shown(meeting.given["kept"])


def _join(above: ListRow, row: ListRow, cells: Cells) -> None:
    """Another body of the meeting above: 内閣官房, with its people beside it."""
    row.state = State.EXCLUDED
    cells.pop("venue", None)
    came, rests = who_came(cells)
    rests += [Rest(cell, ROW_NUMBER, kept=False) for cell in cells.pop("number", [])]
    rests += [Rest(cell) for cell in cells.pop("summary_text", [])]
    joined = {
        "others": [*came.get("counterparts", []), *came.get("others", [])],
        "consultants": came.get("consultants", []),
    }
    for name, bodies in joined.items():
        if both := merged([*above.given.get(name, []), *bodies]):
            above.values[name], above.given[name] = shown(both), both
    named = [*joined["others"], *joined["consultants"]]
    if named:
        row.tell("出席者", shown(named), CONTINUED.format(above.number))
    _keep(above, row, rests)


def _shown_moment(given: dict[str, Any]) -> str:
    day, year = given.get("held_on"), given.get("fiscal_year")
    starts, ends = (shown(given[n]) if n in given else "" for n in ("starts_at", "ends_at"))
    hours = f"{starts}～{ends}" if ends else starts
    known = era_date(day) if day else f"日付なし（{fiscal_year_label(year)}）" if year else ""
    return f"{known} {hours}".strip()


def _title(given: dict[str, Any], parent: Any) -> str:
    """The reports' own table has none: 第3回 打合せ. It is that of a new meeting alone."""
    what: str = parent.name if isinstance(parent, MeetingSeries) else "打合せ"
    if number := given.get("number"):
        what = f"第{number}回 {what}"
    else:
        what = next(iter(given.get("agenda", [])), what)
    return what[: log_cells.LONGEST["title"]]


def shown(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, date):
        return era_date(value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)
