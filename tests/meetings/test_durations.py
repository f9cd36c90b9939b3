"""How long meetings took: only where both times are known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest
from django.test import Client

from meetings.models import Meeting
from organizations.models import Platform, User

SignIn = Callable[[User], Client]


@pytest.fixture
def held(platform: Platform) -> None:
    for title, kind, starts, ends in [
        ("短い会議", "study", time(10), time(10, 45)),
        ("長い会議", "working", time(13, 30), time(16)),
        ("終わりの分からない会議", "working", time(9), None),
        ("始まりの分からない会議", "working", None, time(20)),
    ]:
        Meeting.objects.create(
            platform=platform, fiscal_year=2023, title=title, kind=kind, starts_at=starts,
            ends_at=ends,
        )  # fmt: skip


def titles(client: Client, query: str) -> list[str]:
    return [row.title for row in client.get(f"/meetings/{query}").context["page"].rows]


def test_the_longest_comes_first_and_what_is_not_known_last(
    held: None, viewer: User, sign_in: SignIn
) -> None:
    client = sign_in(viewer)
    assert titles(client, "?sort=-duration")[:2] == ["長い会議", "短い会議"]
    assert titles(client, "?sort=duration")[:2] == ["短い会議", "長い会議"]
    page = client.get("/meetings/?sort=-duration").content.decode()
    assert "2件で、計<b>3時間15分</b>" in page and "2時間30分" in page
    assert "開始か終了の記載がない2件は、計に入っていません。" in page


def test_the_sum_follows_the_filter(held: None, viewer: User, sign_in: SignIn) -> None:
    page = sign_in(viewer).get("/meetings/?sort=-duration&kind=study").content.decode()
    assert "1件で、計<b>45分</b>" in page
    nothing = sign_in(viewer).get("/meetings/?sort=-duration&q=ない会議X")
    assert nothing.status_code == 200


def test_pages_go_on_behind_a_duration(platform: Platform, viewer: User, sign_in: SignIn) -> None:
    for number in range(55):
        Meeting.objects.create(
            platform=platform, fiscal_year=2023, title=f"会議{number}",
            starts_at=time(9), ends_at=time(10, number) if number < 53 else None,
        )  # fmt: skip
    client = sign_in(viewer)
    first = client.get("/meetings/?sort=-duration").context
    second = client.get(f"/meetings/{first['next_url']}").context
    shown = [row.title for row in [*first["page"].rows, *second["page"].rows]]
    assert len(set(shown)) == 55 and shown[0] == "会議52"
    assert {*shown[-2:]} == {"会議53", "会議54"}


def test_the_file_tells_hours_as_a_spreadsheet_reads_them(
    held: None, coordinator: User, sign_in: SignIn
) -> None:
    file = sign_in(coordinator).get("/meetings/?export=csv").getvalue().decode()
    assert "2:30" in file and "0:45" in file
