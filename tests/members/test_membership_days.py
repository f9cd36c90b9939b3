"""「○年○月○日の構成員」 for every day: the database and the calendar say the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizations.models import Layer, Membership
from tests.factories.organization import OrganizationFactory

pytestmark = pytest.mark.django_db
FIRST = date(2023, 4, 1)
days = st.integers(min_value=0, max_value=30).map(lambda n: FIRST + timedelta(days=n))
State = Membership.State


@st.composite
def stays(draw: st.DrawFn) -> tuple[str, date | None, date | None]:
    start, end = draw(st.none() | days), draw(st.none() | days)
    if start and end and end < start:
        start, end = end, start
    return draw(st.sampled_from(State.values)), start, end


def was_there(state: str, start: date | None, end: date | None, day: date) -> bool:
    if state not in (State.JOINED, State.LEFT) or (state == State.LEFT and end is None):
        return False
    return (start is None or start <= day) and (end is None or day <= end)


@given(found=st.lists(stays(), max_size=6), day=days)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_members_of_a_day(
    circle: Layer, found: list[tuple[str, date | None, date | None]], day: date
) -> None:
    Membership.objects.all().delete()
    for state, start, end in found:
        organization = OrganizationFactory(municipality=circle.platform.municipality)
        Membership.objects.create(
            layer=circle, organization=organization, state=state, starts_on=start, ends_on=end
        )
    expected = [stay for stay in found if was_there(*stay, day)]
    there = Membership.objects.on(day).order_by("id")
    assert [(m.state, m.starts_on, m.ends_on) for m in there] == expected
