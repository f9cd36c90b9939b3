"""A page to read is calm: sources and notes are small numbers, what differs opens beside its value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from webtest import TestApp

from organizations.models import Note, Platform, SourceDocument, User
from pilots.models import Kpi, Pilot, PilotEvent, Speaker
from tests.pages.hand import write

SignIn = Callable[[User], Client]


@pytest.fixture
def report(db: None) -> SourceDocument:
    return SourceDocument.objects.create(title="報告書", edition="報告書版")


@pytest.fixture
def pilot(platform: Platform) -> Pilot:
    return Pilot.objects.create(platform=platform, fiscal_year=2025, name="普及啓発")


@pytest.fixture
def forum(pilot: Pilot, report: SourceDocument) -> PilotEvent:
    event = PilotEvent.objects.create(
        pilot=pilot, name="フォーラム", starts_on=date(2026, 2, 6), source=report, source_lines="10"
    )
    for name in ("大久保", "駒村"):
        Speaker.objects.create(event=event, name=name, source=report, source_lines="10")
    return event


def noted(record: object, place: Platform, **values: object) -> Note:
    note = Note(municipality=place.municipality, record=record, **values)
    note.save()
    return note


def page_of(client: Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content.decode(), "html.parser")


def numbers(page: BeautifulSoup) -> list[str]:
    return [mark.get_text() for mark in page.select("sup.fn a")]


def test_equal_sources_share_a_number_in_the_order_of_the_page(
    forum: PilotEvent, report: SourceDocument, viewer: User, sign_in: SignIn
) -> None:
    Kpi.objects.create(pilot=forum.pilot, label="参加者", source=report, source_lines="324")
    page = page_of(sign_in(viewer), forum.pilot.get_absolute_url())
    assert numbers(page) == ["1", "2", "2", "2"]
    entries = [" ".join(li.get_text().split()) for li in page.select("#sources li")]
    assert entries == ["報告書版 324行 ↑", "報告書版 10行 ↑"]
    assert "出典と付記（2）" in page.select_one("#sources summary").get_text()


def test_a_number_leads_to_its_entry_and_back(
    forum: PilotEvent, viewer: User, sign_in: SignIn
) -> None:
    page = page_of(sign_in(viewer), forum.pilot.get_absolute_url())
    places = [tag["id"] for tag in page.select("[id]")]
    assert len(places) == len(set(places))
    for link in page.select("sup.fn a, #sources a.back"):
        assert link["href"].removeprefix("#") in places


def test_what_differs_opens_beside_the_value_with_both_sources(
    forum: PilotEvent, platform: Platform, viewer: User, sign_in: SignIn
) -> None:
    noted(
        forum, platform, kind="differs", field="starts_on", statement="2026年2月9日",
        text="2月9日は月曜日です。",
    )  # fmt: skip
    page = page_of(sign_in(viewer), forum.pilot.get_absolute_url())
    differ = page.select_one("details.differ")
    said = " ".join(differ.get_text(" ").split())
    assert "記載が2つ" in said and "表示中 令和8年2月6日（金） 報告書版 10行" in said
    assert "もう一つ 2026年2月9日 出典の記載なし" in said and "2月9日は月曜日" in said
    assert "異なる記載 1件" in page.select_one("#sources summary").get_text()
    assert differ.find_parent("dd") is not None and not page.select("form button.small")


@pytest.mark.parametrize("field", ["", "audience", "content", "attendance", "capacity"])
def test_no_note_gets_lost_whatever_it_is_about(
    field: str, forum: PilotEvent, platform: Platform, viewer: User, sign_in: SignIn
) -> None:
    """Also one about a field that is empty, for which the page has no place."""
    noted(forum, platform, kind="caution", field=field, text="確かめること")
    page = page_of(sign_in(viewer), forum.pilot.get_absolute_url())
    assert "確かめること" in page.select_one("#sources").get_text()


def test_what_is_always_shown_stands_in_the_page(
    forum: PilotEvent, platform: Platform, viewer: User, sign_in: SignIn
) -> None:
    noted(forum, platform, kind="caution", text="会場が変わりました", pinned=True)
    page = page_of(sign_in(viewer), forum.pilot.get_absolute_url())
    assert "会場が変わりました" in page.select_one("article").get_text()
    assert "会場が変わりました" not in page.select_one("#sources").get_text()


def test_one_button_to_edit_and_what_it_opens(
    forum: PilotEvent, officer: User, viewer: User, sign_in: SignIn
) -> None:
    address = forum.pilot.get_absolute_url()
    read, edit = page_of(sign_in(officer), address), page_of(sign_in(officer), f"{address}?edit=1")
    links = [
        a for a in read.select("main a[href]") if "/edit/" in a["href"] or "/new/" in a["href"]
    ]
    assert links == [] and read.select_one("main .actions .primary")["href"] == f"{address}record/"
    assert edit.select(f'a[href="/pilot-events/{forum.pk}/edit/"]')
    assert "出典：報告書版 10行" in edit.get_text() and not edit.select("sup.fn")
    other = page_of(sign_in(viewer), f"{address}?edit=1")
    assert not [a for a in other.select("main a[href]") if "/edit/" in a["href"]]


def test_after_a_row_is_saved_the_page_is_still_open_for_editing(
    forum: PilotEvent, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    browser = browser_of(officer)
    page = browser.get(f"{forum.pilot.get_absolute_url()}?edit=1").click("登壇者を加える")
    shown = write(page, name="高橋").follow()
    assert "edit=1" in shown.request.query_string and "高橋" in shown.text
