"""Whether a sheet holds results (集計表) instead of the answers of respondents."""

from __future__ import annotations

from surveys.importing.aggregates.cross_tables import read_cross_table
from surveys.importing.aggregates.figures import Aggregates
from surveys.importing.aggregates.long_tables import read_long_table
from surveys.importing.aggregates.option_tables import read_option_tables
from surveys.importing.aggregates.statistics import unread_statistics
from surveys.importing.shapes import Refused, Sheet
from surveys.importing.table.grid import Grid
from surveys.importing.table.layout import find_layout

MOST_FIGURES, MOST_ROWS = 5_000, 2_000
STORED_DECIMALS = 2

TELLS = "この表は、回答者ごとの回答ではなく、件数や割合をまとめた集計表のようです。"


def read_aggregates(sheet: Sheet) -> Aggregates | None:
    """The figures of a table of results; None for anything that may be answers."""
    if len(sheet.rows) > MOST_ROWS:
        return None
    grid = Grid(sheet)
    found = read_long_table(grid) or read_option_tables(grid) or _cross_table(sheet)
    found = found or unread_statistics(grid)
    if found is None or len(found.figures) > MOST_FIGURES:
        return None
    fine = [f for f in found.figures if f.value != round(f.value, STORED_DECIMALS)]
    if fine:
        found.doubts.append(
            f"小数第3位より下のある値が{len(fine)}個あります。数値は小数第2位までにして登録します。"
        )
    return found


def _cross_table(sheet: Sheet) -> Aggregates | None:
    try:
        layout = find_layout(sheet)
    except Refused:
        return None
    return read_cross_table(sheet, layout)
