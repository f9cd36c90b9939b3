"""What a list brought in may become a secret afterwards; then the import tells nothing of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp

from meetings.models import Meeting
from organizations.models import Layer, Municipality, Platform, User
from surveys import actions
from surveys.models import ImportBatch
from tests.confidence.secrets import again, clear
from tests.importing.carried import commit, undo
from tests.importing.files import xlsx_bytes

pytestmark = pytest.mark.django_db
LOG = [["開催日", "件名", "内容"], ["R6.3.5", "打合せ", "個別のケースの相談"]]


@pytest.fixture
def batch(koto: Municipality, platform: Platform, coordinator: User) -> ImportBatch:
    draft = actions.start_list_import(
        data=xlsx_bytes(LOG), name="打合せ.xlsx", municipality=koto, parent=platform,
        kind="meetings", by=coordinator,
    )  # fmt: skip
    return commit(draft.pk, by=coordinator)


def test_nothing_is_told_of_a_meeting_that_became_secret(
    batch: ImportBatch, council: Layer, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    browser = browser_of(coordinator)
    page, file = batch.get_absolute_url(), f"/imports/{batch.pk}/file/"
    assert "打合せ" in browser.get(page).text
    Meeting.objects.update(confidential=True)

    browser = browser_of(again(coordinator))
    for address in (page, file):
        browser.get(address, status=404)
    assert "打合せ.xlsx" not in browser.get("/imports/").text
    assert not batch.rows.all().visible_to(again(coordinator)).exists()

    clear(coordinator, council)
    cleared = browser_of(again(coordinator))
    assert "打合せ.xlsx" in cleared.get("/imports/").text
    assert cleared.get(file).status_int == 200


def test_an_import_that_was_taken_back_is_still_told(
    batch: ImportBatch, coordinator: User, browser_of: Callable[[User], TestApp]
) -> None:
    undo(batch.pk, by=coordinator)
    assert not Meeting.objects.exists()
    assert "打合せ.xlsx" in browser_of(coordinator).get("/imports/").text
