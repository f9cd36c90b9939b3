"""An organisation chart as offices keep it in a sheet: 部, 課 and 係 in columns, merged or blank
where the one of the row above goes on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from organizations.members.named import plain
from surveys.importing.lists.plan import NONE_ABOVE
from surveys.importing.lists.rows import Cell, ListRow, State
from surveys.importing.table.exclusions import TOTAL_WORD

Cells = dict[str, list[Cell]]
LEVELS = ("division", "section", "unit", "name")
AS_ABOVE = "空欄の「{}」は、上の行と同じとみました。"
SUM = "合計の行のため、取り込みません。"
Path = tuple[str, ...]
_SUM_OF = re.compile(r".*(?:合計|小計|総計|累計|[部局課室係]計)")


class ChartRows:
    """Fills the rows of one file, the upper ones first."""

    def __init__(self, fill: Callable[[ListRow, Cells], None]) -> None:
        self._fill = fill
        self.above: Cells = {}

    def fill(self, row: ListRow, cells: Cells) -> None:
        if total := next(filter(is_sum, (cells[n][0].text for n in LEVELS if n in cells)), ""):
            row.state = State.EXCLUDED
            row.tell("部署名", total, SUM)
            return
        self._complete(row, cells)
        self.above = {name: cells[name] for name in LEVELS if name in cells}
        self._fill(row, cells)

    def _complete(self, row: ListRow, cells: Cells) -> None:
        """The blank cells left of the lowest that is written, as long as all above them agree."""
        lowest = max((n for n, name in enumerate(LEVELS) if name in cells), default=0)
        for name in LEVELS[:lowest]:
            if name not in self.above:
                continue
            [(heading, text), *_] = self.above[name]
            if name not in cells:
                cells[name] = [Cell(heading, text)]
                none = [note for note in row.notes if note.message == NONE_ABOVE]  # of 〃
                row.notes = tuple(
                    note for note in row.notes if note not in none or note.column != heading
                )
                row.tell(heading, "", AS_ABOVE.format(heading))
            elif plain(cells[name][0].text) != plain(text):
                return


def is_sum(text: str) -> bool:
    name = plain(text)
    return bool(TOTAL_WORD.fullmatch(name) or _SUM_OF.fullmatch(name))


class Chart:
    """The tree that the rows of a file draw: row → path of plain names, the top one first.

    ``spelled`` has the names as they are written. 「上位の部署」 may be a row anywhere in the file.
    """

    def __init__(self, rows: Iterable[ListRow], registered: Iterable[Path]) -> None:
        self.registered: dict[str, set[Path]] = defaultdict(set)  # as a list may name one
        for path in registered:
            self.registered[path[-1]].add(path)
            self.registered["".join(path)].add(path)
        self.spelled: dict[str, str] = {}
        self.named: dict[str, list[ListRow]] = defaultdict(list)
        self.paths: dict[int, Path] = {}
        rows = list(rows)
        for row in rows:
            self.named[self._own(row)[-1]].append(row)
        for row in rows:
            self._path(row, ())

    def places(self) -> set[Path]:
        """Of all rows, with those above them."""
        paths = self.paths.values()
        return {path[:end] for path in paths for end in range(1, len(path) + 1)}

    def _own(self, row: ListRow) -> Path:
        names = [row.given[level] for level in LEVELS if level in row.given]
        self.spelled |= {plain(name): name for name in names}
        return tuple(map(plain, names))

    def _path(self, row: ListRow, below: tuple[int, ...]) -> Path:
        if row.number not in self.paths:
            above = row.given.get("parent", "")
            place = self._above(above, (*below, row.number)) if above else ()
            self.paths[row.number] = (*place, *self._own(row))
        return self.paths[row.number]

    def _above(self, text: str, below: tuple[int, ...]) -> Path:
        """「福祉部 地域福祉課」 or 「地域福祉課」: registered, in the file, or else new."""
        name = plain(text)
        endings = (name[at:] for at in range(len(name)))
        rows = (row for last in endings for row in self.named.get(last, ()))
        listed = {self._path(row, below) for row in rows if row.number not in below}
        found = {path for path in listed if name in (path[-1], "".join(path))}
        found |= self.registered.get(name, set())
        if len(found) == 1:
            return found.pop()
        self.spelled.setdefault(name, text)
        return (name,)
