"""What the index says of records: made from them alone, so that it can be made anew at any time.

What is confided hangs on what is confided, and a key never says more than its record: still the
index only proposes, and `results` asks each kind for what the person may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from platform_registry.search.key import key_of
from platform_registry.search.kinds import Kind, above, load_all

T = TypeVar("T")
# SQLite takes no expression of 1,000 alternatives, and a prefetch over a foreign key is one: a
# hundred meetings with nine bodies each.
PART = 100
Entry = tuple[int, str, str]  # number of the record, key of its heading, whole key


@dataclass(slots=True)
class Difference:
    """What the index said otherwise than the records: not there, another key, no record."""

    missing: int = 0
    other: int = 0
    stale: int = 0

    def __bool__(self) -> bool:
        return bool(self.missing or self.other or self.stale)

    def __iadd__(self, more: Difference) -> Difference:
        self.missing += more.missing
        self.other += more.other
        self.stale += more.stale
        return self


def entries_of(kind: Kind, records: list[Any]) -> Iterator[Entry]:
    load_all([(kind, records)])
    for record in records:
        heading = [text for _, text in kind.headings_of(record)]
        said = [text for _, text in (*kind.texts_of(record), *above(record))]
        phones = [text for _, text in kind.phones_of(record)]
        year = getattr(record, "fiscal_year", None)
        yield record.pk, key_of(heading), key_of([*heading, *said], phones=phones, year=year)


def in_parts(rows: Iterable[T], size: int = PART) -> Iterator[list[T]]:
    rest = iter(rows)
    while part := list(islice(rest, size)):
        yield part
