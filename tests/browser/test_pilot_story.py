"""A pilot with two indicators is typed in on one page; its page to read is calm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from organizations.models import Note, Platform, SourceDocument, User
from pilots.models import Pilot, PilotEvent
from tests.browser.test_meeting_story import Hand

pytestmark = pytest.mark.django_db(transaction=True)
PageOf = Callable[[User], Page]
Axe = Callable[[Page], list[str]]
MOST_CLICKS = 10


def test_a_pilot_with_two_indicators(
    page_of: PageOf, axe: Axe, officer: User, platform: Platform
) -> None:
    page = page_of(officer)
    page.goto("/pilots/")
    hand = Hand(page)
    hand.click("link", "試行的事業を登録")
    page.get_by_label("年度").fill("2026")
    page.get_by_label("事業名称", exact=False).first.fill("つながりフォーラム")
    hand.click("button", "保存する")
    hand.click("link", "編集")
    assert axe(page) == []
    hand.click("textbox", "1行目の指標")
    for number, (label, goal, result) in enumerate(
        (("参加者", "100", "約110名"), ("理解が深まった", "", "72%")), start=1
    ):
        page.get_by_label(f"{number}行目の指標", exact=True).focus()
        page.keyboard.type(label)
        page.keyboard.press("Tab")  # past the type, which follows from the result
        page.keyboard.press("Tab")
        hand.types(goal)
        page.keyboard.type(result)
        page.keyboard.press("Enter")
    hand.click("button", "保存して終わる")
    page.get_by_role("heading", name="つながりフォーラム", exact=True).wait_for()
    expect(page.get_by_role("cell", name="約110名")).to_be_visible()
    expect(page.get_by_role("cell", name="72%", exact=True)).to_be_visible()
    kinds = dict(Pilot.objects.get().kpis.values_list("label", "type"))
    assert kinds == {"参加者": "number", "理解が深まった": "ratio"}
    assert hand.clicks <= MOST_CLICKS, hand.clicks
    assert axe(page) == []


def test_a_number_opens_the_folded_sources_and_leads_back(
    page_of: PageOf, axe: Axe, viewer: User, platform: Platform
) -> None:
    report = SourceDocument.objects.create(title="報告書", edition="報告書版")
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2025, name="普及啓発")
    event = PilotEvent.objects.create(
        pilot=pilot, name="フォーラム", starts_on=date(2026, 2, 6), source=report, source_lines="10"
    )
    Note(
        municipality=platform.municipality, record=event, kind="differs", field="starts_on",
        statement="2026年2月9日", text="詳細では2月9日です。",
    ).save()  # fmt: skip
    page = page_of(viewer)
    page.goto(pilot.get_absolute_url())
    expect(page.locator("#note-1")).not_to_be_visible()
    page.get_by_role("link", name="出典と付記 1", exact=True).click()
    expect(page.locator("#note-1")).to_contain_text("報告書版 10行")
    expect(page.locator("#note-1")).to_be_visible()
    page.get_by_text("記載が2つ").click()
    expect(page.get_by_text("もう一つ")).to_be_visible()
    assert axe(page) == []
    page.emulate_media(media="print")
    page.goto(pilot.get_absolute_url())
    expect(page.locator("#note-1")).to_be_visible()
