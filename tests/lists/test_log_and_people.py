"""The lists of the log and of people, asked for what can't be read or is hidden in a word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from organizations.models import User
from platform_registry import actions as door
from platform_registry.lists.filters import UNTIL_BEFORE_SINCE

SignIn = Callable[[User], Client]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("since=あいう", "日付として読み取れません"),
        ("since=令和8年5月1日&until=令和8年4月1日", UNTIL_BEFORE_SINCE),
    ],
)
def test_days_that_mean_nothing_take_nothing_along(
    query: str, says: str, administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    for address in (f"/records/?{query}", f"/records/?{query}&export=csv"):
        answer = client.get(address)
        assert answer["Content-Type"].startswith("text/html")
        page = answer.content.decode()
        assert says in page
        assert "CSVで出力" not in page


def test_a_day_is_a_period(administrator: User, sign_in: SignIn) -> None:
    answer = sign_in(administrator).get("/records/?since=R8.4.1&until=R8.4.1")
    assert answer.context["problems"] == []


@pytest.mark.parametrize("typed", ["江東", "\u200b江\u200b東", "江東\x00"])
def test_a_word_is_looked_for_as_it_is_seen(
    typed: str, administrator: User, officer: User, other_officer: User, sign_in: SignIn
) -> None:
    door.save(officer, by=administrator, place_checked=True)
    client = sign_in(administrator)
    assert client.get("/people/", {"q": typed}).context["total"] == 2
    assert client.get("/records/", {"q": typed}).context["total"] >= 1
