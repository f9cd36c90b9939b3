"""Rows that are added to a body's page, and what is asked of a new body once more."""

from __future__ import annotations

from collections.abc import Callable

from webtest import TestApp

from organizations.models import Municipality, Organization, User
from tests.factories.organization import OrganizationFactory
from tests.grids.hand import editing, faults, press, said, type_into

Browser = Callable[[User], TestApp]


def test_empty_rows_that_were_added_count_for_none(
    koto: Municipality, officer: User, browser_of: Browser
) -> None:
    body = OrganizationFactory(municipality=koto, name="見本の会")
    page = browser_of(officer).get(f"/organizations/{body.pk}/edit/")
    begins = editing(page)["names-0-kind"].value
    page = press(page, do="names:more")
    assert {editing(page)[f"names-{at}-kind"].value for at in range(4)} == {begins}
    page = press(page, save="")
    assert "変わったところはありません" in said(page)[0], faults(page)


def test_another_look_alike_is_asked_of_again(
    koto: Municipality, officer: User, browser_of: Browser
) -> None:
    for name in ("みなとの灯", "潮見の会"):
        OrganizationFactory(municipality=koto, name=name)
    page = browser_of(officer).get("/organizations/new/")
    page = press(type_into(page, basics__name="みなとの灯"), save="")
    page = press(type_into(page, basics__another=True, basics__email="x@@"), save="")
    [box] = page.html.select("[name=basics-another]")
    assert box["type"] == "checkbox" and box.has_attr("checked")
    assert len(press(page, do="contacts:more").html.select("[name=basics-another]")) == 1
    page = press(type_into(page, basics__email="", basics__name="潮見の会"), save="")
    assert any("同じ団体なら登録せず" in sentence for _, sentence in faults(page))
    press(type_into(page, basics__another=True), save="")
    assert Organization.objects.filter(name="潮見の会").count() == 2
