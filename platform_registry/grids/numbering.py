"""The numbers of rows follow from their order; nobody types them.

Rows that were counted through (1, 2, 3) stay so. Others (2, 5, as a document prints them) keep
their numbers as long as their order stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def numbers_for(
    staying: Sequence[int | None], shown: Sequence[int], *, moved: bool = False
) -> list[int]:
    """A number for each row there will be. ``staying``: what they have, None for a new one;
    ``shown``: those of all rows when the page was opened."""
    through = list(range(1, len(staying) + 1))
    kept = [number for number in staying if number is not None]
    new_within = None in staying[: len(kept)]
    if moved or new_within or list(shown) == list(range(1, len(shown) + 1)):
        return through
    last = max(shown, default=0)
    return [*kept, *range(last + 1, last + 1 + len(staying) - len(kept))]


def saving_order(has: Sequence[int | None], wants: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(row, number to save it with) such that no two rows ever have the same number.

    Where rows change places, one of them steps aside first and comes up twice.
    """
    now = list(has)
    waiting = list(range(len(now)))
    while waiting:
        at = next((row for row in waiting if _is_free(wants[row], row, now)), None)
        if at is None:
            at = waiting[0]
            now[at] = max([*wants, *(n for n in now if n is not None)]) + 1
            yield at, now[at] or 0
        else:
            waiting.remove(at)
            now[at] = wants[at]
            yield at, wants[at]


def _is_free(number: int, row: int, now: Sequence[int | None]) -> bool:
    return all(taken != number for other, taken in enumerate(now) if other != row)
