"""Tables side by side in one sheet; one that is printed in two halves is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from surveys.importing.cells.question_numbers import Number, numbered
from surveys.importing.cells.text import is_blank
from surveys.importing.shapes import CellValue, Layout, Refused, Sheet, Span
from surveys.importing.sheets.apart import Apart
from surveys.importing.table.grid import folded
from surveys.importing.table.layout import find_layout
from surveys.importing.table.letters import column_letter

LOOKED_AT = 300  # rows in which two tables show; the shorter one ends in them
MUCH_SHORTER = 0.6
MOST = 12  # more gaps than between so many tables are blank columns of one
WIDE = 2  # blank columns between two tables; one may be there for looks
LEAST = 3  # rows of a small table beside one with gaps
ANEW = 2  # numbers under which the other table asks something else
REPEATED = (
    "同じ見出しの表が横に並んでいます（{places}）。"
    "片方をもう片方の下に移して、縦に続く1つの表にしてから取り込んでください。"
)


@dataclass(slots=True)
class _Part:
    """Neighbouring columns with a heading row of their own."""

    first: int
    last: int
    layout: Layout
    cells: int

    @property
    def length(self) -> int:
        return len(self.layout.data_rows())

    @property
    def is_small_table(self) -> bool:
        """Filled from its heading on without a gap. Numbered questions few may have been asked."""
        rows = self.layout.data_rows()
        below = [*range(self.layout.header_rows[-1] + 1, rows[-1] + 1)] if rows else []
        return len(rows) >= LEAST and rows == below and not _numbered(self)

    @property
    def headings(self) -> list[str]:
        return [folded(header.text) for header in self.layout.headers if header.parts]

    @property
    def place(self) -> str:
        return f"{column_letter(self.first)}～{column_letter(self.last)}列"


def side_by_side(sheet: Sheet) -> Apart | None:
    """The tables beside each other; None for one table.

    Refused where one table seems to be printed in two halves.
    """
    runs = _runs(sheet)
    parts = _parts(sheet, runs)
    apart = [part for part in parts if any(_differ(part, other) for other in parts)]
    if len(apart) < 2 or apart[0].first != runs[0][0]:  # else what stands left names their rows
        perhaps = _perhaps_two(parts)
        return (
            Apart("横", [_span(sheet, part) for part in perhaps], sure=False) if perhaps else None
        )
    largest = max(apart, key=lambda part: part.cells)
    if any(_repeats(largest, other) for other in apart if other is not largest):
        raise Refused(REPEATED.format(places="と".join(part.place for part in apart)))
    return Apart("横", [_span(sheet, part) for part in apart], sure=True)


def _span(sheet: Sheet, part: _Part) -> Span:
    return Span(1, part.first, len(sheet.rows), part.last)


def _perhaps_two(parts: list[_Part]) -> list[_Part]:
    """Told, not decided: far apart, or one a little shorter, they may be one table or two."""
    for left, right in pairwise(parts):
        far = right.first - left.last > WIDE and _is_dense(left) and _is_dense(right)
        if far or _ends_above(left, right):
            return [left, right]
    return []


def _ends_above(left: _Part, right: _Part) -> bool:
    short, long = sorted((left, right), key=lambda part: part.length)
    return short.length < long.length and short.is_small_table and _is_dense(short)


def _parts(sheet: Sheet, runs: list[tuple[int, int]]) -> list[_Part]:
    found = []
    for first, last in runs:
        kept = replace(sheet, rows=[_only(row, first, last) for row in sheet.rows[:LOOKED_AT]])
        try:
            layout = find_layout(kept)
        except Refused:
            continue
        if len([header for header in layout.headers if header.parts]) > 1:
            cells = sum(not is_blank(v) for n in layout.data_rows() for v in kept.rows[n - 1])
            found.append(_Part(first, last, layout, cells))
    return found


def _runs(sheet: Sheet) -> list[tuple[int, int]]:
    """First and last columns between which no column is blank; none where there is no gap."""
    filled = _filled_columns(sheet.rows[:LOOKED_AT])
    if len(_runs_of(filled)) > 1:
        filled = _filled_columns(sheet.rows)
    runs = _runs_of(filled)
    return runs if 1 < len(runs) <= MOST else []


def _filled_columns(rows: list[list[CellValue]]) -> set[int]:
    return {
        column
        for row in rows
        for column, v in enumerate(row, 1)
        if v is not None and not is_blank(v)
    }


def _runs_of(columns: set[int]) -> list[tuple[int, int]]:
    numbered = enumerate(sorted(columns))
    runs = (list(group) for _, group in groupby(numbered, key=lambda pair: pair[1] - pair[0]))
    return [(run[0][1], run[-1][1]) for run in runs]


def _only(row: list[CellValue], first: int, last: int) -> list[CellValue]:
    return [value if first <= column <= last else None for column, value in enumerate(row, 1)]


def _differ(one: _Part, other: _Part) -> bool:
    apart = _repeats(one, other) or _begins_anew(one, other) or _ends_elsewhere(one, other)
    return one is not other and apart


def _repeats(one: _Part, other: _Part) -> bool:
    """Each has its own copy of the headings."""
    common = set(one.headings) & set(other.headings)
    return len(common) > 1 and len(common) * 2 >= min(len(one.headings), len(other.headings))


def _begins_anew(one: _Part, other: _Part) -> bool:
    """Two surveys: 問1, 問2 … are other questions in each."""
    asked, also = _numbered(one), _numbered(other)
    anew = [number for number in asked.keys() & also.keys() if asked[number] != also[number]]
    return len(anew) >= ANEW


def _numbered(part: _Part) -> dict[Number, str]:
    found = (numbered(header.parts[0]) for header in part.layout.headers if header.parts)
    return {own.number: own.rest for own in found if own.number and own.rest}


def _ends_elsewhere(one: _Part, other: _Part) -> bool:
    """The shorter is filled without a gap from its heading on, and ends far above the other."""
    short, long = sorted((one, other), key=lambda part: part.length)
    if not _is_dense(short) or short.length > MUCH_SHORTER * long.length:
        return False
    return _is_dense(long) or short.is_small_table


def _is_dense(part: _Part) -> bool:
    return part.cells * 10 >= part.length * len(part.headings) * 8
