"""A large file read another way: the worker tries it, the pages never wait for it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from webtest import TestApp

from organizations.models import Municipality, User
from surveys import actions
from surveys.importing.planning import drafts
from surveys.importing.writing import preparing
from surveys.models import ImportBatch, RowDecision
from tests.importing.reading.test_background_reading import (
    ROWS,
    after_the_worker,
    asked,  # noqa: F401 – fixtures
    browser,  # noqa: F401
    csv,
    next_page,
    step_of,
    upload,
)
from tests.pages.hand import write

pytestmark = pytest.mark.django_db


def test_other_settings_are_tried_by_the_worker(
    browser: TestApp,  # noqa: F811
    coordinator: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    columns = next_page(after_the_worker(upload(browser, csv(*ROWS))))
    batch = ImportBatch.objects.get()
    after_the_worker(write(columns).maybe_follow())
    actions.leave_out(batch, out=[3], by=coordinator)
    page = browser.get(f"/imports/{batch.pk}/reading/").maybe_follow()
    page = after_the_worker(page) if "読み取っています" in page.text else page

    with monkeypatch.context() as request:
        for module in (drafts, preparing):
            request.setattr(module, "packed_file", pytest.fail)  # not in the request
        said = write(page, button="reread", last_data_row="4")
        assert "まだ変えていません" in said.text
        waiting = write(said, button="sure").maybe_follow().maybe_follow()
    again = after_the_worker(waiting)
    assert step_of(again) == "reading" and "回答 3行" in again.text
    batch.refresh_from_db()
    assert (batch.settings, batch.fields) == ({"last_data_row": 4}, [])
    assert not RowDecision.objects.exists()


def test_settings_that_cannot_be_followed_leave_all_as_it_was(browser: TestApp) -> None:  # noqa: F811
    reading = after_the_worker(upload(browser, csv(*ROWS)))
    batch = ImportBatch.objects.get()
    waiting = write(reading, button="reread", encoding="utf-8").maybe_follow().maybe_follow()
    again = after_the_worker(waiting)
    assert step_of(again) == "reading" and "見出し 1行目・回答 6行" in again.text
    batch.refresh_from_db()
    assert batch.settings == {} and batch.message in again.text and batch.message
    columns = next_page(again)
    assert step_of(columns) == "columns" and batch.message not in columns.text
    batch.refresh_from_db()
    assert batch.message == ""


def test_the_rest_is_registered_in_few_statements(koto: Municipality, coordinator: User) -> None:
    def statements(rows: int) -> int:
        batch = actions.start_import(
            data=csv(*ROWS), name=f"{rows}.csv", municipality=koto, by=coordinator,
            new_survey={"title": "居場所調査", "key": f"places-{rows}"},
        )  # fmt: skip
        actions.leave_out(batch, out=[2], back=[3], by=coordinator)
        with CaptureQueriesContext(connection) as queries:
            actions.register_the_rest(batch, numbers=range(2, rows + 2), by=coordinator)
        decided = batch.row_decisions.values_list("number", "choice", "excluded")
        assert [*decided[:3]] == [(2, "", True), (3, "new", False), (4, "new", False)]
        assert batch.row_decisions.count() == rows
        return sum(not query["sql"].startswith("INSERT") for query in queries)

    assert statements(10) == statements(1_000) < 12
