"""A row of a list between the file and the registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from surveys.models import ImportRow

State = ImportRow.State
NOTHING: Mapping[str, Any] = MappingProxyType({})


def nothing() -> Mapping[str, Any]:
    """The same for all rows of which there is none to tell."""
    return NOTHING


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row is not taken; or, as a note, what of it was left out, mended or moved.

    ``unfit``: the value is none of its field's; it was left out, or stands in the note.
    """

    row: int
    column: str
    value: str
    message: str
    unfit: bool = False


@dataclass(frozen=True, slots=True)
class RowCorrection:
    """A cell that is read otherwise than it stands in the file; ``place`` is its column there."""

    row: int
    place: int
    column: str
    before: str
    after: str


class Cell(NamedTuple):
    """What stands in a column of a row, under the heading a person knows it by."""

    heading: str
    text: str


@dataclass(slots=True)
class ListRow:
    """A row of the list: the values of the file, and what of them is new to the registry.

    There may be 100,000 at once, of most of which there is nothing to say: that takes no room.
    """

    number: int
    values: dict[str, str]  # field → cleaned text; empty cells are left out
    has_note: bool = False  # remarks of its own, and not only what was left over of other cells
    name_key: str = ""  # of an organization: what its name and its address are compared by
    address_key: str = ""
    problems: tuple[RowProblem, ...] = ()
    notes: tuple[RowProblem, ...] = ()
    corrections: tuple[RowCorrection, ...] = ()
    state: str = State.NEW
    record: int | None = None  # the registered one it means
    changes: Mapping[str, tuple[str, str]] = field(default_factory=nothing)  # field → (old, new)
    # Of a list of records: what the values mean, the record as it will be, and what it was before.
    given: dict[str, Any] = field(default_factory=dict)
    instance: Any = None
    before: Mapping[str, Any] = field(default_factory=nothing)
    also: tuple[Any, ...] = ()  # of the same kind, made because the row needs them
    made_organization: Any = None  # newly registered because this row names it
    added: tuple[Any, ...] = ()  # further records that stand with it

    def refuse(self, column: str, value: str, why: str) -> None:
        self.problems += (RowProblem(self.number, column, value[:60], why),)

    def tell(self, column: str, value: str, what: str, *, unfit: bool = False) -> None:
        self.notes += (RowProblem(self.number, column, value[:200], what, unfit),)

    def promised(self) -> str:
        if self.state == State.NEW:
            meant = (f"{name}={getattr(v, 'pk', v)}" for name, v in self.given.items())
            return "\x1f".join([*self.values.values(), *meant])
        if self.state == State.EXCLUDED:
            return ""
        return f"{self.record}{self.changes}"
