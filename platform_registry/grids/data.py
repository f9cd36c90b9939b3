"""What is typed into a grid, changed before anything is stored: rows added, copied, moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from platform_registry.forms.ruled import record_number
from platform_registry.grids.rows import PUT_IN, most_rows


def count_of(data: Any, key: str) -> int:
    return min(record_number(data.get(f"{key}-TOTAL_FORMS", "")) or 0, most_rows(data, key))


def add_rows(data: Any, key: str, number: int) -> None:
    data[f"{key}-TOTAL_FORMS"] = str(min(count_of(data, key) + number, most_rows(data, key)))
    data.setdefault(f"{key}-INITIAL_FORMS", "0")


def put_rows(data: Any, key: str, rows: Iterable[Mapping[str, str]]) -> int:
    """Write rows behind those that are there, into empty ones first; how many found a place."""
    written = 0
    for values in rows:
        at = _first_empty(data, key, values)
        if at is None:
            if count_of(data, key) >= most_rows(data, key):
                break
            at = count_of(data, key)
            add_rows(data, key, 1)
        for name, value in values.items():
            data[f"{key}-{at}-{name}"] = value
        data[f"{key}-{at}-was"] = PUT_IN
        written += 1
    return written


def _first_empty(data: Any, key: str, values: Mapping[str, str]) -> int | None:
    for at in range(count_of(data, key)):
        row = f"{key}-{at}-"
        typed = any(data.get(f"{row}{name}", "").strip() for name in ("row", *values))
        if not typed:
            return at
    return None


def move_up(data: Any, key: str, number: str) -> None:
    """Change the place of a row with that of the row before it."""
    at, total = record_number(number), count_of(data, key)
    if at is None or at >= total:
        return
    places = {row: _place(data, key, row) for row in range(total)}
    order = sorted(places, key=lambda row: (places[row], row))
    now = order.index(at)
    if now:
        order[now - 1], order[now] = order[now], order[now - 1]
    for place, row in enumerate(order):
        data[f"{key}-{row}-order"] = str(place)


def _place(data: Any, key: str, row: int) -> int:
    found = record_number(data.get(f"{key}-{row}-order", ""))
    return row if found is None else found
