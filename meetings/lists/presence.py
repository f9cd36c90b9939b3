"""The column 出欠 of a list of who came: only those who came are taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

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


def absence(cells: Sequence[Cell], *, asked: bool) -> str:
    """Why the row is no attendance; empty for one that is. ``asked``: a blank is no attendance."""
    texts = [_folded(cell.text) for cell in cells]
    if any(map(_ABSENT.fullmatch, texts)):
        return ABSENT
    if unclear := next((text for text in texts if not _CAME.fullmatch(text)), ""):
        return UNCLEAR.format(unclear[:20])
    return NOT_SAID if asked and not texts else ""


def marks_presence(file: ListFile) -> bool:
    """Whether the list marks who came; one that marks the absent alone leaves the others blank."""
    places = [c.header.column - 1 for c in file.columns if c.field == "presence"]
    rows = (file.reading.sheet.rows[n - 1] for n in file.reading.layout.data_rows())
    texts = (_folded(cell_text(cells[p])) for cells in rows for p in places if p < len(cells))
    return any(map(_CAME.fullmatch, texts))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
