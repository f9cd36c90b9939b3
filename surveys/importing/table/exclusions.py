"""Which rows of the table's range are no answers, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from surveys.importing.cells.text import trimmed
from surveys.importing.shapes import CellValue, UnsavedFormula
from surveys.importing.table.grid import Grid, folded, is_text

COMPARED_ROWS = 100

BLANK = "空白の行です"
HIDDEN = "非表示の行です"
REPEATED_HEADER = "見出しの繰り返しです"
REPEATED_TITLE = "表題の繰り返しです"
TOTAL = "合計や平均の行です"
NOTE = "注記の行です"
SECTION = "区切りの見出しの行です"
NUMBER_ONLY = "番号だけで、ほかに記入のない行です"
BELOW = "表の下に書かれた行です"

TOTAL_WORD = re.compile(
    r"(?:(?:総|小|中|大|累|男女)?(?:合計|計)|総数|平均値?|中央値|最大値?|最小値?|標準偏差"
    r"|構成比|割合|件数|(?:有効)?回答(?:者|団体)?数|(?:sub|grand)?total|sum|average|mean)"
    r"(?:[(:].*)?",
    re.IGNORECASE,
)
TOTAL_ENDING = re.compile(r".+(?:合計|小計|総計|累計|[^会時設統]計)")
COUNTED = re.compile(r"(?:計|全|約|延べ?)?[\d,.]+\D{1,3}")  # 12団体, 8課, 300店
PERIOD = re.compile(r"[上下]半期|第[1-4一二三四]四半期|[前後]期|年間|通期|年度計")
SUMS = re.compile(  # over rows of one column
    r"=\+?(?:SUM|SUBTOTAL|AVERAGE|COUNTA?|MAX|MIN)\((?:\d+,)?"
    r"\$?(?P<c>[A-Z]+)\$?(?P<r>\d+):\$?(?P=c)\$?(?!(?P=r)\b)\d+\)",
    re.IGNORECASE,
)
NOTE_MARK = re.compile(
    r"[(\[【〔]?(?:注|註|備考|出典|出所|資料|補足|凡例|記入例|例)\d*(?:[)\]】〕:.、,]|$)|[※*†]|注\d"
)
SECTION_MARK = re.compile(r"[■□●◆◇▼▽▶<【〔《]")


def excluded_rows(grid: Grid, header_rows: Sequence[int], first: int, last: int) -> dict[int, str]:
    """Row → reason, for all rows from ``first`` to ``last`` that are left out."""
    body = _Body(grid, header_rows, first, last)
    reasons = {row: body.reason(row) for row in range(first, last + 1)}
    excluded = {row: why for row, why in reasons.items() if why}
    return excluded | body.below(excluded)


class _Body:
    """What rows of this table look like, to judge a single row by."""

    def __init__(self, grid: Grid, header_rows: Sequence[int], first: int, last: int) -> None:
        self.grid, self.first, self.last = grid, first, last
        self.headers = [_texts(grid, row) for row in header_rows]
        top = header_rows[0] if header_rows else first
        self.titles = [texts for row in range(1, top) if (texts := _texts(grid, row))]
        rows = [row for row in range(first, last + 1) if grid.count(row) > 1]
        self.usual = sorted(map(grid.count, rows))[len(rows) // 2] if rows else 1
        self.width = max([self.usual, *map(len, self.headers)])
        rows = [row for row in rows if grid.count(row) * 2 >= self.usual]
        filled = Counter(column for row in rows for column in grid.own(row))
        self.always = {column for column, n in filled.items() if n * 10 >= len(rows) * 9}
        periods = sum(_is_period(list(grid.own(row).values())) for row in rows)
        self.of_periods = periods * 3 > len(rows)  # then they are what the rows are about
        self.words = {column for column in self.always if self._holds_words(rows, column)}

    def reason(self, row: int) -> str | None:
        if not self.grid.count(row):
            return BLANK
        if row in self.grid.sheet.hidden_rows:
            return HIDDEN
        cells = self.grid.own(row)
        if any(_repeats(cells, header) for header in self.headers):
            return REPEATED_HEADER
        if any(_repeats(cells, title) for title in self.titles):
            return REPEATED_TITLE
        values = list(cells.values())
        if _is_total(values) or _is_sums(values):
            return TOTAL
        if _is_period(values) and not self.of_periods:
            return TOTAL if len(cells) > 1 else SECTION
        if self._is_note(values):
            return NOTE
        return self._single(row) if len(cells) == 1 and self.width > 2 else None

    def _is_note(self, values: list[CellValue]) -> bool:
        narrow = len(values) == 1 or len(values) * 5 <= self.width
        return narrow and self.width > 1 and bool(NOTE_MARK.match(folded(values[0])))

    def _single(self, row: int) -> str | None:
        """The reason for a row with one filled cell in a table of more than two columns."""
        [(column, value)] = self.grid.own(row).items()
        span = self.grid.span_at(row, column)
        if span and (span.last_column - span.first_column + 1) * 2 >= self.width:
            return SECTION
        if not is_text(value) and column == min(self.always, default=0):
            return NUMBER_ONLY
        return SECTION if SECTION_MARK.match(folded(value)) else None

    def below(self, excluded: dict[int, str]) -> dict[int, str]:
        """Lines under the table that carry no mark of a note."""
        answers = (row for row in range(self.last, self.first - 1, -1) if row not in excluded)
        end = next((row for row in answers if self._is_like_others(row)), self.last)
        found: dict[int, str] = {}
        apart = False
        for row in range(end + 1, self.last + 1):
            if row in excluded:
                apart = True
            elif apart or (self.grid.count(row) == 1 and self.width > 2):
                found[row], apart = BELOW, True
        return found

    def _holds_words(self, rows: Sequence[int], column: int) -> bool:
        words = [is_text(self.grid.cell(row, column)) for row in rows[:COMPARED_ROWS]]
        return sum(words) * 2 > len(words)

    def _is_like_others(self, row: int) -> bool:
        """Most of the columns that are never blank are filled, words with words."""
        if len(self.always) < 2:
            return self.grid.count(row) * 2 >= self.usual
        cells = self.grid.own(row).items()
        alike = [c for c, v in cells if c in self.always and is_text(v) == (c in self.words)]
        return len(alike) * 2 > len(self.always)


def _is_total(values: list[CellValue]) -> bool:
    if len(values) > 1 and not is_text(values[0]):
        values = values[1:]
    label = folded(values[0])
    if TOTAL_WORD.fullmatch(label):
        return sum(map(_is_word, values[1:])) * 4 <= len(values)
    ends = len(values) > 1 and TOTAL_ENDING.fullmatch(label)
    return bool(ends) and not any(map(is_text, values[1:]))


def _is_word(value: CellValue) -> bool:
    """Text, and no count: 12団体, 8課."""
    return is_text(value) and not COUNTED.fullmatch(folded(value))


def _is_sums(values: list[CellValue]) -> bool:
    """Formulas over the rows above, without a result or a word beside them."""
    sums = [v for v in values if isinstance(v, UnsavedFormula) and SUMS.match(v)]
    return bool(sums) and not any(map(is_text, values))


def _is_period(values: list[CellValue]) -> bool:
    """下半期 and the like, with nothing but numbers beside it."""
    return bool(PERIOD.fullmatch(folded(values[0]))) and not any(map(is_text, values[1:]))


def _texts(grid: Grid, row: int) -> dict[int, str]:
    return {column: trimmed(value) for column, value in grid.own(row).items()}


def _repeats(cells: dict[int, CellValue], texts: dict[int, str]) -> bool:
    """A copy of the other row. An answer may equal its own heading; then the rest differs."""
    return len(cells) * 2 >= len(texts) and all(
        trimmed(value) == texts.get(column) for column, value in cells.items()
    )
