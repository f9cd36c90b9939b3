"""An error takes the eye and the keyboard: the box is in focus, its links lead to the fields."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from organizations.models import Municipality, User

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_box_takes_the_focus_and_leads_to_the_field(
    page_of: Callable[[User], Page],
    axe: Callable[[Page], list[str]],
    coordinator: User,
    koto: Municipality,
) -> None:
    page = page_of(coordinator)
    page.goto("/surveys/new/")
    page.get_by_label("調査名").fill("資源調査")
    page.get_by_label("開始日").fill("むかし")
    page.get_by_role("button", name="保存する").click()
    page.get_by_role("heading", name="入力した内容を確かめてください").wait_for()
    assert page.evaluate("document.activeElement.id") == "errors"
    assert axe(page) == []
    page.locator("#errors").get_by_role("link", name="開始日").click()
    assert page.evaluate("document.activeElement.id") == "id_starts_on"


def test_going_back_keeps_what_was_typed(
    page_of: Callable[[User], Page], coordinator: User, koto: Municipality
) -> None:
    page = page_of(coordinator)
    page.goto("/surveys/new/")
    page.get_by_label("調査名").fill("資源調査")
    page.get_by_label("開始日").fill("令和6年3月5日")
    page.get_by_label("送付数", exact=False).first.fill("120")
    page.goto("/surveys/")
    page.go_back()
    assert page.get_by_label("調査名").input_value() == "資源調査"
    assert page.get_by_label("開始日").input_value() == "令和6年3月5日"
