"""The columns of a list's file: as a person chose, as was chosen before, else as headings say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from surveys.importing.cells.text import is_blank
from surveys.importing.list_kinds import ListKind, heading_key
from surveys.importing.lists.headings import recognised
from surveys.importing.own_fields import is_own
from surveys.importing.planning.drafts import Reading
from surveys.importing.shapes import Header
from surveys.models import ImportBatch, MappingProfile

Key = tuple[str, int]
ASKED = "?"  # nobody knows yet
LACKING = (
    "「{0}」の列が見つかりません。「列の対応」で、どの列が{0}かを選ぶか、"
    "見出しに「{0}」と書いて保存し直してください。"
)


@dataclass(frozen=True, slots=True)
class ListColumn:
    """``field`` is empty for a column that is not taken; ``known`` says somebody or the heading
    decided that. ``gone``: it was taken as an own field that is no more."""

    header: Header
    field: str
    known: bool
    hidden: bool = False
    gone: bool = False


def list_columns(kind: ListKind, batch: ImportBatch, reading: Reading) -> list[ListColumn]:
    """Every column with something in it. Raises Refused for a table that is another thing."""
    return columns_of(kind, reading, _decided(batch) or _of_profile(kind, batch))


def columns_of(
    kind: ListKind, reading: Reading, decided: Mapping[Key, str] | None = None
) -> list[ListColumn]:
    decided = decided or {}
    headers = _with_values(reading)
    hidden = reading.sheet.hidden_columns
    shown = [header for header in headers if header.column not in hidden]
    by_heading = recognised(kind, shown)
    fields = kind.by_name()
    columns = []
    for header in headers:
        by_itself = by_heading.get(header.column, ASKED)
        name = decided.get(_key(header), by_itself)
        gone = is_own(name) and name not in fields
        name = by_itself if gone else name
        known = name != ASKED or header.column in hidden
        field = name if name in fields else ""
        columns.append(ListColumn(header, field, known, header.column in hidden, gone))
    return _once_each(kind, columns)


def asks_something(kind: ListKind, columns: Iterable[ListColumn]) -> bool:
    """Whether a person has to say what a column is."""
    columns = list(columns)
    return bool(lacking(kind, columns)) or not all(column.known for column in columns)


def lacking(kind: ListKind, columns: Iterable[ListColumn]) -> str:
    """The sentence where no column names what the rows are of; else empty."""
    label = kind.field(kind.needed).label
    found = any(column.field in (kind.needed, *kind.instead) for column in columns)
    return "" if found else LACKING.format(label)


def dump(columns: Iterable[ListColumn]) -> list[dict[str, Any]]:
    """Plain JSON, see ``MappingProfile``."""
    return [
        {"header": [column.header.text, column.header.occurrence], "field": column.field}
        for column in columns
    ]


def _decided(batch: ImportBatch) -> dict[Key, str]:
    return {_stored(item): item["field"] for item in batch.fields}


def _of_profile(kind: ListKind, batch: ImportBatch) -> dict[Key, str]:
    profiles = MappingProfile.objects.filter(municipality=batch.municipality, kind=kind.key)
    saved = profiles.values_list("fields", flat=True).first()
    return {_stored(item): item["field"] for item in saved or []}


def _stored(item: Mapping[str, Any]) -> Key:
    text, occurrence = item["header"]
    return heading_key(text), occurrence


def _key(header: Header) -> Key:
    return heading_key(header.text), header.occurrence


def _once_each(kind: ListKind, columns: list[ListColumn]) -> list[ListColumn]:
    """Of a field of one column the first that was decided for it; another is asked about."""
    seen: set[str] = set()
    kept = []
    for column in columns:
        twice = column.field in seen and not kind.field(column.field).several
        kept.append(replace(column, field="", known=False) if twice else column)
        seen |= {column.field} - {""}
    return kept


def _with_values(reading: Reading) -> list[Header]:
    rows = [reading.sheet.rows[number - 1] for number in reading.layout.data_rows()]
    return [
        header
        for header in reading.layout.headers
        if any(not is_blank(row[header.column - 1]) for row in rows if header.column <= len(row))
    ]
