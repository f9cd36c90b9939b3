"""Yesterday's meeting is typed in on one page, with eight clicks at most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Action, AgendaItem, Meeting
from organizations.models import Department, Layer, Membership, Municipality, Platform, User
from tests.confidence.secrets import again, clear
from tests.factories.organization import OrganizationFactory

pytestmark = pytest.mark.django_db(transaction=True)
PageOf = Callable[[User], Page]
Axe = Callable[[Page], list[str]]
MOST_CLICKS = 8
BODIES = (
    "南砂地区民生・児童委員協議会", "東陽長寿サポートセンター", "江東区助け合い活動連絡会",
    "南砂住宅自治会", "NPO法人深川長屋", "江東社会福祉会", "砂町よっちゃん家", "大島見守り隊",
)  # fmt: skip

OPINIONS = (
    ("今後の運営", "NPO", "年2回がよい。"),
    ("今後の運営", "社会福祉法人", "大学へも呼びかけたい。"),
    ("その他", "町会・自治会", "防災ならまとまりやすい。"),
)
TASKS = (("医師会へ打診する", "長寿応援課", "12/18"), ("調査の案", "地域振興課", "R9.1.29"))


@pytest.fixture
def circle(koto: Municipality) -> Layer:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    layer = Layer.objects.create(platform=platform, name="連携PF")
    for name in BODIES:
        body = OrganizationFactory(municipality=koto, name=name)
        Membership.objects.create(layer=layer, organization=body, post="代表")
    section = Department.objects.create(municipality=koto, name="長寿応援課")
    Membership.objects.create(layer=layer, department=section, post="課長")
    last = Meeting.objects.create(
        platform=platform, layer=layer, kind="platform", fiscal_year=2026, number=2,
        title="第2回 連携PF会合", held_on=date(2026, 9, 17), venue="総合区民センター",
    )  # fmt: skip
    AgendaItem.objects.create(meeting=last, number=1, text="今年度の事業について")
    Action.objects.create(meeting=last, text="残部を確かめる", due_on=date(2026, 11, 6))
    return layer


class Hand:
    """Counts what the mouse does; the keyboard is free."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.clicks += 1

    def types(self, *words: str) -> None:
        """Into the fields from here on, Tab between them."""
        for word in words:
            self.page.keyboard.type(word)
            self.page.keyboard.press("Tab")

    def types_row(self, *words: str, last: str) -> None:
        """Enter leads below the last cell, and Shift and Tab back to the first of the next row."""
        self.types(*words)
        self.page.keyboard.type(last)
        self.page.keyboard.press("Enter")
        for _ in words:
            self.page.keyboard.press("Shift+Tab")


def test_eight_bodies_three_opinions_and_two_tasks(
    page_of: PageOf, axe: Axe, officer: User, circle: Layer
) -> None:
    page = page_of(officer)
    page.goto("/meetings/")
    hand = Hand(page)
    hand.click("link", "会議を記録する")
    page.get_by_role("heading", name="第3回 連携PF会合を記録する").wait_for()
    assert axe(page) == []
    hand.click("textbox", "開催日")
    hand.types("11/20", "14-1530")
    expect(page.get_by_text("✓ 令和8年11月20日（金）")).to_be_visible()
    hand.click("button", "団体の全員")
    expect(page.locator("[data-tally]")).to_have_text("8名（団体 8・庁内 0）")
    hand.click("button", "前回（第2回）の議題を写す")
    expect(page.get_by_label("1行目の議題", exact=True)).to_have_value("今年度の事業について")
    hand.click("textbox", "1行目のテーマ")
    for theme, kind, text in OPINIONS:
        hand.types_row(theme, kind, last=text)
    hand.click("textbox", "1行目のすること")
    for text, who, due in TASKS:
        hand.types_row(text, who, last=due)
    assert axe(page) == []
    hand.click("button", "保存して終わる")
    page.get_by_role("heading", name="第3回 連携PF会合", exact=True).wait_for()
    meeting = Meeting.objects.get(number=3)
    assert meeting.attendances.count() == 8 and meeting.agenda.count() == 1
    assert [o.speaker_kind for o in meeting.opinions.order_by("position")] == [
        "NPO", "社会福祉法人", "町会・自治会",
    ]  # fmt: skip
    assert [str(a.department or a.owner) for a in meeting.actions.order_by("due_on")] == [
        "長寿応援課", "地域振興課",
    ]  # fmt: skip
    assert meeting.held_on == date(2026, 11, 20) and str(meeting.ends_at) == "15:30:00"
    assert hand.clicks <= MOST_CLICKS, hand.clicks


def test_minutes_are_pasted_and_the_page_puts_up_no_barrier(
    page_of: PageOf, axe: Axe, officer: User, circle: Layer
) -> None:
    page = page_of(officer)
    page.goto("/meetings/record/")
    page.get_by_text("議事録の文章から写す").click()
    page.get_by_label("議事録の文章").fill(
        "地域の現状について\n・つながりが薄い（町会）\n・場所がほしい（NPO）"
    )
    page.keyboard.press("Tab")
    expect(page.get_by_text("✓ 3行のうち、テーマ 1、意見 2件")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="表に入れる").click()
    expect(page.get_by_label("2行目の発言者の種別")).to_have_value("NPO")
    assert axe(page) == []


def test_a_council_s_page_says_that_it_is_secret_and_fits_a_phone(
    page_of: PageOf, axe: Axe, officer: User, circle: Layer
) -> None:
    council = Layer.objects.create(platform=circle.platform, name="地域協議会", kind="council")
    clear(officer, council)
    page = page_of(again(officer))
    page.goto("/meetings/record/")
    page.get_by_label("層").select_option(label="地域協議会")
    page.get_by_text("守秘の会議です。").wait_for()
    assert axe(page) == []
    for width in (1366, 1920, 390):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
