"""What the script of the edit pages adds: keys, paste with undo, rows that appear, the draft."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from meetings.models import Action, AgendaItem, Meeting, Opinion
from organizations.models import Layer, Municipality, Platform, User
from platform_registry.grids.models import EditDraft

pytestmark = pytest.mark.django_db(transaction=True)
PageOf = Callable[[User], Page]
Axe = Callable[[Page], list[str]]
PASTE = """(cell, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def meeting(koto: Municipality) -> Meeting:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    layer = Layer.objects.create(platform=platform, name="連携PF")
    return Meeting.objects.create(
        platform=platform, layer=layer, kind="platform", fiscal_year=2026, title="第3回 会合",
        held_on="2026-11-20",
    )  # fmt: skip


@pytest.fixture
def page(page_of: PageOf, officer: User, meeting: Meeting) -> Page:
    page = page_of(officer)
    page.goto(f"/meetings/{meeting.pk}/record/")
    return page


def cell(page: Page, label: str) -> Locator:
    return page.get_by_label(label, exact=True)


def paste(into: Locator, text: str) -> None:
    into.focus()
    into.evaluate(PASTE, text)


def test_enter_goes_to_the_next_row_and_an_empty_one_follows_the_last(
    page: Page, meeting: Meeting, axe: Axe
) -> None:
    assert axe(page) == []
    cell(page, "1行目の議題").click()
    for words in ("計画", "予算", "その他"):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    expect(cell(page, "4行目の議題")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(cell(page, "2行目の議題")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")  # one place up
    expect(cell(page, "1行目の議題")).to_have_value("予算")
    expect(page.locator("#agenda [data-state]")).to_have_text("未保存 3件")
    expect(page.locator("[data-total]")).to_have_text("3")
    page.get_by_role("button", name="保存して終わる").click()
    page.get_by_text("を保存しました（議題）").wait_for()
    rows = meeting.agenda.order_by("number").values_list("number", "text")
    assert list(rows) == [(1, "予算"), (2, "計画"), (3, "その他")]


def test_rows_are_pasted_from_a_spreadsheet_and_taken_back(page: Page, meeting: Meeting) -> None:
    first = cell(page, "1行目のすること")
    paste(first, '打診する\t\t12/18\t進行中\n"案を\nつくる"\t見本の会\tR9.1.29\t完了済み\t急ぐ\n')
    expect(page.locator("#tasks [data-said]")).to_contain_text("2行を貼り付けました")
    expect(page.locator("#tasks [data-said]")).to_contain_text("入れていないもの：急ぐ。")
    expect(page.locator("#tasks [data-said]")).to_contain_text("選択肢にないもの：完了済み")
    expect(cell(page, "2行目のすること")).to_have_value("案を\nつくる")
    page.locator("#tasks [data-said] button").click()
    expect(first).to_have_value("")
    paste(first, "打診する\t\t12/18\t進行中\n案をつくる\t見本の会\tR9.1.29\t完了\n")
    page.get_by_role("button", name="保存して終わる").click()
    page.get_by_text("を保存しました（すること）").wait_for()
    found = Action.objects.values_list("text", "owner", "state").order_by("due_on")
    assert list(found) == [("打診する", "", "under_way"), ("案をつくる", "見本の会", "done")]


def test_of_five_thousand_rows_what_fits_is_filled_in_and_the_rest_is_told(page: Page) -> None:
    paste(cell(page, "1行目の議題"), "\n".join(f"議題{n}" for n in range(5_000)))
    expect(page.locator("#agenda [data-said]")).to_contain_text("200行を貼り付けました")
    expect(page.locator("#agenda [data-said]")).to_contain_text("残りの4800行は入れていません")
    page.get_by_role("button", name="保存して終わる").click(timeout=60_000)
    page.get_by_text("を保存しました（議題）").wait_for(timeout=60_000)
    assert AgendaItem.objects.count() == 200


def test_a_row_is_struck_out_and_brought_back(page: Page, meeting: Meeting) -> None:
    Opinion.objects.create(platform=meeting.platform, meeting=meeting, text="残す意見")
    page.reload()
    gone = cell(page, "1行目の意見を削除")
    gone.focus()
    page.keyboard.press("Space")
    expect(page.locator("#opinions [data-state]")).to_have_text("未保存 1件")
    page.keyboard.press("Space")
    expect(page.locator("#opinions [data-state]")).to_have_text("")


def test_what_was_typed_is_there_after_the_browser_was_closed(
    page: Page, page_of: PageOf, officer: User, axe: Axe
) -> None:
    cell(page, "1行目の期限").fill("1/29")
    cell(page, "1行目のすること").fill("打診する")
    expect(page.locator("#tasks .reads-as").first).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.get_by_text("✓ 令和9年1月29日（金）")).to_be_visible()
    expect(page.locator("[data-draft]")).to_contain_text("下書きを保存しました")
    page.close()
    assert EditDraft.objects.get().user == officer
    page = page_of(officer)
    page.goto(f"/meetings/{Meeting.objects.get().pk}/record/")
    assert axe(page) == []
    page.get_by_role("link", name="続きから入力する").click()
    expect(cell(page, "1行目のすること")).to_have_value("打診する")
    expect(page.locator("#tasks [data-state]")).to_have_text("未保存 1件")
    assert axe(page) == []


def test_enter_in_a_form_saves_nothing_by_the_way(page: Page, meeting: Meeting) -> None:
    page.get_by_label("会場").fill("区民センター")
    page.keyboard.press("Enter")
    expect(page.locator("[data-draft]")).to_contain_text("下書きを保存しました")
    meeting.refresh_from_db()
    assert meeting.venue == ""


def test_saving_while_the_draft_is_being_kept_is_not_taken_for_another_window(page: Page) -> None:
    """Leaving a date's field keeps the draft at once: the button is pressed meanwhile."""

    def slowly(route: Route) -> None:
        if "keep" in (route.request.post_data or "").split("draft", 1)[-1][:20]:
            page.wait_for_timeout(300)
        route.continue_()

    page.route("**/record/", slowly)
    cell(page, "1行目のすること").fill("打診する")
    cell(page, "1行目の期限").fill("13/45")
    page.get_by_role("button", name="保存して終わる").click()
    expect(page.get_by_text("直すところが1つあります")).to_be_visible()
    cell(page, "1行目のすること").fill("打診する。")
    page.keyboard.press("Tab")
    expect(page.locator("[data-draft]")).to_contain_text("下書きを保存しました")
