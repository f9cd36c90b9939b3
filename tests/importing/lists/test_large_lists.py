"""A list too large for one page: read by the worker, its check page kept, taken in, taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp, TestResponse, Upload

from organizations.models import Municipality, Organization, User
from surveys.actions import leases
from surveys.importing.lists.page import page_of
from surveys.importing.lists.plan import make_list_plan
from surveys.importing.reading import containers
from surveys.models import ImportBatch, KeptWork
from tests.factories.organization import OrganizationFactory
from tests.importing.files import csv_bytes
from tests.pages.hand import enter, push, write
from tests.surveys.workers import carry_out

pytestmark = pytest.mark.django_db
State = ImportBatch.State
KNOWN = [
    ("団体名", "電話番号", "住所"),
    ("みなと食堂", "03-1234-5678", "江東区東陽4-11-28"),
    ("あおぞら会", "", "江東区海辺1-1"),
    ("", "03-0000-0000", ""),
]


@pytest.fixture
def browser(
    coordinator: User, browser_of: Callable[[User], TestApp], monkeypatch: pytest.MonkeyPatch
) -> TestApp:
    """Every text file is a large one."""
    monkeypatch.setattr(containers, "TEXT_AT_ONCE_BYTES", 0)
    leases.say_alive("裏方")
    return browser_of(coordinator)


def upload(browser: TestApp, rows: list[tuple[str, ...]]) -> TestResponse:
    file = Upload("団体.csv", csv_bytes(rows))
    return enter(browser, "/imports/organizations/", file=file)


def after_the_worker(browser: TestApp) -> TestResponse:
    carry_out()
    return browser.get(ImportBatch.objects.get().get_absolute_url()).maybe_follow()


def test_a_large_list_waits_for_the_worker_and_goes_in(
    koto: Municipality, browser: TestApp
) -> None:
    OrganizationFactory(municipality=koto, name="あおぞら会", town="")
    assert "ファイルを読み取っています" in upload(browser, KNOWN).text
    check = after_the_worker(browser)
    assert "みなと食堂" in check.text and "団体名が空欄です。" in check.text
    write(check)
    carry_out()
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.counts["new"], batch.counts["changed"]) == (State.COMMITTED, 1, 1)
    assert not KeptWork.objects.exists()
    push(browser, batch.get_absolute_url(), "取込を取り消す")
    carry_out()
    assert Organization.objects.count() == 1


def test_what_the_worker_keeps_is_what_the_page_shows(koto: Municipality, browser: TestApp) -> None:
    OrganizationFactory(municipality=koto, name="あおぞら会", town="")
    upload(browser, KNOWN)
    kept = after_the_worker(browser).html.select_one("main")
    batch = ImportBatch.objects.get()
    ImportBatch.objects.update(in_background=False)
    anew = browser.get(f"/imports/{batch.pk}/list/").html.select_one("main")
    for page in (kept, anew):
        for token in page.select("[name=csrfmiddlewaretoken]"):
            token.decompose()
    assert kept == anew
    assert page_of(make_list_plan(batch))["counts"]["error"] == 1


def test_unknown_columns_are_asked_for_and_the_page_is_worked_out_again(
    koto: Municipality, browser: TestApp
) -> None:
    upload(browser, [("団体名", "合言葉"), ("みなと食堂", "やま"), ("あおぞら会", "かわ")])
    columns = after_the_worker(browser)
    assert columns.request.path.endswith("/list/columns/")
    early = browser.get(columns.request.path.removesuffix("columns/"))
    assert early.location.endswith("/list/columns/"), "there is no check page yet"
    assert "ファイルを読み取っています" in write(columns).maybe_follow().text
    assert "みなと食堂" in after_the_worker(browser).text


def test_a_file_that_is_no_list_says_so(koto: Municipality, browser: TestApp) -> None:
    upload(browser, [("年齢", "人数"), ("0歳", "10"), ("1歳", "12")])
    page = after_the_worker(browser)
    assert page.request.path.endswith("/list/columns/")
    assert "「団体名」の列が見つかりません" in page.text
    write(page.click("この取込をやめる"))
    assert not ImportBatch.objects.exists()
