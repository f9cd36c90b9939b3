"""Tables of official statistics (e-Stat) in shapes whose values aren't read: said to be what they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from surveys.importing.aggregates.figures import (
    Aggregates,
    amount,
    holds_no_word,
    names_respondents,
    text_of,
)
from surveys.importing.table.grid import Grid, folded

LOOKED_AT = 30  # rows in which headings, codes and units stand
ENOUGH = 2  # of the kinds of words below
MOSTLY = 0.6  # of the cells are numbers
KINDS: dict[str, re.Pattern[str]] = {
    "terms": re.compile(
        r"/?(?:表章項目|時間軸|統計表|統計名|政府統計|調査年月|(?:tab|cat\d{2}|area|time)_code).*",
        re.I,
    ),
    "places": re.compile(r"(?:\d{5}[_ ]?)?(?:全国|北海道|青森県)"),
    "codes": re.compile(r"(?:00000|01000|02000|13000|01100|13101)"),
    "keys": re.compile(
        r"(?:地域|市区町村|団体|都道府県|時間軸)(?:階層|事項|コード|符号|名|識別).*"
    ),
}
UNIT = re.compile(
    r"[(]?(?:人|世帯|千人|千世帯|%|‰|円|千円|百万円|事業所|件|歳|か所|km2|平方km|ha)[)]?"
)
NOT_READ = (
    "公的統計（e-Statなど）の表のようです。この形の表の値は読み取れません。"
    "要る部分を「設問・選択肢・件数・割合」の表に写して取り込んでください。"
)


def unread_statistics(grid: Grid) -> Aggregates | None:
    """Without figures. None for a table without the words of such statistics, or of words."""
    rows = grid.filled_rows[:LOOKED_AT]
    texts = [folded(value) for row in rows for value in grid.own(row).values()]
    kinds = {name for name, known in KINDS.items() if any(map(known.fullmatch, texts))}
    kinds |= {"units" for row in rows if _is_line_of_units(grid, row)}
    if len(kinds) < ENOUGH or any(map(names_respondents, _heads(grid))):
        return None
    if not _holds_numbers(grid):
        return None
    title = next(
        (t for row in rows for v in grid.own(row).values() if len(t := text_of(v)) > 4), ""
    )
    return Aggregates(title or grid.sheet.name or "", [], [NOT_READ])


def _is_line_of_units(grid: Grid, row: int) -> bool:
    units = [bool(UNIT.fullmatch(folded(value))) for value in grid.own(row).values()]
    return sum(units) > 1 and sum(units) * 2 > len(units)


def _is_of_numbers(grid: Grid, row: int) -> bool:
    cells = list(grid.own(row).values())
    return sum(amount(value) is not None for value in cells) * 2 > len(cells)


def _heads(grid: Grid) -> Iterator[str]:
    """Texts above the numbers."""
    for row in grid.filled_rows[:LOOKED_AT]:
        if _is_of_numbers(grid, row):
            return
        yield from map(text_of, grid.own(row).values())


def _holds_numbers(grid: Grid) -> bool:
    """From the first line of numbers on most columns hold little else."""
    first = next((row for row in grid.filled_rows if _is_of_numbers(grid, row)), None)
    if first is None:
        return False
    numbers: Counter[int] = Counter()
    filled: Counter[int] = Counter()
    for row in (n for n in grid.filled_rows if n >= first):
        for column, value in grid.own(row).items():
            filled[column] += 1
            numbers[column] += holds_no_word(value)
    full = [c for c in filled if filled[c] * 2 >= max(filled.values())]
    return sum(numbers[c] >= MOSTLY * filled[c] for c in full) * 2 >= len(full)
