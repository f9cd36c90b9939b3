"""The administration's calendar and clock beside fields that take what offices write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Meeting
from organizations.models import Municipality, Platform, User
from tests.factories.user import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_day_and_a_time_are_typed_or_picked(
    koto: Municipality, page_of: Callable[[User], Page]
) -> None:
    platform = Platform.objects.create(municipality=koto, name="見本の連携PF")
    meeting = Meeting.objects.create(
        platform=platform, title="打合せ", fiscal_year=2023, held_on=date(2024, 3, 5)
    )
    operator = UserFactory(username="operator", is_superuser=True, is_staff=True)
    page = page_of(operator)
    page.goto(f"/admin/meetings/meeting/{meeting.pk}/change/")
    expect(page.locator("#id_held_on")).to_have_value("令和6年3月5日")
    page.locator("#id_held_on").fill("令和6年3月12日（火）")
    row = page.locator(".field-starts_at")
    row.get_by_title("時間を選択").click()
    page.locator(".clockbox:visible").get_by_role("link", name="12時").click()
    expect(page.locator("#id_starts_at")).to_have_value("12:00:00")
    next_day = page.locator(".field-next_on")
    next_day.get_by_title("日付を選択").click()
    picked = page.locator(".calendarbox:visible").get_by_role("link", name="15", exact=True)
    picked.click()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("打合せ")
    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.starts_at) == (date(2024, 3, 12), time(12))
    assert meeting.next_on is not None and meeting.next_on.day == 15
