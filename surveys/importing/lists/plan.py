"""A list from a spreadsheet into the registry: new, changed, unchanged, refused.

What a row means is said by the kind of the list (``list_kinds``). Empty cells change nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from platform_registry.lists.exports import begins_formula
from surveys.importing.cells.fillers import names_above, repeats_above, repeats_left, says_nothing
from surveys.importing.cells.text import day_text, is_fault, percent_text, shared
from surveys.importing.cells.unseen import corrections
from surveys.importing.list_kinds import ListKind
from surveys.importing.lists.columns import (
    ListColumn,
    dump,
    lacking,
    list_columns,
)
from surveys.importing.lists.rows import Cell, ListRow, RowCorrection, RowProblem, State
from surveys.importing.own_fields import kind_for, untaken
from surveys.importing.planning.drafts import Reading, read_batch
from surveys.importing.planning.plan import FilePlan
from surveys.importing.shapes import CellValue, Refused, Share, Sheet
from surveys.importing.table.exclusions import BELOW
from surveys.models import ImportBatch

SHOWN_EXAMPLES = 5
NAMED_SHEETS = 5
OTHER_SHEETS = (
    "ほかのシート（{}）は取り込みません。「列の対応を変える」で、読み取るシートを選べます。"
)
ABOVE = "上の行と同じとみました。"
NONE_ABOVE = "上の行が空欄のため、空欄とみました。"
LEFT = "左の欄と同じと読みました。"
FAULT = (
    "Excelのエラーか、計算結果の保存されていない数式です。"
    "Excelで直すか、値を貼り付けて保存し直してください。"
)
NAMES_ABOVE = "どの{}のことか分かりません。省略せずに入力してください。"


@dataclass(slots=True)
class ListFile:
    """What the list itself says, whatever is registered. ``remarks`` are of the file as a whole."""

    kind: ListKind
    reading: Reading
    columns: list[ListColumn]
    rows: list[ListRow]
    remarks: list[str]
    desk: Any = None  # of a list of records: how its rows are saved, see ``lists.records``


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is told of several rows."""

    column: str
    message: str
    rows: list[int]
    examples: list[str]


@dataclass(slots=True)
class ListPlan(FilePlan):
    file: ListFile

    @property
    def kind(self) -> ListKind:
        return self.file.kind

    @property
    def unknown(self) -> list[str]:
        """The headings that are not taken over."""
        return [
            self._untaken(column)
            for column in self.file.columns
            if not column.field or not self.kind.field(column.field).taken
        ]

    def _untaken(self, column: ListColumn) -> str:
        own = untaken(self.kind, column.field, gone=column.gone)
        why = "非表示の列" if column.hidden else own
        return f"{column.header.text}（{why}）" if why else column.header.text

    @property
    def hidden(self) -> bool:
        """Whether columns were left out because they are hidden."""
        return any(column.hidden for column in self.file.columns)

    @property
    def problems(self) -> list[RowProblem]:
        return [problem for row in self.rows for problem in row.problems]

    @property
    def notes(self) -> list[RowProblem]:
        """Of the rows that are taken."""
        return [note for row in self.rows if row.state != State.ERROR for note in row.notes]

    def told(self) -> list[Told]:
        """The notes by what they say, the rare ones first."""

        def said(note: RowProblem) -> tuple[str, str]:
            return note.column, note.message

        found = []
        for (column, message), notes in groupby(sorted(self.notes, key=said), key=said):
            alike = list(notes)
            values = dict.fromkeys(note.value for note in alike if note.value)
            numbers = list(dict.fromkeys(note.row for note in alike))
            found.append(Told(column, message, numbers, list(values)[:SHOWN_EXAMPLES]))
        return sorted(found, key=lambda told: len(told.rows))

    @property
    def corrections(self) -> list[RowCorrection]:
        """Of the rows that are written."""
        written = self.rows_in(State.NEW, State.CHANGED)
        return [correction for row in written for correction in row.corrections]

    def counts(self) -> dict[str, int]:
        states = Counter(row.state for row in self.rows)
        told = (State.NEW, State.CHANGED, State.UNCHANGED, State.ERROR)
        return {
            **{state: states.get(state, 0) for state in told},
            State.EXCLUDED: len(self.left_out) + states.get(State.EXCLUDED, 0),
        }

    def promised(self) -> str:
        return str(dump(self.file.columns))

    def refusal(self) -> str:
        if self.rows_in(State.NEW, State.CHANGED):
            return ""
        return f"登録・更新する{self.kind.unit}がありません。"

    def decided(self) -> list[dict[str, Any]]:
        """What a person said of the columns, to be remembered for the next list."""
        shown = [column for column in self.file.columns if not column.hidden]
        return dump(shown) if self.batch.fields else []


def make_list_plan(batch: ImportBatch) -> ListPlan:
    """Raises Refused where the file can't be read or lacks the needed column."""
    return settle_list(batch, read_list(batch))


def settle_list(batch: ImportBatch, file: ListFile) -> ListPlan:
    """The plan for the registry as it is now. Once per reading of the file."""
    file.kind.settle(batch, file)
    return ListPlan(batch, file.reading, file.rows, file)


def read_list(batch: ImportBatch) -> ListFile:
    """Raises Refused where the file can't be read or lacks the needed column."""
    file = open_list(batch)
    read_rows(batch, file)
    return file


def open_list(batch: ImportBatch) -> ListFile:
    """The file with its columns; its rows are read when these are known. Raises Refused."""
    kind = kind_for(batch)
    reading = read_batch(batch)
    return ListFile(kind, reading, list_columns(kind, batch, reading), [], _other_sheets(reading))


def read_rows(batch: ImportBatch, file: ListFile) -> None:
    """Raises Refused where the needed column is lacking."""
    if problem := lacking(file.kind, file.columns):
        raise Refused(problem)
    file.rows = list(_rows(file, file.kind.read(batch, file)))


def _other_sheets(reading: Reading) -> list[str]:
    sheets = [sheet.name for sheet in reading.source.sheets if sheet.visible and sheet.rows]
    others = [f"「{name}」" for name in sheets if name and name != reading.sheet.name]
    if not others:
        return []
    more = f"ほか{len(others) - NAMED_SHEETS}枚" if len(others) > NAMED_SHEETS else ""
    return [OTHER_SHEETS.format("".join(others[:NAMED_SHEETS]) + more)]


def _rows(
    file: ListFile, fill: Callable[[ListRow, dict[str, list[Cell]]], None]
) -> Iterator[ListRow]:
    taken = [
        (c.header.column - 1, c.header.text, file.kind.field(c.field))
        for c in file.columns
        if c.field
    ]
    needed = [place + 1 for place, _, field in taken if field.name == file.kind.needed]
    merged = _merged_down(file.reading.sheet)
    above: dict[int, str] = {}
    known: dict[str, str] = {}
    for number in _listed(file.reading):
        cells = file.reading.sheet.rows[number - 1]
        row = ListRow(number, {})
        written: dict[str, list[Cell]] = {}
        goes_on = any((number, column) in merged for column in needed)  # with the entry above
        for place, heading, field in taken:
            value = cells[place] if place < len(cells) else None
            if value is None and not goes_on:
                value = merged.get((number, place + 1))
            if is_fault(value):
                _tell_fault(row, heading, value, needed=field.name == file.kind.needed)
                value = None
            cell = Cell(heading, _text(value))
            if repeats_above(cell.text):
                cell = _from_above(row, cell, above.get(place, ""), personal=field.personal)
            elif repeats_left(cell.text) and place:
                row.tell(heading, cell.text, LEFT)
                cell = Cell(heading, _text(cells[place - 1]))
            above[place] = cell.text
            if says_nothing(cell.text, words=field.nothing):
                row.tell(heading, cell.text, "記入なしとみました。")
            elif cell.text:
                written.setdefault(field.name, []).append(cell)
                if names_above(cell.text):
                    say = row.refuse if field.name == file.kind.needed else row.tell
                    shown = "" if field.personal else cell.text
                    say(heading, shown, NAMES_ABOVE.format(field.label))
        fill(row, written)
        row.values = dict(zip(row.values, shared(row.values.values(), known), strict=True))
        row.corrections = tuple(_left_out(file, number))
        yield row


def _tell_fault(row: ListRow, heading: str, value: CellValue, *, needed: bool) -> None:
    """What Excel couldn't compute, or didn't save, is no value: nobody is called #N/A."""
    if needed:
        row.refuse(heading, str(value), FAULT)
    else:
        row.tell(heading, str(value), f"{FAULT}この値は取り込みません。", unfit=True)


def _merged_down(sheet: Sheet) -> dict[tuple[int, int], CellValue]:
    """Row and column of a cell that is merged with those above it → what stands in them."""
    found: dict[tuple[int, int], CellValue] = {}
    for span in sheet.merges:
        if span.first_column == span.last_column and span.first_row <= len(sheet.rows):
            top = sheet.rows[span.first_row - 1]
            value = top[span.first_column - 1] if span.first_column <= len(top) else None
            last = min(span.last_row, len(sheet.rows))
            for row in range(span.first_row + 1, last + 1) if value is not None else ():
                found[row, span.first_column] = value
    return found


def _text(value: CellValue) -> str:
    """The cell as a person sees it in the sheet."""
    text = (percent_text(value) if isinstance(value, Share) else day_text(value)).strip()
    if "\r" in text:  # line breaks as Excel on another system writes them
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text[:1] == "'" and begins_formula(text[1:]):  # as our own CSV keeps Excel from computing
        return text[1:]
    return text


def _from_above(row: ListRow, cell: Cell, above: str, *, personal: bool) -> Cell:
    read = ABOVE if personal else f"上の行と同じ「{above}」と読みました。"
    row.tell(cell.heading, cell.text, read if above else NONE_ABOVE)
    return Cell(cell.heading, above)


def _left_out(file: ListFile, row: int) -> Iterator[RowCorrection]:
    if not file.reading.sheet.unseen:
        return
    names = {
        column.header.column: column.header.text
        for column in file.columns
        if column.field and not file.kind.field(column.field).personal
    }
    for found in corrections(file.reading.sheet, row, names):
        heading = names[found.column]
        yield RowCorrection(row, found.column, heading, found.before, found.after)


def _listed(reading: Reading) -> dict[int, None]:
    """The rows of the table, and rows right below it with hardly more than a name, in order.

    In a survey such a line is a remark under the table; in a list it is an entry of which
    nothing else is known. What stays left out is told on the check page.
    """
    layout = reading.layout
    listed = dict.fromkeys(layout.data_rows())
    number = layout.last_data_row + 1
    while layout.excluded.get(number) == BELOW:
        listed[number] = None
        number += 1
    return listed
