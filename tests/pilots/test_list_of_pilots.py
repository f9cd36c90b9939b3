"""試行的事業の一覧: written by hand, or taken along, corrected and taken in again."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from webtest import TestApp

from organizations.models import Department, Municipality, OwnField, Platform, User
from organizations.own.models import key_of
from pilots.models import Pilot
from surveys import actions
from surveys.importing.lists.columns import asks_something
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.models import ImportBatch
from tests.importing.carried import commit, undo
from tests.importing.files import xlsx_bytes

pytestmark = pytest.mark.django_db
Table = list[list[Any]]


@pytest.fixture
def pilots(platform: Platform, section: Department) -> list[Pilot]:
    field = OwnField.objects.create(
        municipality=platform.municipality, of="pilot", label="議会報告", type="text"
    )
    first = Pilot.objects.create(
        platform=platform, fiscal_year=2023, number=1, name="見守り訪問", department=section,
        starts_on=date(2023, 10, 15), ends_on=date(2024, 3, 31), grain="month",
        aim="1つ目\n2つ目", work="cooperation", own={key_of(field.pk): "9月"}, shared=True,
    )  # fmt: skip
    other = Platform.objects.create(municipality=platform.municipality, name="別の連携PF")
    return [
        first,
        Pilot.objects.create(
            platform=platform, fiscal_year=2024, number=1, name="見守り訪問", result_of=first,
            starts_on=date(2024, 5, 7), state="done",
        ),
        Pilot.objects.create(platform=other, fiscal_year=2023, number=1, name="居場所"),
    ]  # fmt: skip


def taken_along(browser: TestApp) -> Table:
    file = browser.get("/pilots/", {"export": "xlsx"}).body
    return [list(row) for row in load_workbook(io.BytesIO(file)).active.iter_rows(values_only=True)]


def plan(platform: Platform, table: Table) -> ListPlan:
    batch = actions.start_list_import(
        data=xlsx_bytes(table), name="事業.xlsx", municipality=platform.municipality,
        kind=ImportBatch.Kind.PILOTS, parent=platform, by=None,
    )  # fmt: skip
    return make_list_plan(batch)


def put(table: Table, row: int, **values: Any) -> Table:
    for heading, value in values.items():
        table[row][table[0].index(heading)] = value
    return table


def row_of(table: Table, pilot: Pilot) -> int:
    return next(n for n, row in enumerate(table) if row[table[0].index("記録番号")] == pilot.pk)


def test_what_was_taken_along_changes_nothing(
    koto: Municipality, coordinator: User, browser_of: Callable[[User], TestApp],
    platform: Platform, pilots: list[Pilot],
) -> None:  # fmt: skip
    found = plan(platform, taken_along(browser_of(coordinator)))
    assert not asks_something(found.kind, found.file.columns)
    assert [row.changes for row in found.rows if row.changes] == []
    assert sorted(row.state for row in found.rows) == ["excluded", "unchanged", "unchanged"]


def test_what_was_corrected_is_written_and_taken_back(
    coordinator: User,
    browser_of: Callable[[User], TestApp],
    platform: Platform,
    pilots: list[Pilot],
) -> None:
    table = taken_along(browser_of(coordinator))
    told = put(
        table, row_of(table, pilots[0]), 事業名称="見守りの訪問", 開始日="令和5年9月", 状態="完了",
        議会報告="12月", ほかの自治体に見せる="いいえ",
    )  # fmt: skip
    batch = plan(platform, told).batch
    commit(batch.pk, by=None)
    now = Pilot.objects.get(pk=pilots[0].pk)
    assert (now.name, now.state, now.shared) == ("見守りの訪問", "done", False)
    assert (now.starts_on, now.ends_on, now.grain) == (date(2023, 9, 1), date(2024, 3, 31), "month")
    assert list(now.own.values()) == ["12月"]
    undo(batch.pk, by=None)
    was = Pilot.objects.get(pk=pilots[0].pk)
    assert (was.name, was.starts_on, list(was.own.values())) == (
        "見守り訪問", date(2023, 10, 15), ["9月"],
    )  # fmt: skip
    assert Pilot.objects.count() == 3


def test_a_list_by_hand_makes_pilots_and_tells_what_it_cannot_take(
    platform: Platform, section: Department
) -> None:
    header = ["事業名", "実施年度", "担当課", "目的", "着手日", "番号"]
    found = plan(
        platform,
        [
            header,
            ["見守り訪問", "R5", section.name, "早く気づく", "R5.10.2", ""],
            ["居場所づくり", "令和5年度", "ない課", "", "", ""],
            ["電話相談", "令和5年度", "", "", "そのうち", "1"],
            ["広報", "来年", "", "", "", ""],
        ],
    )
    assert [row.state for row in found.rows] == ["new", "error", "error", "error"]
    said = [problem.message for problem in found.problems]
    assert any("登録されていない部署" in text for text in said)
    assert any("同じ番号" in text for text in said)
    assert any("年度として読み取れません" in text for text in said)
    commit(found.batch.pk, by=None)
    made = Pilot.objects.get()
    assert (made.name, made.number, made.department, made.grain) == (
        "見守り訪問",
        1,
        section,
        "day",
    )


def test_the_way_in_stands_on_the_platform_s_page_and_above_the_list(
    coordinator: User, browser_of: Callable[[User], TestApp], platform: Platform
) -> None:
    browser = browser_of(coordinator)
    page = browser.get(platform.get_absolute_url())
    assert "1行に1つの事業" in page.click("試行的事業の一覧を表計算から取込").text
    assert "1行に1つの事業" in browser.get("/pilots/").click("^表計算から取込$").text
