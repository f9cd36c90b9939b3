"""Which rows of a list of places are headings of the rows below: 区内各所, ■区役所内.

A place of which the copies aren't known stands in its row just as alone. So a heading has to look
like one: merged across the table, marked, without the number that all places have, or written in
the column of the numbers. In doubt a row is a place.
"""

from __future__ import annotations

import re
from itertools import pairwise

from surveys.importing.cells.text import trimmed
from surveys.importing.lists.plan import ListFile
from surveys.importing.table.exclusions import SECTION, SECTION_MARK
from surveys.importing.table.grid import Grid, folded, is_text

NUMBERED = re.compile(
    r"[(（]?(?P<number>\d{1,3})[)）.．\s、]\s*"
    r"(?=\D)(?!丁目|番|号|階|年|月|日|[名人部回]|[かカヵケヶ箇個]所)(?P<name>.+)",
    re.DOTALL,
)
_MARKS = re.compile(r"^[■□●◆◇▼▽▶<【〔《\s]+|[】〕》>\s]+$")


class Sections:
    """The headings of one table, and what else is only seen of it as a whole."""

    def __init__(self, file: ListFile) -> None:
        self.grid, self.layout = Grid(file.reading.sheet), file.reading.layout
        self.columns = {column.field: column.header.column for column in file.columns}
        rows = self.layout.data_rows()
        places = [row for row in rows if not self.is_bare(row)]
        self.numbered = len(places) > 1 and all(map(self._has_number, places))
        in_names = [row for row in rows if NUMBERED.match(self._place(row))]
        self.names_numbered = "number" not in self.columns and len(in_names) * 2 > len(places) > 1
        self.marks_tell = sum(map(self._is_marked, rows)) * 2 < len(rows)
        found = [row for row, below in pairwise(rows) if self._is_heading(row, below)]
        found += [row for row, why in self.layout.excluded.items() if why == SECTION]
        self.found = {row: self._words(row) for row in sorted(found)}

    def above(self, row: int) -> str:
        """The words of the heading that the row stands under, or of its own merged cell."""
        merged = self.grid.spread(row).get(self.columns.get("group", 0))
        headings = [words for number, words in self.found.items() if number < row]
        return trimmed(merged) or (headings[-1] if headings else "")

    def is_bare(self, row: int) -> bool:
        """Nothing but words, and no number before them."""
        return self._alone(row) is not None and not self._has_number(row)

    def _alone(self, row: int) -> int | None:
        """The column of the only filled cell, where it could name something."""
        if self.grid.count(row) != 1:
            return None
        [(column, value)] = self.grid.own(row).items()
        named = column in (self.columns.get("place"), self.columns.get("number"))
        return column if named and is_text(value) else None

    def _is_heading(self, row: int, below: int) -> bool:
        if not self.is_bare(row):
            return False
        if self._alone(row) == self.columns.get("number"):
            return True
        if self._is_merged(row) or (self.marks_tell and self._is_marked(row)):
            return True
        return self.numbered and not self.is_bare(below)

    def _is_merged(self, row: int) -> bool:
        span = self.grid.span_at(row, self._alone(row) or 0)
        across = span.last_column - span.first_column + 1 if span else 1
        return across > 1 and across * 2 >= len(self.layout.headers)

    def _is_marked(self, row: int) -> bool:
        return bool(SECTION_MARK.match(folded(self._place(row))))

    def _has_number(self, row: int) -> bool:
        own = self.grid.own(row).get(self.columns.get("number", 0))
        numbered = own is not None and not is_text(own)
        return numbered or bool(NUMBERED.match(self._place(row)))

    def _place(self, row: int) -> str:
        return trimmed(self.grid.cell(row, self.columns.get("place", 0)))

    def _words(self, row: int) -> str:
        texts = map(trimmed, self.grid.own(row).values())
        return _MARKS.sub("", next(filter(None, texts), ""))
