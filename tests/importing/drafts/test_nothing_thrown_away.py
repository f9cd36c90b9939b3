"""What people have decided of a draft is not thrown away by a button that doesn't say so."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook
from webtest import TestApp

from organizations.models import Municipality, User
from surveys import actions
from surveys.models import ImportBatch
from tests.importing.carried import commit
from tests.importing.files import Row
from tests.pages.hand import own_forms, press, write

pytestmark = pytest.mark.django_db

ANSWERS = [("回答ID", "団体名", "Q1 活動の頻度"), ("A1", "みなと食堂", "毎週"),
           ("A2", "つむぎの家", "毎月"), ("A3", "あおぞら会", "毎週")]  # fmt: skip
NOT_YET = "まだ変えていません"


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


def workbook(**sheets: list[Row]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def drafted(koto: Municipality, by: User, **sheets: list[Row]) -> ImportBatch:
    return actions.start_import(
        data=workbook(**sheets), name="回答.xlsx", municipality=koto, by=by,
        new_survey={"title": "居場所調査", "key": "places"},
    )  # fmt: skip


def test_reading_a_file_another_way_says_what_is_lost_and_asks(
    koto: Municipality, coordinator: User, browser: TestApp
) -> None:
    batch = drafted(koto, coordinator, 回答=ANSWERS, 控え=ANSWERS[:3])
    write(browser.get(f"/imports/{batch.pk}/columns/"))
    actions.leave_out(batch, out=[2, 3], by=coordinator)
    reading = f"/imports/{batch.pk}/reading/"

    asked = write(browser.get(reading), button="reread", last_data_row=3)
    assert NOT_YET in asked.text
    assert "列と値について決めたことと、2行について決めたことが消えます" in asked.text
    batch.refresh_from_db()
    assert batch.fields and batch.row_decisions.count() == 2

    assert NOT_YET not in write(asked, button="sure").follow().text
    batch.refresh_from_db()
    assert batch.settings["last_data_row"] == 3
    assert not batch.fields and not batch.row_decisions.exists()


def test_whoever_only_looks_at_the_reading_again_loses_nothing(
    koto: Municipality, coordinator: User, browser: TestApp
) -> None:
    batch = drafted(koto, coordinator, 回答=ANSWERS, 控え=ANSWERS[:3])
    write(browser.get(f"/imports/{batch.pk}/columns/"))
    assert NOT_YET not in write(browser.get(f"/imports/{batch.pk}/reading/")).maybe_follow().text
    batch.refresh_from_db()
    assert batch.fields


def test_another_sheet_of_a_list_says_what_is_lost_and_asks(
    koto: Municipality, coordinator: User, browser: TestApp
) -> None:
    names: list[Row] = [("団体名", "合言葉"), ("みなと食堂", "やま"), ("あおぞら会", "かわ")]
    batch = actions.start_list_import(
        data=workbook(本番=names, 控え=names[:2]),
        name="団体.xlsx",
        municipality=koto,
        by=coordinator,
    )
    address = f"/imports/{batch.pk}/list/columns/"
    write(browser.get(address))
    sheets = own_forms(browser.get(address))[0]
    sheets["sheet"] = "控え"
    asked = press(sheets)
    assert "列の対応について決めたことが消えます" in asked.text
    batch.refresh_from_db()
    assert batch.fields

    press(own_forms(asked)[0], "sure")
    batch.refresh_from_db()
    assert batch.settings["sheet"] == "控え" and not batch.fields


def test_leaving_a_known_form_for_a_new_survey_asks_once_something_is_decided(
    koto: Municipality, coordinator: User, browser: TestApp
) -> None:
    first = drafted(koto, coordinator, 回答=ANSWERS)
    survey = commit(first.pk, by=coordinator).survey
    batch = drafted(koto, coordinator, 回答=[(*row, "x") for row in ANSWERS])
    actions.belong_to(batch, survey=survey, by=coordinator)
    page = browser.get(f"/imports/{batch.pk}/known/")
    decided = write(page, button="decide").follow()
    asked = write(decided, button="another")
    assert "列と値について決めたことが消えます" in asked.text
    batch.refresh_from_db()
    assert batch.survey == survey

    write(asked, button="another")
    batch.refresh_from_db()
    assert batch.survey is None and not batch.fields
