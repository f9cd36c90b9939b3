"""Several rows of one record: those that say the same, or another post of it, are one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from surveys.importing.lists.records import Desk
from surveys.importing.lists.rows import ListRow, State

JOINED = "{}行目と同じ{}のため、1件にまとめました。"


def joined(
    desk: Desk,
    rows: Iterable[ListRow],
    label: str,
    listed: Collection[str] = (),
    passed_over: Collection[str] = (),
) -> Iterator[ListRow]:
    """The rows without those that an earlier one has taken in; what differs is left to be asked.

    Of the fields ``listed`` what a later row says stands behind what is there, else only what the
    earlier one leaves open is taken from it. Those ``passed_over`` may differ.
    """
    first: dict[Any, ListRow] = {}
    for row in rows:
        earlier = first.setdefault(desk.key(row), row)
        if earlier is row or not _agree(earlier, row, {*listed, *passed_over}):
            yield row
            continue
        _take_in(earlier, row, listed)
        row.state = State.EXCLUDED
        name = row.values.get("name", "")
        row.tell(label, name, JOINED.format(earlier.number, label))


def _agree(earlier: ListRow, row: ListRow, besides: set[str]) -> bool:
    both = (earlier.given.keys() & row.given.keys()) - besides
    return all(earlier.given[name] == row.given[name] for name in both)


def _take_in(earlier: ListRow, row: ListRow, listed: Collection[str]) -> None:
    for name, value in row.given.items():
        if name not in earlier.given:
            earlier.given[name] = value
        elif name in listed:
            parts = [*str(earlier.given[name]).split("、"), *str(value).split("、")]
            earlier.given[name] = "、".join(dict.fromkeys(parts))
    for name, text in row.values.items():
        earlier.values[name] = (
            str(earlier.given[name]) if name in listed else earlier.values.get(name, text)
        )
