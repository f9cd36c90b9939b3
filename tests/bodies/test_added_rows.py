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
