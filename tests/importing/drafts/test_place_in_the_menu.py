"""The pages of an import stand in the menu where that belongs which comes of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp

from organizations.models import Municipality, User
from surveys.models import ImportBatch
from tests.factories.import_batch import ImportBatchFactory

pytestmark = pytest.mark.django_db
Kind = ImportBatch.Kind
PLACES = {
    Kind.RESPONSES: "調査",
    Kind.ORGANIZATIONS: "団体",
    Kind.REGISTER: "団体",
    Kind.MEMBERS: "連携PF",
    Kind.DEPARTMENTS: "部署",
    Kind.CONTACTS: "団体",
    Kind.MEETINGS: "会議・打合せ",
    Kind.SERIES: "会議・打合せ",
    Kind.ATTENDANCE: "会議・打合せ",
    Kind.PILOTS: "試行的事業",
    Kind.DELIVERIES: "試行的事業",
    Kind.TURNOUT: "試行的事業",
}


def stands(browser: TestApp, address: str) -> list[str]:
    page = browser.get(address).maybe_follow()
    return [link.get_text(strip=True) for link in page.html.select("nav [aria-current=page]")]


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


@pytest.mark.parametrize("kind", Kind.values)
def test_a_finished_import_stands_where_its_records_are(
    kind: str, browser: TestApp, koto: Municipality
) -> None:
    batch = ImportBatchFactory(municipality=koto, kind=kind, state=ImportBatch.State.FAILED)
    assert stands(browser, batch.get_absolute_url()) == [PLACES[Kind(kind)]]
    assert stands(browser, f"/imports/{batch.pk}/discard/") == [PLACES[Kind(kind)]]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/imports/new/", "調査"),
        ("/imports/organizations/", "団体"),
        ("/imports/registers/", "団体"),
        ("/imports/lists/members/new/", "連携PF"),
        ("/imports/lists/departments/new/", "部署"),
        ("/imports/lists/meetings/new/", "会議・打合せ"),
        ("/imports/lists/deliveries/new/", "試行的事業"),
        ("/imports/", "取込履歴"),
    ],
)
def test_the_first_page_of_an_import_stands_there_too(
    address: str, place: str, browser: TestApp
) -> None:
    assert stands(browser, address) == [place]
