"""A ``Source`` as lines of JSON, on its way from the process that read the file.

JSON and not pickle, because what comes from the reading of a hostile file is not to be trusted.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from surveys.importing.cells.text import shared
from surveys.importing.shapes import (
    CellError,
    CellValue,
    Fault,
    Share,
    Sheet,
    Source,
    Span,
    UnsavedFormula,
)


def packed(source: Source) -> str:
    """A line for the source without its rows, then one for each row; a blank one ends a sheet.

    So the whole of a large file never stands twice in the memory of whoever unpacks it.
    """
    sheets = [
        {
            "name": sheet.name,
            "rows": [],
            "merges": [list(asdict(span).values()) for span in sheet.merges],
            "hidden_rows": sorted(sheet.hidden_rows),
            "hidden_columns": sorted(sheet.hidden_columns),
            "visible": sheet.visible,
            "unseen": [[*place, text] for place, text in sheet.unseen.items()],
        }
        for sheet in source.sheets
    ]
    whole = {
        "container": source.container,
        "sheets": sheets,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "faults": [list(asdict(fault).values()) for fault in source.faults],
    }
    lines = [PACK(whole)]
    for sheet in source.sheets:
        lines += [PACK([_marked(cell) for cell in row]) for row in sheet.rows]
        lines.append("")
    return "\n".join([*lines, ""])


def unpacked(text: str | bytes) -> object:
    """The ``Source``; anything else that is JSON as it stands. Else ``ValueError``."""
    lines = BytesIO(text.encode() if isinstance(text, str) else text)
    whole = UNPACK(lines.readline().decode())
    known: dict[str, str] = {}
    for sheet in whole.sheets if isinstance(whole, Source) else ():
        rows = iter(lines.readline, END)
        sheet.rows = [shared(UNPACK(row.decode()), known) for row in rows]
    return whole


def _marked(cell: CellValue) -> object:
    """Subclasses of ``str`` and ``float`` would go through JSON as mere texts and numbers."""
    if type(cell) in (CellError, UnsavedFormula, Share):
        return {type(cell).__name__: str(cell)}
    return cell


def _packed_cell(cell: object) -> dict[str, str]:
    assert isinstance(cell, datetime | date | time)
    return {type(cell).__name__: cell.isoformat()}


CELLS: dict[str, Callable[[str], CellValue]] = {
    "CellError": CellError,
    "UnsavedFormula": UnsavedFormula,
    "Share": Share,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}


def _unpacked(packed: dict[str, Any]) -> object:
    if len(packed) == 1:
        [(kind, value)] = packed.items()
        return CELLS[kind](value)
    if "rows" in packed:
        sheet = Sheet(**packed)
        sheet.merges = [Span(*span) for span in packed["merges"]]
        sheet.hidden_rows = set(packed["hidden_rows"])
        sheet.hidden_columns = set(packed["hidden_columns"])
        sheet.unseen = {(row, column): text for row, column, text in packed.get("unseen", [])}
        return sheet
    source = Source(**packed)
    return replace(source, faults=[Fault(*fault) for fault in packed["faults"]])


END = b"\n"
PACK = json.JSONEncoder(default=_packed_cell, separators=(",", ":")).encode
UNPACK = json.JSONDecoder(object_hook=_unpacked).decode
