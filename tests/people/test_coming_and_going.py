"""Who signs in and out is written down, and told to those who keep the accounts."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client
from webtest import TestApp

from organizations.models import LogEntry, Municipality, User
from platform_registry.access import Role
from tests.factories.user import PASSWORD, StaffAssignmentFactory

Browser = Callable[[User], TestApp]


def comes(user: User, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/login/", {"username": user.username, "password": password})
    return client


def told(browser: TestApp, query: str = "") -> list[str]:
    lines = browser.get(f"/records/{query}").html.select(".log .told")
    return [re.sub(r"\s+", " ", line.get_text()).strip() for line in lines]


def test_an_administrator_reads_who_came_and_went(
    officer: User, administrator: User, browser_of: Browser
) -> None:
    client = comes(officer)
    client.post("/logout/")
    comes(officer, "ちがう言葉")
    browser = browser_of(administrator)
    assert told(browser, f"?who={officer.pk}") == [
        "江東 職員がログアウトしました。",
        "江東 職員がログインしました。",
    ]
    assert told(browser, "?act=sign_in") == ["江東 職員がログインしました。"]
    assert told(browser, "?act=sign_out") == ["江東 職員がログアウトしました。"]
    assert "江東 職員 としてログインしようとした人がいました" in told(browser, "?act=login")[0]


def test_coordinators_are_not_told_when_their_colleagues_come(
    officer: User, coordinator: User, browser_of: Browser
) -> None:
    comes(officer).post("/logout/")
    browser = browser_of(coordinator)
    assert not any("ログ" in line for line in told(browser))
    assert told(browser, "?act=sign_in") == []
    answer = browser.get("/records/?export=csv").body.decode("utf-8-sig")
    assert "ログインしました" not in answer


def test_a_coordinator_here_and_administrator_there_is_told_there(
    officer: User, coordinator: User, zama: Municipality, other_officer: User, browser_of: Browser
) -> None:
    StaffAssignmentFactory(user=coordinator, municipality=zama, role=Role.ADMINISTRATOR)
    for person in (officer, other_officer):
        comes(person)
    assert told(browser_of(coordinator), "?act=sign_in") == ["座間 職員がログインしました。"]


def test_it_is_told_wherever_the_person_works(
    officer: User, zama: Municipality, administrator: User, other_administrator: User,
    browser_of: Browser,
) -> None:  # fmt: skip
    StaffAssignmentFactory(user=officer, municipality=zama, role=Role.STAFF)
    comes(officer)
    for person in (administrator, other_administrator):
        assert told(browser_of(person), "?act=sign_in") == ["江東 職員がログインしました。"]


def test_who_works_nowhere_is_the_operator_s_to_know(
    stranger: User, administrator: User, browser_of: Browser
) -> None:
    comes(stranger)
    assert LogEntry.objects.get(act="sign_in").municipality is None
    assert told(browser_of(administrator), "?act=sign_in") == []


def test_leaving_by_the_administration_is_leaving(
    administrator: User, second: User, browser_of: Browser
) -> None:
    browser = browser_of(administrator)
    browser.get("/admin/").forms["logout-form"].submit()
    assert told(browser_of(second), "?act=sign_out") == ["江東 管理がログアウトしました。"]
    assert browser.get("/admin/", status="*").status_int == 302


def test_who_is_not_in_leaves_no_trace(db: None) -> None:
    Client().post("/logout/")
    Client().post("/login/", {"username": "niemand", "password": "x"})
    assert not LogEntry.objects.exists()


def test_nothing_of_it_can_be_changed(officer: User, administrator: User) -> None:
    comes(officer)
    entry = LogEntry.objects.get(act="sign_in")
    assert not LogEntry.objects.permitted(administrator, "remove").filter(pk=entry.pk).exists()
