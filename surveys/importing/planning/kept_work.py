"""``Work`` of a large file, packed by the worker for the pages, which show no more than this.

A page of 30,000 rows would take ten seconds and half a gigabyte to work out. Kept are the parts
the page is made of: of the sheet the first rows, of a planned row what is told about it.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import fields, replace
from typing import Any

from surveys.importing.collection import without_collection
from surveys.importing.columns import profiles
from surveys.importing.columns.profiles import ProfileDifference
from surveys.importing.matching.candidates import Match, Suggestion
from surveys.importing.matching.respondents import Respondent
from surveys.importing.planning.answers import Change, Plan, RowPlan
from surveys.importing.planning.drafts import Reading
from surveys.importing.planning.work import SHOWN_ON, Work
from surveys.importing.planning.written_names import WrittenName
from surveys.importing.reading.packing import packed as packed_source
from surveys.importing.reading.packing import unpacked as unpacked_source
from surveys.importing.shapes import (
    Correction,
    Fault,
    Header,
    Layout,
    Problem,
    ReadRow,
    Refused,
    Sheet,
)
from surveys.importing.sheets.apart import first_filled
from surveys.importing.values.unknown_words import UnknownValue
from surveys.models import ImportBatch, KeptWork

FAST = 1  # of zlib
FIRST_ROWS = 20  # of each sheet, as many as the page of the reading shows
KEPT = (Change, Correction, Fault, Header, Layout, Match, Problem, ProfileDifference, ReadRow,
        Respondent, RowPlan, Suggestion, UnknownValue)  # fmt: skip
CLASSES = {kind.__name__: kind for kind in KEPT}


def basis(batch: ImportBatch) -> str:
    """Digest of all that people decided about the draft: what was worked out before is stale.

    A commit that came to nothing counts, too: it found the registry other than the page had it.
    """
    decisions = batch.row_decisions.order_by("number")
    told = ("number", "choice", "organization", "rejected", "excluded")
    decided = list(decisions.values_list(*told))
    whole = [batch.settings, batch.fields, batch.survey_id, batch.request, decided]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def kept_work(batch: ImportBatch, step: Any) -> Work | None:
    """None where the worker has to work out the page first. Refused where it couldn't."""
    kept = KeptWork.objects.filter(batch=batch, basis=basis(batch)).first()
    if kept is None:
        return None
    if not kept.content:
        raise Refused(batch.message)
    content = bytes(kept.content)
    with without_collection():
        parts = _unpacked(batch, content)
    return Work(batch, **parts) if parts.keys() >= set(SHOWN_ON[step]) else None


def pack(work: Work, step: Any) -> bytes:
    """Work out what the page of the step is made of, and pack it."""
    parts: dict[str, Any] = {name: getattr(work, name) for name in SHOWN_ON[step]}
    parts["reading"] = _first_rows(parts["reading"])
    if "fields" in parts:
        parts["fields"] = profiles.dump(parts["fields"])
    if "plan" in parts:
        parts["plan"] = [[_told(row) for row in work.plan.rows], work.plan.absent]
    if "asked" in parts:
        parts["asked"] = [name.numbers for name in work.asked]
    return zlib.compress(json.dumps(parts, default=_packed).encode(), FAST)


def _first_rows(reading: Reading) -> list[Any]:
    sheets = [*reading.source.sheets, reading.sheet]  # the last may be one of two tables of a sheet
    source = replace(reading.source, sheets=[_start_of(sheet) for sheet in sheets])
    return [packed_source(source), reading.layout, reading.tables, reading.table]


def _start_of(sheet: Sheet) -> Sheet:
    """As long as it was, for whoever says at which row the table ends."""
    first = first_filled(sheet) - 1
    end = first + FIRST_ROWS
    rows = [row if first <= place < end else [] for place, row in enumerate(sheet.rows)]
    return replace(sheet, rows=rows, merges=[], hidden_rows=set(), unseen={})


def _told(row: RowPlan) -> RowPlan:
    read = replace(row.row, values={}, submitted_at=None)
    respondent = replace(row.respondent, facts={})
    return replace(row, row=read, respondent=respondent, answers={}, registered={}, hash="")


def _packed(value: Any) -> dict[str, Any]:
    values = [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, Layout):
        values = [[*x.items()] if isinstance(x, dict) else x for x in values]  # numbers as keys
    return {"is": type(value).__name__, "of": values}


def _unpacked(batch: ImportBatch, content: bytes) -> dict[str, Any]:
    parts: dict[str, Any] = json.loads(zlib.decompress(content), object_hook=_made)
    packed, layout, tables, table = parts["reading"]
    layout.excluded = dict(layout.excluded)
    source: Any = unpacked_source(packed)
    parts["reading"] = Reading(
        source, source.sheets.pop(), layout, [(key, words) for key, words in tables], table
    )
    if "fields" in parts:
        parts["fields"] = profiles.load(parts["fields"])
    if "plan" in parts:
        rows, absent = parts["plan"]
        parts["plan"] = Plan(batch, parts["reading"], rows, parts["fields"], absent)
    if "asked" in parts:
        planned = {row.number: row for row in rows}
        names = [[planned[number] for number in numbers] for numbers in parts["asked"]]
        parts["asked"] = [WrittenName(rows) for rows in names]
    return parts


def _made(packed: dict[str, Any]) -> Any:
    return CLASSES[packed["is"]](*packed["of"]) if packed.keys() == {"is", "of"} else packed
