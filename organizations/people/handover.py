"""What a person has open and another can go on with; each floor registers its own kind.

    register(Kind("import", "作成中の取込", hint, open_of=…, give=…))

Only what names a person who is to go on with it is handed over. Who registered or changed a
record stays as it was, and what is told or agreed to by name (clearance, lowering) goes to nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from organizations.models import User


@dataclass(frozen=True, slots=True)
class Kind:
    """``open_of(person, by=)`` finds the records, ``give(record, of=, to=, by=)`` is the verb.

    ``page_of`` gives the record on whose page one may look at it first.
    """

    name: str
    label: str
    hint: str
    open_of: Callable[..., Iterable[Any]]
    give: Callable[..., Any]
    page_of: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Part:
    kind: Kind
    records: list[Model]

    @property
    def ticks(self) -> list[tuple[str, Model, Any]]:
        """How the page names each record, the record, and where to look at it."""
        return [(tick(self.kind, row), row, self.kind.page_of(row)) for row in self.records]


_kinds: list[Kind] = []


def register(kind: Kind) -> None:
    _kinds.append(kind)


def tick(kind: Kind, record: Model) -> str:
    """How the page names a record it offers: import-12."""
    return f"{kind.name}-{record.pk}"


def open_work(person: User, *, by: User) -> list[Part]:
    """What this administrator may know of, by kind."""
    found = [Part(kind, list(kind.open_of(person, by=by))) for kind in _kinds]
    return [part for part in found if part.records]
