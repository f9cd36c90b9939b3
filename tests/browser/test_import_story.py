"""A coordinator brings in a colleague's messy Excel sheet, looks at the answers, takes it back."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page

from organizations.models import Municipality, Organization, User
from surveys.models import Response, Survey
from tests.browser.coming import Coming
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


class Import(Coming):
    """A survey nobody has seen before, step by step."""

    def chooses_the_file(self, sheet: Path, title: str) -> None:
        self.page.goto("/surveys/")
        self.page.get_by_role("link", name="回答を取込").click()
        self.looks_well()
        self.page.get_by_label("新しい調査の名前").fill(title)
        self.page.get_by_label("回答のファイル").set_input_files(sheet)
        self.presses("読み取る")

    def sees_what_is_no_answer_and_what_is_merged(self) -> None:
        assert self.page.get_by_text("合計や平均の行です").count()
        assert self.page.get_by_text("L1-12").count()
        self.looks_well()
        self.presses("次へ：列の対応")

    def sees_what_the_columns_mean(self) -> None:
        first = self.page.get_by_label("1番目の列の対応先")
        assert first.input_value() == "organization:name"
        self.looks_well()
        self.presses("次へ：値の対応")

    def says_who_is_the_same(self, written: str) -> None:
        similar = self.page.get_by_role("group", name=f"「{written}」")
        similar.get_by_label("同じ団体").check()
        self.looks_well()
        self.presses("次へ：確認と取込")

    def searches_for_who_it_is(self, written: str, typed: str, found: str) -> None:
        row = self.page.get_by_role("group", name=f"「{written}」")
        row.get_by_text("ほかの団体をさがす").click()
        row.get_by_label("名称・ふりがな・電話番号").press_sequentially(typed)
        row.get_by_label(f"「{found}」と同じ").check()
        self.looks_well()

    def sees_what_cannot_be_taken(self, told: str) -> None:
        assert self.page.get_by_text(told).count()
        self.looks_well()

    def looks_at_the_answers(self) -> None:
        self.page.get_by_role("link", name="集計を見る").click()
        assert self.page.get_by_text("活動の頻度").count()
        self.looks_well()

    def follows_an_answer_to_its_file(self, organization: Organization, file: str) -> None:
        self.page.goto(organization.get_absolute_url())
        self.page.get_by_role("link", name="回答を見る").click()
        assert self.page.get_by_text(file).count()
        self.looks_well()

    def opens_it_again(self, file: str) -> None:
        self.page.goto("/imports/")
        self.looks_well()
        self.page.get_by_role("link", name=file).click()
        self.page.get_by_text("この取込を取り消す").click()


def test_a_messy_sheet_comes_in_and_can_be_taken_back(
    page_of: Callable[[User], Page],
    axe: Callable[[Page], list[str]],
    coordinator: User,
    koto: Municipality,
    tmp_path: Path,
) -> None:
    OrganizationFactory(municipality=koto, name="NPO法人みなとの灯")
    known = OrganizationFactory(municipality=koto, name="こもれび食堂ネット")
    OrganizationFactory(municipality=koto, name="坂の上の家", kana="サカノウエノイエ")
    sheet = tmp_path / "取組み調査.xlsx"
    sheet.write_bytes(typed_sheet())
    coming = Import(page_of(coordinator), axe)

    coming.chooses_the_file(sheet, "取組み調査")
    coming.sees_what_is_no_answer_and_what_is_merged()
    coming.sees_what_the_columns_mean()
    coming.searches_for_who_it_is("ひだまりの会", "さかのうえ", "坂の上の家")
    coming.says_who_is_the_same("こもれび食堂")
    coming.sees_what_cannot_be_taken("令和5年2月30日")
    coming.waits_for("取り込みました", button="5行を取込む")
    assert Survey.objects.get(title="取組み調査").responses.count() == 5
    assert Organization.objects.count() == 5

    coming.looks_at_the_answers()
    coming.follows_an_answer_to_its_file(known, sheet.name)

    coming.opens_it_again(sheet.name)
    coming.waits_for("この取込は取り消しました", button="取込を取り消す")
    assert not Response.objects.exists()
    assert not Survey.objects.exists()
    assert Organization.objects.count() == 3
