"""Headings of one to three rows, as Excel tables and survey tools write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from itertools import islice, pairwise

from surveys.importing.cells.text import cell_text, is_blank
from surveys.importing.shapes import CellValue, Header
from surveys.importing.table.grid import Grid, folded, is_text, is_unit_or_day

MOST_ROWS = 3
COMPARED_ROWS = 30
RESPONSE = {
    "response",
    "responses",
    "open-endedresponse",
    "回答",
    "自由回答",
    "自由記述",
}
UNIT = re.compile(r"[(\[](?:単位:?)?.{1,8}[)\]]")
IMPORT_ID = '{"ImportId"'  # third header row of Qualtrics


# ------------------------------------------------------------------ which rows are headings


def upper_header_rows(grid: Grid, top: int) -> list[int]:
    """Rows of group headings above ``top``, highest first."""
    rows: list[int] = []
    row = top - 1
    while len(rows) < MOST_ROWS - 1 and (grid.own(row) or grid.merges(row)):
        if grid.own(row):
            if not _groups(grid, row, (rows or [top])[0]):
                break
            rows.insert(0, row)
        row -= 1
    return rows


def _groups(grid: Grid, row: int, below: int) -> bool:
    cells = grid.own(row)
    lower = grid.spread(below)
    if not all(map(is_text, cells.values())) or cells.keys() == grid.own(below).keys():
        return False
    if any(map(is_unit_or_day, cells.values())):
        return False
    merged = [span for span in grid.merges(row) if span.first_row == row]
    if any(span.last_row >= below for span in merged):
        return True
    wide = [span for span in merged if span.last_column > span.first_column]
    if len(cells) == 1:
        return bool(wide) and _is_lone_group(grid, row, lower.keys())
    if wide or cells.keys() - lower.keys():
        return True
    return not grid.is_aside(row) and _has_gaps(cells, grid.last_column)


def _is_lone_group(grid: Grid, row: int, below: Set[int]) -> bool:
    """One merged cell over a part of the table; a title begins with the first column."""
    covered = grid.spread(row).keys()
    return not covered & below or (min(covered) > min(below) and len(covered) < len(below))


def _has_gaps(cells: Iterable[int], last_column: int) -> bool:
    """Group headings stand over several columns each; pairs of 「項目｜値」 stand side by side."""
    starts = [*sorted(cells), last_column + 1]
    followed = [b - a > 1 for a, b in pairwise(starts)]
    return followed[-1] and sum(followed) * 2 >= len(followed)


def lower_header_rows(grid: Grid, header_rows: Sequence[int]) -> list[int]:
    """Rows below the heading that still belong to it: sub-headings, units, question texts."""
    rows: list[int] = []
    row = header_rows[-1] + 1
    while len(header_rows) + len(rows) < MOST_ROWS and row < grid.last_row:
        heading = [*header_rows, *rows]
        if grid.own(row):
            if not _continues(grid, heading, row):
                break
            rows.append(row)
        elif not any(span.first_row in heading for span in grid.merges(row)):
            break
        row += 1
    return rows


def _continues(grid: Grid, heading: Sequence[int], row: int) -> bool:
    cells = grid.own(row)
    if any(isinstance(v, str) and v.startswith(IMPORT_ID) for v in cells.values()):
        return True
    if not all(map(is_text, cells.values())):
        return False
    if any(span.first_row in heading for span in grid.merges(row)):
        return True
    return (
        all(UNIT.fullmatch(folded(value)) for value in cells.values())
        or _under_merge(grid, heading[-1], row)
        or _fills_gaps(grid, heading, row)
        or _words_over_numbers(grid, row)
    )


def _under_merge(grid: Grid, upper: int, row: int) -> bool:
    cells = grid.own(row)
    merged = [
        s for s in grid.merges(upper) if s.last_row == upper and s.last_column > s.first_column
    ]
    return bool(merged) and all(
        sum(s.first_column <= column <= s.last_column for column in cells) > 1 for s in merged
    )


def _fills_gaps(grid: Grid, heading: Sequence[int], row: int) -> bool:
    """Two rows as survey tools write them: options under the gaps, nothing elsewhere."""
    upper = {column for number in heading for column in grid.spread(number)}
    lower = grid.own(row)
    gaps = set(range(min(upper), max(max(upper), max(lower)) + 1)) - upper
    filled = [column for column in gaps if column in lower]
    alone = [column for column in upper if column + 1 not in gaps]
    silent = [c for c in alone if c not in lower or folded(lower[c]).lower() in RESPONSE]
    if len(filled) * 10 < len(gaps) * 8 or len(silent) * 10 < len(alone) * 9:
        return False
    if alone:
        return bool(filled)
    return len(filled) > 1 and len(set(map(cell_text, lower.values()))) == len(lower)


def _words_over_numbers(grid: Grid, row: int) -> bool:
    """Question texts below codes: words in columns that hold nothing but numbers further down."""
    below: dict[int, list[CellValue]] = {}
    for number in islice((n for n in grid.filled_rows if n > row), COMPARED_ROWS):
        for column, value in grid.own(number).items():
            below.setdefault(column, []).append(value)
    numbers = [c for c, found in below.items() if len(found) > 1 and not any(map(is_text, found))]
    words = [cell_text(grid.cell(row, column)) for column in numbers]
    return len(words) > 1 and all(words) and len(set(words)) == len(words)


# ---------------------------------------------------------------------- texts of headings


def headings(grid: Grid, header_rows: Sequence[int], data_rows: Sequence[int]) -> list[Header]:
    """One per column with a heading or an answer; equal texts are told apart by occurrence."""
    parts = _parts(grid, header_rows)
    columns = {column for row in data_rows for column in grid.own(row)} | parts.keys()
    seen: Counter[str] = Counter()
    found: list[Header] = []
    for column in sorted(columns):
        of_column = parts.get(column, ())
        text = " / ".join(of_column) or f"（見出しなし {column}列目）"
        seen[text] += 1
        found.append(Header(column, text, of_column, seen[text]))
    return found


def _parts(grid: Grid, header_rows: Sequence[int]) -> dict[int, tuple[str, ...]]:
    texts = [_with_carried(grid, header_rows, level) for level in range(len(header_rows))]
    columns = {column for row in texts for column in row}
    found: dict[int, tuple[str, ...]] = {}
    for column in columns:
        parts: list[str] = []
        for text in (row[column] for row in texts if column in row):
            if text not in parts[-1:]:
                parts.append(text)
        if len(parts) > 1 and folded(parts[-1]).lower() in RESPONSE:
            parts.pop()
        found[column] = tuple(parts)
    return found


def _with_carried(grid: Grid, header_rows: Sequence[int], level: int) -> dict[int, str]:
    """The row's texts by column, group headings carried right over their sub-headings."""
    row, above, below = (
        header_rows[level],
        header_rows[:level],
        header_rows[level + 1 :],
    )
    own = grid.spread(row)
    texts: dict[int, str] = {}
    carried: str | None = None
    for column in range(1, grid.last_column + 1):
        starts_group = any(column in grid.own(number) for number in above)
        has_lower = any(not is_blank(grid.cell(number, column)) for number in below)
        if column in own:
            texts[column] = one_line(cell_text(own[column]))
            carried = None if grid.span_at(row, column) else texts[column]
        elif carried and has_lower and not starts_group:
            texts[column] = carried
        else:
            carried = None
    return texts


def one_line(text: str) -> str:
    return re.sub(r"\s*[\r\n]+\s*", " ", text).strip()
