"""A coordinator brings in a colleague's messy Excel sheet, looks at the answers, takes it back."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django_tasks_db.management.commands.db_worker import Worker
from openpyxl import Workbook
from playwright.sync_api import Page

from organizations.models import Municipality, Organization, User
from surveys.models import Response, Survey
from tests.factories.organization import OrganizationFactory

pytestmark = pytest.mark.django_db(transaction=True)

FACES = ["高齢者", "こども", "若者"]
TYPED = [
    ("ＮＰＯ法人 みなとの灯", "平成15年4月1日", "約３０人", "毎週", "○", "", "○"),
    ("こもれび食堂", "R2.6.1", "12", "毎月", "", "○", ""),
    ("あさひ町会", "1988/05/10", "120人", "毎週", "○", "", ""),
    ("つむぎの家", "令和5年2月30日", "8", "毎月", "", "○", "○"),
    ("ひだまりの会", "2011-11-01", "十五人", "毎週", "○", "○", ""),
]


def typed_sheet() -> bytes:
    """Title and unit rows above, merged headings of two rows, a total below."""
    book = Workbook()
    sheet = book.active
    sheet.title = "集計"
    sheet.append(["取組み調査　回答一覧"])
    sheet.append(["（単位：人）"])
    sheet.append(
        ["団体名", "設立年月日", "会員数（人）", "活動の頻度", "主な対象（複数回答）", "", ""]
    )
    sheet.append(["", "", "", "", *FACES])
    sheet.merge_cells("E3:G3")
    for column in "ABCD":
        sheet.merge_cells(f"{column}3:{column}4")
    for row in TYPED:
        sheet.append(row)
    sheet.append(["合計", "", 185])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def work() -> None:
    """What the background worker does, until nothing is left to do."""
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="story",
        excluded_queue_names=[],
    ).run()


def test_a_messy_sheet_comes_in_and_can_be_taken_back(
    page_of: Callable[[User], Page],
    axe: Callable[[Page], list[str]],
    coordinator: User,
    koto: Municipality,
    tmp_path: Path,
) -> None:
    OrganizationFactory(municipality=koto, name="NPO法人みなとの灯")
    OrganizationFactory(municipality=koto, name="こもれび食堂ネット")
    sheet = tmp_path / "取組み調査.xlsx"
    sheet.write_bytes(typed_sheet())
    page = page_of(coordinator)

    page.goto("/surveys/")
    page.get_by_role("link", name="回答を取込").click()
    assert axe(page) == []
    page.get_by_label("新しい調査の名前").fill("取組み調査")
    page.get_by_label("回答のファイル").set_input_files(sheet)
    page.get_by_role("button", name="読み取る").click()

    assert page.get_by_text("合計や平均の行です").count()
    assert page.get_by_text("L1-12").count()
    assert axe(page) == []
    page.get_by_role("button", name="次へ：列の対応").click()

    assert page.get_by_label("1番目の列の対応先").input_value() == "organization:name"
    assert axe(page) == []
    page.get_by_role("button", name="次へ：値の対応").click()

    similar = page.get_by_role("group", name="「こもれび食堂」")
    similar.get_by_label("同じ団体").check()
    assert axe(page) == []
    page.get_by_role("button", name="次へ：確認と取込").click()

    assert page.get_by_text("令和5年2月30日").count()
    assert axe(page) == []
    page.get_by_role("button", name="5行を取込む").click()
    page.get_by_role("progressbar").wait_for()
    work()
    page.get_by_role("heading", name="取り込みました").wait_for()
    assert axe(page) == []

    survey = Survey.objects.get(title="取組み調査")
    assert survey.responses.count() == 5
    assert Organization.objects.count() == 5
    page.get_by_role("link", name="集計を見る").click()
    assert page.get_by_text("活動の頻度").count()
    assert axe(page) == []
    linked = Organization.objects.get(name="こもれび食堂ネット")
    page.goto(linked.get_absolute_url())
    page.get_by_role("link", name="回答を見る").click()
    assert page.get_by_text("取組み調査.xlsx").count()
    assert axe(page) == []

    page.goto("/imports/")
    assert axe(page) == []
    page.get_by_role("link", name="取組み調査.xlsx").click()
    page.get_by_text("この取込を取り消す").click()
    page.get_by_role("button", name="取込を取り消す").click()
    page.get_by_role("progressbar").wait_for()
    work()
    page.get_by_role("heading", name="この取込は取り消しました").wait_for()
    assert not Response.objects.exists()
    assert not Survey.objects.exists()
    assert Organization.objects.count() == 2
    assert axe(page) == []
