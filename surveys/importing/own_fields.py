"""Columns of a list that fill 独自の項目: which there are, what a cell says, what it changes.

A kind of list with ``own_of`` takes those of the municipality a file goes into besides its own
fields. Of such a value a row holds in ``values`` the words and in ``given`` what the record keeps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from organizations.models import OwnField
from organizations.own.definitions import NAME, Field, fields_numbered, fields_of
from organizations.own.models import OwnValues, numbers_in
from organizations.own.values import is_sound, read, shown
from surveys.importing.list_kinds import ListField, ListKind, heading_key, kind_of

if TYPE_CHECKING:
    from surveys.importing.lists.rows import Cell, ListRow
    from surveys.models import ImportBatch

Type = OwnField.Type
STORED = "own"  # the column of the record that keeps them
RETIRED = "使わなくなった独自の項目「{}」"
GONE = "なくなった独自の項目"
ONE_LINE = "改行を空白にしました。"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnColumn(ListField):
    """``known`` holds what was read before: most cells of such a column say the same few words."""

    asks: Field = field(compare=False)
    known: dict[str, Any] = field(default_factory=dict, compare=False)

    def value(self, text: str) -> Any:
        """What the record keeps of the cell; ValidationError with a sentence where it is none."""
        if text not in self.known:
            self.known[text] = read(self.asks, text)
        return self.known[text]

    def words(self, value: Any) -> str:
        return shown(self.asks, value)

    def of(self, record: OwnValues) -> str:
        return self.words(record.own.get(self.asks.key))


def kind_for(batch: ImportBatch) -> ListKind:
    """The kind of the batch with the own fields of its municipality, in one question."""
    kind = kind_of(batch.kind)
    if not kind.own_of:
        return kind
    fields = fields_of(kind.own_of, [batch.municipality_id])
    return replace(kind, own=tuple(map(_column, fields)))


def _column(asks: Field) -> OwnColumn:
    """In a column of numbers or days 「なし」 says that there is none; else it may be an answer."""
    key = heading_key(asks.label)
    return OwnColumn(
        name=asks.name,
        label=asks.label,
        headings=(re.escape(key),) if key else (),
        taken=asks.active,
        nothing=asks.type in (Type.NUMBER, Type.DATE),
        asks=asks,
    )


def is_own(name: str) -> bool:
    """Whether a name a file's column was given is that of an own field, one that is gone, too."""
    return name.startswith(NAME)


def untaken(kind: ListKind, name: str, *, gone: bool) -> str:
    """Why a column of an own field stays out; empty for any other column."""
    retired = [column for column in kind.own if column.name == name and not column.taken]
    return GONE if gone else "".join(RETIRED.format(column.label) for column in retired)


def fill(
    row: ListRow,
    cells: Mapping[str, list[Cell]],
    columns: Iterable[OwnColumn],
    leave: Callable[[Cell, str], None],
) -> None:
    """``leave`` is told of a cell that can't be read, and why."""
    for column in columns:
        for cell in cells.get(column.name, ()) if column.taken else ():
            try:
                value = column.value(cell.text)
            except ValidationError as error:
                leave(cell, error.messages[0])
                continue
            if value is None:
                continue
            if "\n" in cell.text:
                row.tell(cell.heading, cell.text, ONE_LINE)
            row.given[column.name], row.values[column.name] = value, column.words(value)


def given(row: ListRow, columns: Iterable[OwnColumn]) -> dict[str, Any]:
    """What the row says, as a record keeps it."""
    return {c.asks.key: row.given[c.name] for c in columns if c.name in row.given}


def changed(
    row: ListRow, stored: Mapping[str, Any], columns: Iterable[OwnColumn], *, blanks_only: bool
) -> dict[str, tuple[str, str]]:
    """Name of the column → (old, new) in words. An empty cell changes nothing."""
    found = {}
    for column in columns:
        old, new = stored.get(column.asks.key), row.given.get(column.name)
        if new is not None and new != old and not (old is not None and blanks_only):
            found[column.name] = (column.words(old), column.words(new))
    return found


def lay_over(
    record: OwnValues, row: ListRow, columns: Iterable[OwnColumn], *, blanks_only: bool
) -> dict[str, tuple[str, str]]:
    """Gives the record what the row says; returns label → (old, new) in words."""
    said = [column for column in columns if column.name in row.given]
    if not said:
        return {}
    changes = changed(row, record.own, said, blanks_only=blanks_only)
    taken = [column for column in said if column.name in changes]
    record.own = record.own | given(row, taken)
    return {column.label: changes[column.name] for column in taken}


def differing(columns: Iterable[OwnColumn]) -> list[str]:
    """The labels of those whose field is another by now, or gone: what was read of the file for
    them may not be written any more."""
    by_number = {column.asks.pk: column for column in columns}
    now = fields_numbered(by_number)
    return [column.label for pk, column in by_number.items() if now.get(pk) != column.asks]


def unsound(values: Mapping[int, Mapping[str, Any]]) -> set[int]:
    """Those records that can't have these values any more: a field or a choice is gone."""
    numbers = {number for own in values.values() for number in numbers_in(dict(own)).values()}
    fields = {field.key: field for field in fields_numbered(numbers).values()}
    return {
        pk
        for pk, own in values.items()
        if any(key not in fields or not is_sound(fields[key], own[key]) for key in own)
    }
