"""Where the table lies in a sheet: header rows, data rows, and what stands around them.

The rules look at shape only (how full a row is, text or number, merges, blank rows) and at
words any Japanese table uses (合計, 注, 単位), never at the questions of one survey.
"""

from __future__ import annotations

from collections.abc import Sequence

from surveys.importing.shapes import Layout, Refused, Sheet
from surveys.importing.table.exclusions import BLANK, excluded_rows
from surveys.importing.table.grid import Grid
from surveys.importing.table.headings import headings, lower_header_rows, upper_header_rows

SEARCHED_ROWS = 200
PREAMBLE_CELLS = 4

NO_ROWS = (
    "見出しの行だけで、データの行がありません。"
    "データの入ったファイルか、見出しの行の指定を確かめてください。"
)


def find_layout(
    sheet: Sheet,
    *,
    header_rows: list[int] | None = None,
    first_data_row: int | None = None,
    last_data_row: int | None = None,
    include: set[int] | frozenset[int] = frozenset(),
) -> Layout:
    """What is given is taken as it is, the rest is found. ``include`` brings excluded rows back."""
    grid = Grid(sheet)
    if not grid.filled_rows:
        raise Refused("シートに何も入力されていません。別のシートを選んでください。")
    if header_rows is None:
        header_rows = find_header_rows(grid)
    header_rows = sorted(header_rows)
    first = first_data_row or _first_after(grid, header_rows)
    last = min(last_data_row or grid.last_row, grid.last_row)
    excluded = excluded_rows(grid, header_rows, first, last)
    excluded = {row: why for row, why in excluded.items() if row not in include}
    data = [row for row in range(first, last + 1) if row not in excluded]
    if not data:
        raise Refused(NO_ROWS)
    first, end = first_data_row or data[0], last if last_data_row else data[-1]
    return Layout(
        sheet=sheet.name,
        header_rows=header_rows,
        first_data_row=first,
        last_data_row=end,
        headers=headings(grid, header_rows, data),
        # Blank rows around the answers are no rows of the table and need no reason.
        excluded={n: why for n, why in excluded.items() if first < n <= end or why != BLANK},
    )


def _first_after(grid: Grid, header_rows: Sequence[int]) -> int:
    end = header_rows[-1] if header_rows else 0
    following = [row for row in grid.filled_rows if row > end]
    if not following:
        raise Refused(NO_ROWS)
    return following[0]


# -------------------------------------------------------------------------- header rows


def find_header_rows(grid: Grid) -> list[int]:
    """One to three rows: the first one as wide as the table, and its neighbours of two levels."""
    top = _first_wide_row(grid)
    upper = upper_header_rows(grid, top)
    return upper + [top] + lower_header_rows(grid, upper + [top])


def _first_wide_row(grid: Grid) -> int:
    shown = [row for row in grid.filled_rows if row not in grid.sheet.hidden_rows]
    rows = (shown or grid.filled_rows)[:SEARCHED_ROWS]
    # The second widest row: a single row may be too wide because of a stray comma.
    width = sorted(grid.width(row) for row in rows)[-2:][0]
    wide = [row for row in rows if grid.width(row) * 2 >= width]
    return _below_preamble(grid, wide, width)


def _below_preamble(grid: Grid, wide: list[int], width: int) -> int:
    """Lines such as 「担当課｜地域福祉課」 may be half as wide as a narrow table; skip them."""
    first = wide[0]
    if grid.width(first) >= width or grid.count(first) > PREAMBLE_CELLS:
        return first
    for row in wide[1:]:
        between = range(first, row)
        if grid.width(row) < width or not grid.is_all_text(row):
            continue
        if all(grid.width(r) < width for r in between) and (
            not all(map(grid.count, between)) or all(map(grid.is_aside, between))
        ):
            return row
        break
    return first
