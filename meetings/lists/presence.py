"""The column 出欠 of a list of who came: only those who came are taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.importing.cells.text import cell_text
from surveys.importing.lists.plan import ListFile
from surveys.importing.lists.rows import Cell

_CAME = re.compile(
    r"[○◯〇●◎✓✔レ]|ご?出席?|参加|可|代理|(?:出席|参加|代理|オンライン|web|zoom|会場).*"
)
_ABSENT = re.compile(r"[×✕✖xー-]|ご?欠席?|不参加|不可|不")
ABSENT = "欠席のため、取り込みません。"
NOT_SAID = "出欠の記入がないため、取り込みません。出席した行は「○」か「出席」にしてください。"
UNCLEAR = "出欠の「{}」を出席とは読めないため、取り込みません。出席した行は「○」か「出席」にしてください。"


@dataclass(frozen=True, slots=True)
class Marks:
    """How the list marks who came. ``asked``: those who came are marked, so that a blank is no
    attendance; one that marks the absent alone leaves the others blank. ``numbers``: 1 and 0."""

    asked: bool
    numbers: bool

    @classmethod
    def of(cls, file: ListFile) -> Marks:
        texts = {*_written(file)} - {""}
        numbers = texts <= {"1", "0"}
        return cls("1" in texts if numbers else any(map(_CAME.fullmatch, texts)), numbers)


def absence(cells: Sequence[Cell], marks: Marks) -> str:
    """Why the row is no attendance; empty for one that is."""
    texts = [_folded(cell.text) for cell in cells]
    if marks.numbers:
        texts = ["○" if text == "1" else "×" for text in texts]
    if any(map(_ABSENT.fullmatch, texts)):
        return ABSENT
    if unclear := next((text for text in texts if not _CAME.fullmatch(text)), ""):
        return UNCLEAR.format(unclear[:20])
    return NOT_SAID if marks.asked and not texts else ""


def _written(file: ListFile) -> Iterator[str]:
    places = [c.header.column - 1 for c in file.columns if c.field == "presence"]
    rows = (file.reading.sheet.rows[n - 1] for n in file.reading.layout.data_rows())
    return (_folded(cell_text(cells[p])) for cells in rows for p in places if p < len(cells))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
