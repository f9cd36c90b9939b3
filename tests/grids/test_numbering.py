"""Rows are counted by their order; saving them one after another meets no double number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_registry.grids.numbering import numbers_for, saving_order


@pytest.mark.parametrize(
    ("staying", "shown", "moved", "numbers"),
    [
        ([1, 2, None], [1, 2], False, [1, 2, 3]),
        ([1, 3], [1, 2, 3], False, [1, 2]),  # counted through stays so without the one removed
        ([2, 5], [2, 5], False, [2, 5]),  # as a document prints them
        ([2, 5, None], [2, 5], False, [2, 5, 6]),
        ([5, 2], [2, 5], True, [1, 2]),
        ([2, None, 5], [2, 5], False, [1, 2, 3]),
        ([1, 1], [1, 1], False, [1, 1]),  # of a time without a rule, untouched
        ([], [], False, []),
    ],
)
def test_numbers_follow_from_the_order(
    staying: list[int | None], shown: list[int], moved: bool, numbers: list[int]
) -> None:
    assert numbers_for(staying, shown, moved=moved) == numbers


@given(st.permutations(range(1, 7)), st.integers(0, 3))
def test_no_two_rows_ever_have_the_same_number(order: list[int], new: int) -> None:
    has: list[int | None] = [*order, *[None] * new]
    wants = list(range(1, len(has) + 1))
    now = dict(enumerate(has))
    for row, number in saving_order(has, wants):
        now[row] = number
        taken = [n for n in now.values() if n is not None]
        assert len(taken) == len(set(taken))
    assert [now[row] for row in range(len(has))] == wants
