"""Tables one below the other in one sheet, each with a heading of its own.

Rows behind a blank one may as well be more answers: a new table begins only where its first
row says in two ways that it is a heading and no answer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from surveys.importing.aggregates.figures import names_respondents
from surveys.importing.cells.text import is_blank, trimmed
from surveys.importing.columns.roles import role_of
from surveys.importing.shapes import Sheet, Span
from surveys.importing.sheets.apart import Apart
from surveys.importing.table.codebook import missing_kind
from surveys.importing.table.exclusions import NOTE_MARK
from surveys.importing.table.grid import Grid, folded, is_text
from surveys.importing.table.layout import find_header_rows

MOST_BLOCKS = 60  # in a sheet with more of them blank rows separate answers
LOOKED_AT = 200  # rows of a table
LONGEST, MOSTLY = 60, 0.8
TITLES = 2  # lines above a heading
ENOUGH = 2  # pieces of evidence


@dataclass(slots=True)
class _Body:
    """What the columns of some rows hold, by column."""

    filled: dict[int, list[str]]
    numbers: set[int]

    @property
    def usual(self) -> set[int]:
        most = max(map(len, self.filled.values()), default=0)
        return {column for column, found in self.filled.items() if len(found) * 2 >= most}


def stacked(sheet: Sheet) -> Apart | None:
    """The tables below each other; None for one table."""
    if not _has_gap(sheet):
        return None
    grid = Grid(sheet)
    blocks = _blocks(grid)
    if not 1 < len(blocks) <= MOST_BLOCKS:
        return None
    starts = _starts(grid, blocks)
    if len(starts) < 2:
        return None
    starts[0] = 1
    ends = [start - 1 for start in starts[1:]] + [len(sheet.rows)]
    spans = [Span(a, 1, b, grid.last_column) for a, b in zip(starts, ends, strict=True)]
    return Apart("上下", spans, sure=True)


def _has_gap(sheet: Sheet) -> bool:
    """Whether any row is blank; most large tables are out with that."""
    return any(all(map(is_blank, row)) for row in sheet.rows)


def _blocks(grid: Grid) -> list[list[int]]:
    """Filled rows between which none is blank."""
    blocks: list[list[int]] = []
    for row in grid.filled_rows:
        if not blocks or row != blocks[-1][-1] + 1:
            blocks.append([])
        blocks[-1].append(row)
    return blocks


def _starts(grid: Grid, blocks: list[list[int]]) -> list[int]:
    """The first rows of blocks with a table of their own."""
    heading = find_header_rows(grid)
    starts: list[int] = []
    above: list[int] = []  # rows of the table so far
    heads: dict[int, str] = {}
    for block in blocks:
        head = _head(grid, block)
        own = bool(set(heading) & set(block)) and not starts
        if own or (head and _begins(grid, head, block, heads, above)):
            starts.append(block[0])
            head = heading[-1] if own else head
            heads, above = _texts(grid, head), []
        above += [row for row in block if row > head]
    return starts


def _head(grid: Grid, block: list[int]) -> int:
    """The row that would be the heading of the block, below a line or two of title; else 0."""
    row = next((row for row in block[: TITLES + 1] if grid.count(row) > 1), 0)
    return row if row and len(block) > block.index(row) + 1 else 0


def _texts(grid: Grid, row: int) -> dict[int, str]:
    return {column: folded(value) for column, value in grid.spread(row).items()}


def _begins(
    grid: Grid, head: int, block: list[int], heads: dict[int, str], above: list[int]
) -> bool:
    texts = _texts(grid, head)
    if not _is_heading(grid, head, texts) or _repeats(texts, heads):
        return False
    body = _body(grid, [row for row in block if row > head])
    if not above:
        over = len(body.numbers & texts.keys())
        return over > 1 or (over == 1 and _named(texts))
    main = _body(grid, above)
    if any(texts[c] in main.filled.get(c, []) for c in texts):
        return False
    words = {  # where numbers stand below or above; 無回答 may stand for a number
        column
        for column in texts.keys() & (body.numbers | main.numbers)
        if missing_kind(texts[column]) is None
    }
    pieces = [bool(words), len(words) > 1, _elsewhere(texts, body, main), _named(texts)]
    return sum(pieces) >= ENOUGH


def _is_heading(grid: Grid, row: int, texts: dict[int, str]) -> bool:
    own = [folded(value) for value in grid.own(row).values()]
    return (
        grid.is_all_text(row)
        and not any(map(NOTE_MARK.match, own))
        and len(set(own)) == len(own)
        and all(len(text) <= LONGEST for text in own)
        and len(texts) > 1
    )


def _repeats(texts: dict[int, str], heads: dict[int, str]) -> bool:
    """The heading printed once more, as above each part of one table."""
    same = sum(heads.get(column) == text for column, text in texts.items())
    return same * 2 >= len(texts)


def _body(grid: Grid, rows: list[int]) -> _Body:
    filled: dict[int, list[str]] = {}
    words: Counter[int] = Counter()
    for row in islice(rows, LOOKED_AT):
        for column, value in grid.own(row).items():
            filled.setdefault(column, []).append(folded(trimmed(value)))
            words[column] += is_text(value)
    numbers = {c for c, found in filled.items() if words[c] <= len(found) * (1 - MOSTLY)}
    return _Body(filled, numbers)


def _elsewhere(texts: dict[int, str], body: _Body, main: _Body) -> bool:
    """The heading fits what stands below it, and not the table above."""
    own, others = body.usual, main.usual
    fits = len(own & texts.keys()) >= MOSTLY * max(len(own), len(texts))
    common = len(texts.keys() & others)
    return fits and common < MOSTLY * max(len(texts), len(others))


def _named(texts: dict[int, str]) -> bool:
    """A heading that any list may have: 団体名, 電話番号, 番号."""
    return any(role_of(text) != "question" or names_respondents(text) for text in texts.values())
