"""What holds on every page: its crumbs name the way, its dates have one style, no word is odd."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from webtest import TestApp

from organizations.models import Municipality, User
from platform_registry.navigation import menu_urls
from tests.kit.walk import lists as listed
from tests.pages.test_every_form import addresses
from tests.pages.world import furnish, hears_voices

# Dates as people may type or documents print them, never as a page writes a day of its own.
OTHER_STYLES = re.compile(
    r"令和\w{1,2}年\d{1,2}月\d{1,2}日(?!（[月火水木金土日]）)|\b[RH]\d{1,2}\.\d{1,2}\.\d{1,2}|\b20\d\d-\d\d-\d\d\b"
)
AS_TYPED = "input, textarea, select, .helptext, .errorlist, .banner.error, .code, script, style"
WITHOUT_CRUMBS = {"login", "password_change"}
STARTS = ("ホーム", "検索", "ヘルプ", "開発用", "利用者の情報", "変更・閲覧記録", "参考資料")


@pytest.fixture
def pages(
    koto: Municipality,
    administrator: User,
    coordinator: User,
    browser_of: Callable[[User], TestApp],
) -> list[tuple[str, str, BeautifulSoup]]:
    """Name, address and content of every page an administrator can open."""
    furnish(koto, administrator)
    hears_voices(administrator)
    return list(_opened(browser_of(administrator)))


def _opened(browser: TestApp) -> Iterator[tuple[str, str, BeautifulSoup]]:
    for name, address in addresses():
        answer = browser.get(address, status="*")
        if answer.status_int == 200 and answer.content_type == "text/html":
            page = BeautifulSoup(answer.body, "html.parser")
            if page.select_one("main"):
                yield name, address, page


def test_crumbs_name_the_way_and_dates_have_one_style(
    pages: list[tuple[str, str, BeautifulSoup]],
) -> None:
    lists, faults = menu_urls() | {*listed()}, []
    for name, address, page in pages:
        faults += [f"{address} {fault}" for fault in _crumbs(name, address, page, lists)]
        faults += [f"{address} writes {day}" for day in _odd_dates(page)]
    assert "\n".join(faults) == ""
    assert len(pages) > 120


def _crumbs(name: str, address: str, page: BeautifulSoup, lists: set[str]) -> Iterator[str]:
    crumbs = page.select_one(".crumbs")
    if crumbs is None or name in WITHOUT_CRUMBS or address == reverse("home"):
        return
    words = " ".join(crumbs.text.split())
    first = crumbs.select_one("a")
    if "戻る" in words or not words:
        yield f"has the crumbs 「{words}」"
    elif first is None and address not in lists and not words.startswith(STARTS):
        yield f"leads nowhere by its crumbs 「{words}」"
    elif first is not None and first["href"].partition("?")[0] not in lists | {
        reverse("home"), reverse("account"),
    }:  # fmt: skip
        yield f"begins its crumbs in the middle: 「{words}」"


def _odd_dates(page: BeautifulSoup) -> list[str]:
    for element in page.select(AS_TYPED):
        element.decompose()
    return sorted(set(OTHER_STYLES.findall(page.select_one("main").text)))
