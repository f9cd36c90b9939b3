"""An officer edits an organization; every page of the ledger stays open to all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from organizations.models import Municipality, Organization, User
from tests.factories.activity import SupportActivityFactory
from tests.factories.organization import ContactFactory, OrganizationFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_officer_edits_an_organization(
    page_of: Callable[[User], Page],
    axe: Callable[[Page], list[str]],
    officer: User,
    koto: Municipality,
) -> None:
    organization = OrganizationFactory(municipality=koto, name="つむぎの家", phone="03-1111-1111")
    SupportActivityFactory(organization=organization)
    ContactFactory(organization=organization)
    page = page_of(officer)

    page.goto("/organizations/")
    assert axe(page) == []
    page.get_by_role("link", name="つむぎの家").click()
    assert axe(page) == []
    page.get_by_role("link", name="編集", exact=True).click()
    assert axe(page) == []
    page.get_by_text("そのほかの項目").click()
    page.get_by_label("法人番号").fill("7000012050020")
    page.get_by_label("郵便番号").fill("135-0016")
    page.get_by_role("button", name="郵便番号から住所を入れる").click()
    expect(page.get_by_label("市区町村")).to_have_value("江東区")
    page.get_by_role("button", name="保存して終わる").click()
    page.get_by_text("桁目").first.wait_for()
    assert axe(page) == []
    page.get_by_label("法人番号").fill("7000012050002")
    page.get_by_role("button", name="保存して終わる").click()
    page.get_by_role("heading", name="つむぎの家", exact=True).wait_for()
    organization = Organization.objects.get()
    assert (organization.city, organization.corporate_number) == ("江東区", "7000012050002")

    page.get_by_role("link", name="変更履歴").click()
    assert page.get_by_text("江東区").count()
    assert axe(page) == []


def test_no_page_of_the_site_puts_up_a_barrier(
    page_of: Callable[[User], Page],
    axe: Callable[[Page], list[str]],
    coordinator: User,
    koto: Municipality,
) -> None:
    OrganizationFactory(municipality=koto)
    page = page_of(coordinator)
    for address in (
        "/",
        "/organizations/new/",
        "/municipalities/",
        f"/municipalities/{koto.pk}/",
        "/departments/",
        "/departments/new/",
        "/records/",
        "/surveys/new/",
        "/imports/organizations/",
        "/search/?q=見本",
        "/help/",
        "/account/",
        "/organizations/?q=どこにもない",
    ):
        page.goto(address)
        assert axe(page) == [], address
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 1366, address


def test_the_list_narrows_without_leaving_the_page(
    page_of: Callable[[User], Page], coordinator: User, koto: Municipality
) -> None:
    OrganizationFactory(municipality=koto, name="NPO法人みなとの灯", legal_form="npo")
    OrganizationFactory(municipality=koto, name="こもれび食堂")
    page = page_of(coordinator)
    page.goto("/organizations/")
    page.locator("input[name=legal_form][value=npo]").check()
    page.get_by_role("link", name="「NPO法人」を外す").wait_for()
    assert page.get_by_role("link", name="こもれび食堂").count() == 0
    assert "legal_form=npo" in page.url
