"""Whatever is ordered and counted: nothing is lost on the way to a sum, nothing mixed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pilots.budget import budget, groups
from pilots.models import AttendanceCount, Procurement

State = Procurement.State
sums = st.integers(min_value=1, max_value=10**9)
orders = st.one_of(
    st.builds(Procurement, state=st.sampled_from([State.STATED, State.ABOUT]), amount=sums),
    st.builds(Procurement, state=st.sampled_from([State.NOT_STATED, State.NO_ORDER, State.DASH])),
)
counts = st.builds(
    AttendanceCount,
    counting=st.sampled_from(AttendanceCount.Counting.values),
    place=st.sampled_from(["", "会場", "オンライン"]),
    category=st.sampled_from(["", "個人", "行政"]),
    value=st.none() | st.integers(min_value=0, max_value=1000),
)


class Event:
    """As much of an event as its counts need."""

    def __init__(self, found: list[AttendanceCount]) -> None:
        self.attendance = self
        self._found = found

    def all(self) -> list[AttendanceCount]:
        return self._found


@given(st.lists(orders))
def test_a_total_is_what_is_stated_and_names_the_rest(found: list[Procurement]) -> None:
    total = budget(found)
    stated = [order.amount for order in found if order.amount is not None]
    assert total.total == sum(stated)
    assert total.stated + sum(total.without.values()) == len(found)
    assert ("約" in total.shown) == any(order.state == State.ABOUT for order in found)
    assert bool(total.leaves_out) == (len(stated) < len(found))


@given(st.lists(counts))
def test_every_count_stands_in_one_group_of_its_own_kind(found: list[AttendanceCount]) -> None:
    made = groups(Event(found))
    shown = [c for group in made for c in (*([group.total] if group.total else []), *group.parts)]
    assert sorted(map(id, shown)) == sorted(map(id, found))
    for group in made:
        kinds = {(c.get_counting_display(), c.place) for c in (group.total, *group.parts) if c}
        assert kinds == {(group.counting, group.place)}
