"""An administrator's morning: a new colleague, one who leaves, one who has mistyped too often."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from playwright.sync_api import Page, expect

from meetings.models import Action, Meeting
from organizations.models import Department, Municipality, Platform, StaffAssignment, User
from platform_registry.access import Role
from tests.actors import person
from tests.factories.import_batch import ImportBatchFactory

pytestmark = pytest.mark.django_db(transaction=True)


def furnish(koto: Municipality, coordinator: User, officer: User) -> None:
    section = Department.objects.create(municipality=koto, name="長寿応援課")
    StaffAssignment.objects.update(department=section, starts_on="2024-04-01")
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF", status="running")
    meeting = Meeting.objects.create(platform=platform, fiscal_year=2026, title="第1回 打合せ")
    Action.objects.create(meeting=meeting, text="名簿を送る", owner="江東 調整")
    ImportBatchFactory(municipality=koto, created_by=coordinator)
    gone = person("koto-gone", "江東 異動", Role.VIEWER, koto)
    StaffAssignment.objects.filter(user=gone).update(ends_on="2025-03-31")
    AccessAttempt.objects.create(
        username=officer.username, ip_address="10.0.0.1", user_agent="x", get_data="", post_data="",
        failures_since_start=settings.AXES_FAILURE_LIMIT,
    )  # fmt: skip


Axe = Callable[[Page], list[str]]


def test_a_colleague_comes_one_goes_one_is_let_in_again(
    koto: Municipality,
    administrator: User,
    coordinator: User,
    officer: User,
    page_of: Callable[[User], Page],
    axe: Axe,
) -> None:
    furnish(koto, coordinator, officer)
    page = page_of(administrator)
    sees_who_is_locked_out(page, axe)
    registers_a_new_colleague(page, axe)
    lets_one_in_again(page, axe)
    hands_over_and_ends_a_role(page, axe, coordinator)


def sees_who_is_locked_out(page: Page, axe: Axe) -> None:
    page.goto("/")
    page.get_by_role("link", name="利用者", exact=True).click()
    expect(page.get_by_role("row", name="江東 職員")).to_contain_text("ロック中")
    assert axe(page) == []


def registers_a_new_colleague(page: Page, axe: Axe) -> None:
    page.get_by_role("link", name="利用者を登録").click()
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert axe(page) == []
    page.get_by_label("ユーザー名").fill("koto-new")
    page.get_by_label("表示名").fill("江東 新任")
    page.get_by_label("役割").select_option(label="職員")
    page.get_by_label("開始日").fill("R8.4.1")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("heading", name="江東 新任さんの仮のパスワード")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="伝えました").click()
    assert axe(page) == []


def lets_one_in_again(page: Page, axe: Axe) -> None:
    page.goto("/people/")
    page.get_by_role("link", name="江東 職員").click()
    assert axe(page) == []
    page.get_by_role("button", name="ロックを解く").click()
    expect(page.get_by_role("status")).to_contain_text("ロックを解きました")
    page.get_by_role("link", name="仮のパスワードを出す").click()
    assert axe(page) == []


def hands_over_and_ends_a_role(page: Page, axe: Axe, coordinator: User) -> None:
    page.goto(f"/people/{coordinator.pk}/")
    page.get_by_role("link", name="引き継ぐ（2件）").click()
    assert axe(page) == []
    page.get_by_label("引き継ぐ人").select_option(label="江東 管理")
    page.get_by_role("button", name="選んだものを引き継ぐ").click()
    expect(page.get_by_role("status")).to_contain_text("2件を江東 管理さんに引き継ぎました")
    page.get_by_role("link", name="コーディネーターの役割を終える").click()
    assert axe(page) == []
    page.get_by_label("今すぐ終える").check()
    page.get_by_role("button", name="役割を終える").click()
    expect(page.locator("tbody")).to_contain_text("役割を終えた")
    assert axe(page) == []


def test_with_a_temporary_password_one_page_is_open(
    koto: Municipality, officer: User, page_of: Callable[[User], Page],
    axe: Callable[[Page], list[str]],
) -> None:  # fmt: skip
    User.objects.filter(pk=officer.pk).update(must_change_password=True)
    page = page_of(officer)
    page.goto("/organizations/")
    expect(page.get_by_role("heading", name="パスワードの変更")).to_be_visible()
    assert axe(page) == []
