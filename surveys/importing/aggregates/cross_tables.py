"""Cross tables and tables of statistics: rows and columns of groups, nothing but numbers inside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from surveys.importing.aggregates.figures import (
    PERCENT,
    Aggregates,
    Amount,
    amount,
    as_percentages,
    disagreement,
    figure,
    has_part,
    holds_no_word,
    is_near,
    is_total,
    names_respondents,
    text_of,
    whole,
    without_base,
)
from surveys.importing.cells.text import is_blank
from surveys.importing.shapes import Header, Layout, Sheet
from surveys.importing.table.exclusions import TOTAL
from surveys.importing.table.grid import Grid, folded

_STATISTICS = re.compile(r"/?(?:表章項目|時間軸|統計表|(?:tab|cat\d{2}|area|time)_code).*", re.I)
_CODE = re.compile(r".*(?:コード|補助コード|_?code|annotation)", re.I)
_UNIT_HEADING = re.compile(r"/?(?:単位|unit)", re.I)
_UNIT_BESIDE = re.compile(r"単位[:・]?([^()\[\]:・]{1,12})")
_UNIT_BEHIND = re.compile(r".*[(]([^()]{1,8})[)]")
_SUBJECT, _VALUE = re.compile(r"/?表章項目"), re.compile(r"value|値|")
_TITLE_OF = re.compile(r"(?:表題|統計表|統計名|調査名|表章項目)[:：]?")
_COUNTS = re.compile(r"(?:件|人|度|実|票|世帯|団体|回答者?)数")
_SHARES = re.compile(r"%|割合|構成比|比率|百分率")
_COUNT_LINE = re.compile(r"(?:件|人|度|実|票|回答者?)数|n|度数")
_SHARE_LINE = re.compile(
    r"[(\[]?(?:%|構成比|割合|比率|百分率|回答率)(?:[(\[]?%[)\]]?)?[)\]]?", re.I
)
_ROW_NUMBER = re.compile(r"no\.?|№|番号|連番|id", re.I)
MOST_LABELS, ENOUGH, HUNDRED = 8, Decimal("0.8"), Decimal(100)
HALF, SOME = Decimal("0.5"), Decimal("0.6")


@dataclass(slots=True)
class _Row:
    label: str
    numbers: dict[int, Amount]
    below: dict[int, Amount] | None = None  # the percentages printed under the counts
    unit: str = ""
    subject: str = ""  # 表章項目: what is counted


@dataclass(slots=True)
class _Table:
    """``labels`` and ``columns`` are headers; every cell of ``columns`` is a number or a mark."""

    title: str
    unit: str
    statistics: bool
    labels: list[Header]
    columns: list[Header]
    rows: list[_Row]
    by_rows: bool = False  # each row is one whole, of which the first or last column is the base
    by_columns: bool = False  # each column is one, of which the row of totals is the base

    @property
    def total_column(self) -> Header | None:
        ends = (self.columns[0], self.columns[-1])
        return next((header for header in ends if is_total(header.parts[-1])), None)

    @property
    def base_column(self) -> Header | None:
        return self.total_column if self.by_rows else None

    @property
    def parts(self) -> list[Header]:
        return [header for header in self.columns if header is not self.total_column]

    @property
    def taken(self) -> list[Header]:
        return self.parts if self.by_rows else self.columns

    @property
    def groups(self) -> list[_Row]:
        return [row for row in self.rows if not is_total(row.label)]

    @property
    def total_row(self) -> _Row | None:
        return next((row for row in self.rows if is_total(row.label)), None)

    def base(self, row: _Row, header: Header) -> int | None:
        """As it stands in the table: of the row, of the column, or nowhere."""
        if self.by_columns and self.total_row:
            return whole(self.total_row.numbers.get(header.column))
        total = self.base_column
        return whole(row.numbers.get(total.column)) if total else None


def read_cross_table(sheet: Sheet, layout: Layout) -> Aggregates | None:
    """None unless the table holds numbers only, and they add up as those of results do."""
    table = _table(sheet, layout)
    if table is None or not _is_result(table):
        return None
    found = Aggregates(table.title, [])
    for row in table.groups if table.by_columns else table.rows:
        _take(table, row, found)
    return found if found.figures else None


# ------------------------------------------------------------------------------ reading it


def _table(sheet: Sheet, layout: Layout) -> _Table | None:
    grid = Grid(sheet)
    numbers = [n for n, why in layout.excluded.items() if why == TOTAL]
    rows = sorted([*layout.data_rows(), *numbers])
    headed = [header for header in layout.headers if header.parts]
    statistics = any(_STATISTICS.fullmatch(folded(part)) for h in headed for part in h.parts)
    named = [header for header in layout.headers if not _is_unused(grid, rows, header)]
    columns = [h for h in named if h.parts and _holds_numbers(grid, rows, h.column, statistics, h)]
    labels = [h for h in named if h not in columns]
    if not columns or not labels or len(labels) > MOST_LABELS or len(rows) < 2:
        return None
    if labels[-1].column > columns[0].column or not statistics and _are_answers(labels, columns):
        return None
    title, unit = _around(grid, layout, sheet)
    table = _Table(title, unit, statistics, labels, columns, [])
    for row in rows:
        _add(table, grid, row)
    return table


def _is_unused(grid: Grid, rows: Sequence[int], header: Header) -> bool:
    return all(is_blank(grid.cell(row, header.column)) for row in rows)


def _holds_numbers(
    grid: Grid, rows: Sequence[int], column: int, statistics: bool, header: Header
) -> bool:
    if statistics and _CODE.fullmatch(folded(header.text)):
        return False
    cells = [grid.cell(row, column) for row in rows]
    found = sum(amount(cell) is not None for cell in cells)
    zeros = any(isinstance(cell, str) and re.match(r"0\d", cell) for cell in cells)
    return all(map(holds_no_word, cells)) and found * 2 >= len(rows) and not zeros


def _are_answers(labels: Sequence[Header], columns: Sequence[Header]) -> bool:
    """Rows that carry a name, a number of their own or a moment are of respondents or places."""
    return any(
        names_respondents(part) or _ROW_NUMBER.fullmatch(folded(part))
        for header in (*labels, columns[0])
        for part in header.parts
        if not is_total(part)
    )


def _around(grid: Grid, layout: Layout, sheet: Sheet) -> tuple[str, str]:
    """The title above the table and the unit named beside it."""
    top = layout.header_rows[0] if layout.header_rows else 1
    lines = [text_of(v) for row in range(1, top) for v in grid.own(row).values()]
    units = (_UNIT_BESIDE.search(folded(line)) for line in lines)
    unit = next((match[1] for match in units if match), "")
    named = [place for place, line in enumerate(lines) if _TITLE_OF.fullmatch(line)]
    lines = lines[named[-1] + 1 :] if named and named[-1] + 1 < len(lines) else lines
    titles = (without_base(line) for line in lines if not _UNIT_BESIDE.fullmatch(folded(line)))
    return next(filter(None, titles), "") or sheet.name or "", unit


def _add(table: _Table, grid: Grid, row: int) -> None:
    texts = [(folded(h.text), text_of(grid.cell(row, h.column))) for h in table.labels]
    texts = [(heading, text) for heading, text in texts if text]
    unit = "".join(text for heading, text in texts if _UNIT_HEADING.fullmatch(heading))
    subject = "".join(text for heading, text in texts if _SUBJECT.fullmatch(heading))
    texts = [pair for pair in texts if pair[1] not in (unit, subject)]
    kinds = [pair for pair in texts if _COUNT_LINE.fullmatch(folded(pair[1]))]
    shares = [pair for pair in texts if _SHARE_LINE.fullmatch(folded(pair[1]))]
    if len(texts) > len(kinds):
        texts = [pair for pair in texts if pair not in kinds]
    named = [t for heading, t in texts if not _CODE.fullmatch(heading) and not t.isdigit()]
    found = ((h.column, amount(grid.cell(row, h.column))) for h in table.columns)
    numbers = {column: number for column, number in found if number is not None}
    if table.rows and table.rows[-1].below is None and not set(texts) - set(shares):
        cells = as_percentages([*numbers.values()])
        table.rows[-1].below = dict(zip(numbers, cells, strict=True))
    elif numbers:
        label = "・".join(dict.fromkeys(named or [text for _, text in texts]))
        behind = _UNIT_BEHIND.fullmatch(folded(subject))
        unit = unit or (behind[1] if behind else "")
        table.rows.append(_Row(label, numbers, unit=unit, subject=subject))


# ------------------------------------------------------------------------------ judging it


def _is_result(table: _Table) -> bool:
    labels = [row.label for row in table.rows]
    if not all(labels) or (len(set(labels)) < len(labels) and not table.statistics):
        return False
    if table.statistics:
        return True
    if len(table.columns) < 2:
        return False
    table.by_rows = _rows_add_up(table) or _shares_of_groups(table)
    table.by_columns = not table.by_rows and _shares_of_columns(table)
    return table.by_rows or table.by_columns or _columns_add_up(table)


def _rows_add_up(table: _Table) -> bool:
    """The parts of each row make its total, or its hundred per cent, or stand below as shares."""
    total = table.total_column
    if total is None or len(table.parts) < 2:
        return False
    rows = [row for row in table.rows if _is_filled(row.numbers.get(total.column))]
    return _mostly([_row_adds_up(table, row, total.column) for row in rows], ENOUGH)


def _is_filled(number: Amount | None) -> bool:
    """A group nobody belongs to adds up to nothing."""
    return number is None or number.value != 0


def _row_adds_up(table: _Table, row: _Row, column: int) -> bool:
    whole_of_row = row.numbers.get(column)
    parts = [row.numbers[h.column] for h in table.parts if h.column in row.numbers]
    if whole_of_row is None or not parts:
        return False
    if row.below:
        pairs = [(row.below[h.column], row.numbers[h.column]) for h in table.parts
                 if h.column in row.below and h.column in row.numbers]  # fmt: skip
        near = [is_near(share, count.value, whole_of_row.value) for share, count in pairs]
        return bool(near) and _mostly(near, SOME)
    made = sum((part.value for part in parts), Decimal(0))
    slack = HALF * len(parts)
    shares = sum((part.value for part in as_percentages(parts)), Decimal(0))
    hundred = abs(shares - HUNDRED) <= slack / 5 + HALF and whole_of_row.value != HUNDRED
    return hundred or (made > 0 and abs(made - whole_of_row.value) <= _slack(parts, slack))


def _shares_of_columns(table: _Table) -> bool:
    """Below each line of counts what share of its column's total they are."""
    total = table.total_row
    doubled = [row for row in table.groups if row.below]
    if total is None or len(doubled) < 2 or len(doubled) < len(table.groups):
        return False
    near = [
        is_near(row.below[column], row.numbers[column].value, total.numbers[column].value)
        for row in doubled
        if row.below
        for column in row.below.keys() & row.numbers.keys() & total.numbers.keys()
    ]
    return _mostly(near, ENOUGH)


def _slack(parts: Sequence[Amount], rounded: Decimal) -> Decimal:
    """Thousands are rounded, heads are not: small whole numbers have to add up exactly."""
    return rounded if max(part.value for part in parts) >= 1_000 else Decimal(0)


def _columns_add_up(table: _Table) -> bool:
    """A row of totals is the sum of the others, in most of the columns."""
    totals, groups = [r for r in table.rows if is_total(r.label)], table.groups
    if len(totals) != 1 or len(groups) < 3 or _doubled(groups):
        return False
    sums = []
    for header in table.columns:
        whole_of_column = totals[0].numbers.get(header.column)
        parts = [row.numbers[header.column] for row in groups if header.column in row.numbers]
        if whole_of_column is not None and parts and whole_of_column.value:
            made = sum((part.value for part in parts), Decimal(0))
            slack = _slack(parts, HALF * len(parts))
            sums.append(abs(made - whole_of_column.value) <= slack)
    return len(sums) > 1 and _mostly(sums, SOME)


def _doubled(rows: Sequence[_Row]) -> bool:
    return any(row.below for row in rows)


def _shares_of_groups(table: _Table) -> bool:
    """A row and a column of totals around percentages of a question with several answers."""
    column = table.total_column
    if column is None or len(table.groups) == len(table.rows):
        return False
    bases = [row.numbers[column.column] for row in table.rows if column.column in row.numbers]
    cells = [row.numbers[h.column] for row in table.rows for h in table.parts
             if h.column in row.numbers]  # fmt: skip
    printed = sum(cell.percent or has_part(cell.value) for cell in cells)
    return (
        len(bases) == len(table.rows)
        and len(cells) > 3
        and printed * 2 >= len(cells)
        and all(cell.value <= HUNDRED for cell in cells)
        and all(whole(base) is not None for base in bases)
    )


def _mostly(found: Sequence[bool], share: Decimal) -> bool:
    return bool(found) and sum(found) >= share * len(found)


# ------------------------------------------------------------------------------ taking it


def _take(table: _Table, row: _Row, found: Aggregates) -> None:
    total = table.base_column
    base = whole(row.numbers.get(total.column)) if total else None
    numbers = _with_fractions_shifted(table, row, base)
    shares = _share_columns(table, row, numbers, base)
    sums = sum((numbers[c].value for c in shares), Decimal(0)) - len(shares)
    multiple = sums > HUNDRED or _more_than_base(table, numbers, shares, base)
    for header in table.taken:
        number = numbers.get(header.column)
        if number is None:
            continue
        unit = PERCENT if header.column in shares else row.unit or table.unit
        _take_cell(table, row, header, number, unit, multiple, found)


def _take_cell(
    table: _Table,
    row: _Row,
    header: Header,
    number: Amount,
    unit: str,
    multiple: bool,
    found: Aggregates,
) -> None:
    """The count, and the percentage printed below it."""
    question, option = _names(table, row, header)
    base = table.base(row, header)
    made = [(number, unit)]
    if row.below and (share := row.below.get(header.column)):
        made.append((share, PERCENT))
        if base and (said := disagreement(f"{row.label}・{header.text}", share, number, base)):
            found.doubts.append(said)
    found.figures += [
        figure(question, option, value, of, base=base, multiple=multiple) for value, of in made
    ]


def _names(table: _Table, row: _Row, header: Header) -> tuple[str, str]:
    """Groups ask of the columns; without a total of its own each column asks of the rows."""
    column = header.text.removeprefix("/")
    if table.statistics:
        parts = [row.label, "" if _VALUE.fullmatch(folded(column)) else column]
        return row.subject or table.title, "・".join(filter(None, parts))
    if table.base_column is None:
        return column, row.label
    return f"{table.title}（{row.label}）" if table.title else row.label, column


def _with_fractions_shifted(table: _Table, row: _Row, base: int | None) -> dict[int, Amount]:
    columns = [h.column for h in table.taken if h.column in row.numbers]
    cells = [row.numbers[column] for column in columns]
    if base is None or base <= 1:
        return dict(zip(columns, cells, strict=True))
    return dict(zip(columns, as_percentages(cells), strict=True))


def _share_columns(
    table: _Table, row: _Row, numbers: dict[int, Amount], base: int | None
) -> set[int]:
    """Which columns hold percentages, by their headings, else by what the row holds."""
    if row.below:
        return set()
    headed = {h.column for h in table.taken if _SHARES.search(folded(h.text))}
    headed |= {column for column, number in numbers.items() if number.percent}
    counts = {h.column for h in table.taken if _COUNTS.search(folded(h.text))}
    rest = {column: n for column, n in numbers.items() if column not in headed | counts}
    if not headed and _SHARES.search(folded(table.unit + table.title)):
        return set(rest)
    if base is None or any(number.value > HUNDRED for number in rest.values()):
        return headed & numbers.keys()
    made = sum((number.value for number in rest.values()), Decimal(0))
    full = bool(rest) and abs(made - HUNDRED) <= HALF * len(rest) and base != made
    parted = any(has_part(number.value) for number in rest.values())
    return (headed | (rest.keys() if full or parted else set())) & numbers.keys()


def _more_than_base(
    table: _Table, numbers: dict[int, Amount], shares: set[int], base: int | None
) -> bool:
    counts = [number.value for column, number in numbers.items() if column not in shares]
    if not table.by_rows or base is None or not counts:
        return False
    rounded = HALF * len(counts) if max(counts) >= 1_000 else Decimal(0)
    return sum(counts, Decimal(0)) > base + rounded
