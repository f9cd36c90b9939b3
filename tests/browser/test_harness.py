"""That the stories' browser is what the stories take it for."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from organizations.models import User


def test_a_visitor_meets_the_sign_in_page(page: Page, axe: Callable[[Page], list[str]]) -> None:
    page.goto("/")
    assert "/login/" in page.url
    assert page.evaluate("[innerWidth, innerHeight, navigator.language]") == [1366, 768, "ja-JP"]
    assert axe(page) == []


def test_a_signed_in_officer_is_known(officer: User, page_of: Callable[[User], Page]) -> None:
    page = page_of(officer)
    page.goto("/account/")
    assert officer.display_name in page.content()


def test_a_page_cannot_call_outside(page: Page, complaints: list[str]) -> None:
    page.goto("/login/")
    with page.expect_console_message(lambda message: "outside.example" in message.text):
        page.evaluate("fetch('https://outside.example/').catch(() => null)")
    assert any("outside.example" in complaint for complaint in complaints)
    complaints.clear()


def test_a_barrier_is_found(page: Page, axe: Callable[[Page], list[str]]) -> None:
    page.goto("/login/")
    page.evaluate("document.body.append(document.createElement('img'))")
    assert any(line.startswith("image-alt") for line in axe(page))


def test_a_broken_script_is_noted(page: Page, complaints: list[str]) -> None:
    page.goto("/login/")
    page.evaluate("setTimeout(() => { throw new Error('broken on purpose') })")
    page.wait_for_function("true")
    assert any("broken on purpose" in complaint for complaint in complaints)
    complaints.clear()
