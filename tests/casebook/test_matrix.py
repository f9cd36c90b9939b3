"""The ten stages of all platforms as one table, and the questions it is found by."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from casebook.models import StageStatus
from organizations.models import Municipality, Platform, User

SignIn = Callable[[User], Client]


@pytest.fixture
def two(koto: Municipality, zama: Municipality) -> None:
    ours = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    theirs = Platform.objects.create(municipality=zama, name="座間市 連携PF", shared=True)
    hidden = Platform.objects.create(municipality=zama, name="座間市 見せないPF")
    for platform, year, stage, state in [
        (ours, 2022, 1, "done"),
        (ours, 2022, 7, "under_way"),
        (ours, 2022, 9, "done"),
        (ours, 2023, 7, "done"),
        (theirs, 2022, 1, "under_way"),
        (theirs, 2022, 9, "not_started"),
        (hidden, 2022, 1, "done"),
    ]:
        StageStatus.objects.create(platform=platform, fiscal_year=year, stage=stage, state=state)


def table(client: Client, query: str = "") -> dict[str, list[str]]:
    """Of the file: the platform → its states, in the order of the stages."""
    lines = client.get(f"/stages/?export=csv{query}").getvalue().decode().strip().splitlines()
    return {cells[3]: cells[5:] for cells in (line.split(",") for line in lines[1:])}


def totals(client: Client, query: str = "") -> dict[str, list[int]]:
    return dict(client.get(f"/stages/?{query}").context["totals"])


def test_each_platform_stands_at_its_latest_year(
    two: None, viewer: User, coordinator: User, sign_in: SignIn
) -> None:
    found = totals(sign_in(viewer))
    assert found["実施済"] == [1, 0, 0, 0, 0, 0, 1, 0, 0, 0]
    assert found["取組中"] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert found["未着手"][8] == 1
    assert found["記録なし"] == [0, 2, 2, 2, 2, 2, 1, 2, 1, 2]
    page = sign_in(viewer).get("/stages/").content.decode()
    assert "座間市 連携PF" in page and "座間市 見せないPF" not in page
    states = table(sign_in(coordinator))["江東区 連携PF"]
    assert states[0] == "実施済" and states[6] == "実施済" and states[8] == "記録なし"


def test_a_year_shows_how_it_was_then(
    two: None, viewer: User, coordinator: User, sign_in: SignIn
) -> None:
    found = totals(sign_in(viewer), "year=2022")
    assert found["実施済"] == [1, 0, 0, 0, 0, 0, 0, 0, 1, 0]
    assert found["取組中"][6] == 1
    assert table(sign_in(coordinator), "&year=2022")["江東区 連携PF"][8] == "実施済"


def test_a_year_nobody_recorded_is_told_and_not_used(
    two: None, viewer: User, sign_in: SignIn
) -> None:
    page = sign_in(viewer).get("/stages/?year=1900")
    assert "読み取れない条件" in page.content.decode()
    assert dict(page.context["totals"]) == totals(sign_in(viewer))


def test_the_totals_are_those_of_the_cells(two: None, coordinator: User, sign_in: SignIn) -> None:
    """What the database counts is what a person would count by hand, of what is taken along."""
    client = sign_in(coordinator)
    for query in ("", "year=2022", "year=2023"):
        page = client.get(f"/stages/?{query}")
        platforms = page.context["page"].rows
        shown = page.content.decode().split("<tbody>")[2]
        counted = totals(client, query)
        for label, word in (("実施済", ">済<"), ("取組中", ">取組中<"), ("未着手", ">未着手<")):
            assert shown.count(word) == sum(counted[label]), (query, label)
        assert sum(map(sum, counted.values())) == 10 * len(platforms)


def test_more_platforms_do_not_ask_more(
    koto: Municipality, viewer: User, sign_in: SignIn, assert_same_queries: Callable[..., None]
) -> None:
    def make(n: int) -> None:
        for _ in range(n):
            name = f"連携PF{Platform.objects.count()}"
            platform = Platform.objects.create(municipality=koto, name=name)
            StageStatus.objects.create(platform=platform, fiscal_year=2023, stage=1)

    client = sign_in(viewer)
    assert_same_queries(make, lambda: client.get("/stages/"), few=3, many=30)


def test_every_question_leads_to_its_answer(coordinator: User, sign_in: SignIn) -> None:
    client = sign_in(coordinator)
    groups = [*client.get("/inquiries/").context["groups"]]
    questions = [inquiry for _, rows in groups for inquiry in rows]
    assert len(questions) >= 12
    for inquiry in questions:
        page = client.get(inquiry.url)
        assert page.status_code == 200, inquiry.words
        assert "読み取れない条件" not in page.content.decode(), inquiry.words


def test_what_one_may_not_know_is_not_asked(viewer: User, sign_in: SignIn) -> None:
    page = sign_in(viewer).get("/inquiries/").content.decode()
    assert "どの行事に何人来たか" in page and "まだ声をかけていない" not in page
