"""Stories in Debian's Chromium: the whole site as an officer's screen shows it.

Without Chromium the stories are skipped and say so; with REQUIRE_BROWSER=1 they fail.
A failed story leaves a picture in var/screenshots/.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from organizations.models import User

# The driver keeps an event loop in the thread in which the stories prepare their data.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SCREEN = {"width": 1366, "height": 768}
NAMES = ("chromium", "chromium-browser", "google-chrome")
failed = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    report = yield
    item.stash[failed] = item.stash.get(failed, False) or report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        stop = pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip
        stop("No Chromium on this machine: the browser stories did not run (apt install chromium).")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program,
            chromium_sandbox=os.geteuid() != 0,
            args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"],
        )
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What no page may do: call outside, break its content policy, stop in a script."""
    return []


@pytest.fixture
def context(
    browser: Browser,
    live_server: LiveServer,
    complaints: list[str],
    request: pytest.FixtureRequest,
) -> Iterator[BrowserContext]:
    """A fresh window; the story fails where there is a complaint."""
    context = browser.new_context(
        viewport=SCREEN, locale="ja-JP", timezone_id="Asia/Tokyo", base_url=live_server.url
    )
    context.set_default_timeout(10_000)

    def note_outside(called: Any) -> None:
        if not called.url.startswith((live_server.url, "data:", "blob:", "about:")):
            complaints.append(f"calls outside: {called.url}")

    def note_blocked(message: Any) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    context.on("request", note_outside)
    context.on("console", note_blocked)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    if request.node.stash.get(failed, False):
        _photograph(context, request.node.name)
    context.close()
    assert complaints == []


def _photograph(context: BrowserContext, test_name: str) -> None:
    folder = settings.BASE_DIR / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(context.pages, start=1):
        name = re.sub(r"[^\w-]+", "-", f"{test_name}-{number}")
        page.screenshot(path=folder / f"{name}.png", full_page=True)


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page nobody has signed in on; addresses are relative: ``page.goto("/")``."""
    return context.new_page()


@pytest.fixture
def page_of(context: BrowserContext, live_server: LiveServer) -> Callable[[User], Page]:
    """A page on which this person has signed in."""

    def signed_in(user: User) -> Page:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        return context.new_page()

    return signed_in


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Barriers that axe finds on the page, one line each: ``assert axe(page) == []``."""

    def violations(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [
            f"{violation['id']}: {violation['help']} – {', '.join(map(str, node['target']))}"
            for violation in found
            for node in violation["nodes"]
        ]

    return violations
