"""What the steps of the import hand to each other.

    bytes ─reading─▶ Source ─table─▶ Layout ─columns─▶ [Field] ─values─▶ [ReadRow]

Everything here is plain data without Django, so that each step can be run in a
process of its own, tried from the command line and tested with literals.

Rows and columns are numbered from 1, as Excel shows them, everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

# --------------------------------------------------------------------------- cells

CellValue = str | int | float | bool | datetime | date | time | None
"""A cell as the reader hands it on; ``None`` is an empty cell. Text is only altered where it
holds characters nobody sees, and what was written is kept beside it (``Sheet.unseen``)."""


class CellError(str):
    """An error Excel saved in the cell, such as ``#DIV/0!``. Never an empty cell."""


class UnsavedFormula(str):
    """The text of a formula whose value was not saved with the file."""


class Share(float):
    """A number that Excel shows in percent: 0.45 that is seen as 45%."""


# --------------------------------------------------------------------------- reader

Container = Literal["csv", "tsv", "xlsx", "xls"]


class Refused(Exception):
    """The file can't be read. ``str()`` is a sentence for the officer: what is wrong, what to do.

    ``column``: of which named column it speaks, where it speaks of one.
    """

    def __init__(self, sentence: str, column: str = "") -> None:
        super().__init__(sentence)
        self.column = column


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read at most; the settings of the same names hold the values."""

    workbook_bytes: int = 20 * 2**20
    unpacked_bytes: int = 200 * 2**20
    unpacked_ratio: int = 100
    zip_entries: int = 1_000
    workbook_cells: int = 1_000_000
    text_bytes: int = 100 * 2**20
    text_cells: int = 5_000_000
    rows: int = 200_000
    columns: int = 400
    cell_characters: int = 32_767
    seconds: int = 60
    memory_bytes: int = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Span:
    """A merged range; all four are inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(slots=True)
class Sheet:
    """One table sheet. ``rows[0]`` is row 1; rows may differ in length.

    ``unseen``: (row, column) → the text as it was written, where something in it is not seen.
    """

    name: str | None
    rows: list[list[CellValue]]
    merges: list[Span] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    visible: bool = True
    unseen: dict[tuple[int, int], str] = field(default_factory=dict)

    def as_written(self, row: int) -> list[CellValue]:
        """The cells of a row as they stand in the file."""
        cells = self.rows[row - 1]
        return [self.unseen.get((row, column), cell) for column, cell in enumerate(cells, start=1)]


@dataclass(frozen=True, slots=True)
class Fault:
    """A breach of the machine-readability rules of the ministries (令和8年3月31日), by rule number."""

    rule: str
    name: str
    message: str
    row: int | None = None
    column: int | None = None
    count: int = 1


@dataclass(slots=True)
class Source:
    """A file that was read: its sheets and how it was understood."""

    container: Container
    sheets: list[Sheet]
    encoding: str | None = None
    delimiter: str | None = None
    faults: list[Fault] = field(default_factory=list)

    def sheet(self, name: str | None = None) -> Sheet:
        """The sheet of that name, else the first visible one with something in it."""
        if name is not None:
            for sheet in self.sheets:
                if sheet.name == name:
                    return sheet
            there = "、".join(f"「{sheet.name}」" for sheet in self.sheets if sheet.name)
            raise Refused(
                f"シート「{name}」がファイルにありません。シート名を確かめてください"
                f"（あるシート：{there or 'なし'}）。"
            )
        visible = [sheet for sheet in self.sheets if sheet.visible and sheet.rows]
        return (visible or self.sheets)[0]


# --------------------------------------------------------------------------- layout


@dataclass(frozen=True, slots=True)
class Header:
    """A column's heading. ``text`` joins the ``parts`` of several header rows with `` / ``.

    ``occurrence`` counts columns of the same text from 1: text and occurrence together name a
    column, position does not (columns move between two exports of one form).
    """

    column: int
    text: str
    parts: tuple[str, ...] = ()
    occurrence: int = 1


@dataclass(slots=True)
class Layout:
    """Where the table lies in the sheet. ``excluded`` maps row → why it is not an answer."""

    sheet: str | None
    header_rows: list[int]
    first_data_row: int
    last_data_row: int
    headers: list[Header]
    excluded: dict[int, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def data_rows(self) -> list[int]:
        return [
            row
            for row in range(self.first_data_row, self.last_data_row + 1)
            if row not in self.excluded
        ]


# --------------------------------------------------------------------------- columns

Kind = Literal["single", "multi", "number", "date", "time", "text", "id"]
MissingKind = Literal["blank", "not_asked", "no_answer", "invalid"]
Form = Literal["cell", "joined", "flags", "slots"]
"""How answers stand in the columns: one value in one cell; several labels joined in one cell;
one column per option (0/1, ○, or the label itself); one of several answers per column (1位, 2位)."""

ROLES = (
    "question",
    "organization:name",
    "organization:kana",
    "organization:phone",
    "organization:email",
    "organization:postal_code",
    "organization:address",
    "organization:url",
    "organization:corporate_number",
    "organization:municipality",
    "respondent_key",
    "submitted_at",
    "ignore",
)


@dataclass(slots=True)
class Choice:
    """An answer option: its label, its code if the file has codes, whether it is 「その他」."""

    label: str
    code: str | None = None
    is_other: bool = False
    column: int | None = None  # of a block with one column per option
    aliases: list[str] = field(default_factory=list)  # spellings a person mapped to it
    exclusive: bool = False  # stands alone: 特にない


@dataclass(slots=True)
class Field:
    """What one or several columns of the file are understood as."""

    text: str
    kind: Kind
    role: str
    columns: list[int]
    choices: list[Choice] = field(default_factory=list)
    form: Form = "cell"
    separator: str | None = None
    other_column: int | None = None  # free text of 「その他」 in a column of its own
    check_column: int | None = None  # the joined answers beside a column per option
    group: str | None = None  # the common stem of a matrix
    unit: str | None = None
    missing_values: dict[str, MissingKind] = field(default_factory=dict)
    header: tuple[str, int] = ("", 1)  # text and occurrence of the first column
    confidence: float = 0.0  # 0–1
    reason: str = ""  # in Japanese, shown beside the proposal
    samples: list[str] = field(default_factory=list)
    filled: float = 0.0  # share of data rows with something in them, 0–1
    # As a questionnaire has it that was there before the file; empty where none was.
    number: str = ""  # as printed: 問5, 問14-1
    minimum: str = ""
    maximum: str = ""
    precision: str = ""  # 年, 年月, 年月日
    condition: str = ""  # 問4=1,2: asked only of who chose code 1 or 2 in 問4
    required: bool = False
    headings: list[str] = field(default_factory=list)  # others it has been seen under


# --------------------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class Missing:
    """No answer, and which kind of none."""

    kind: MissingKind = "blank"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its precision; ``as_printed`` is the cell's own text."""

    value: Decimal
    approx: bool = False
    as_printed: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Chosen options by label, and the free text given with 「その他」."""

    labels: tuple[str, ...]
    other: str | None = None


Value = Chosen | Quantity | date | str | Missing


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell could not be taken over. ``code`` groups equal problems of many rows.

    ``blocking`` rows are not imported until put right or excluded; others are imported
    with this one answer left out as ``invalid``, or, where it is ``taken`` all the same, with
    something for a person to look at. ``rival`` is the row that could be left out instead.
    """

    code: str
    column: int | None
    value: str
    message: str
    remedy: str = ""
    blocking: bool = False
    taken: bool = False
    rival: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A value set right by a rule; shown before → after."""

    column: int
    before: str
    after: str
    rule: str


@dataclass(slots=True)
class ReadRow:
    """One respondent's row. ``values`` is keyed by the field's place in the list of fields."""

    number: int
    respondent_key: str
    values: dict[int, Value]
    problems: list[Problem] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    submitted_at: datetime | None = None
