"""Rows of a meeting edited on one page, as an officer without a script does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from webtest import TestApp

from meetings.models import Action, AgendaItem, Decision, Meeting, Opinion
from organizations.models import Layer, Municipality, Platform, User
from platform_registry import actions as door
from tests.grids.hand import editing, faults, press, said, type_into

Browser = Callable[[User], TestApp]
MEANWHILE = "ほかの人が更新しました"


def agenda(meeting: Meeting) -> list[tuple[int, str]]:
    return list(meeting.agenda.order_by("number", "id").values_list("number", "text"))


def test_all_sections_are_saved_with_one_button(
    meeting: Meeting, address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    type_into(
        page, basics__venue="区民センター", basics__hours="14-1530", agenda__0__text="今年度の計画",
        opinions__0__text="年2回がよい", opinions__0__theme="運営", decisions__0__text="年2回とする",
        tasks__0__text="打診する", tasks__0__due_on="12/18",
    )  # fmt: skip
    page = press(page, save="")
    assert page.request.path == meeting.get_absolute_url()
    assert "を保存しました（会議、議題、意見、決まったこと、すること）。" in said(page)[0]
    meeting.refresh_from_db()
    assert (meeting.venue, str(meeting.starts_at), str(meeting.ends_at)) == (
        "区民センター", "14:00:00", "15:30:00",
    )  # fmt: skip
    assert agenda(meeting) == [(1, "今年度の計画")]
    assert Opinion.objects.get().platform == meeting.platform
    assert Action.objects.get().due_on == date(2026, 12, 18)
    assert Decision.objects.get().created_by == officer


def test_an_untouched_page_writes_nothing(
    meeting: Meeting, address: str, officer: User, browser_of: Browser
) -> None:
    door.save(AgendaItem(meeting=meeting, number=4, text="計画"), by=None)
    door.save(Action(meeting=meeting, text="打診", due_on=date(2026, 12, 18)), by=None)
    page = browser_of(officer).get(address)
    with CaptureQueriesContext(connection) as asked:
        page = press(page, save="")
    assert "変わったところはありません" in said(page)[0]
    wrote = [q["sql"] for q in asked if q["sql"].startswith(("INSERT", "UPDATE"))]
    assert [sql for sql in wrote if "meetings_" in sql] == []


def test_a_fault_in_one_section_keeps_no_other_from_being_saved(
    meeting: Meeting, address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    type_into(page, agenda__0__text="計画", tasks__0__text="打診", tasks__0__due_on="そのうち")
    page = press(page, save="")
    assert agenda(meeting) == [(1, "計画")] and not Action.objects.exists()
    assert "を保存しました（議題）。" in said(page)[0]
    form = editing(page)
    assert form["tasks-0-text"].value == "打診" and form["tasks-0-due_on"].value == "そのうち"
    assert any(name == "1行目の期限" for name, _ in faults(page))
    assert page.text.count("日付として読み取れません") == 2  # in the summary and under the field
    summary = page.html.select_one("#errors[role=alert][tabindex]")
    assert summary.select_one("a")["href"] == "#id_tasks-0-due_on"
    press(type_into(page, tasks__0__due_on="R9.1.29"), save="")
    assert Action.objects.get().due_on == date(2027, 1, 29)


def test_one_section_is_saved_by_its_own_button_and_the_rest_stays_typed(
    meeting: Meeting, address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    type_into(page, agenda__0__text="計画", opinions__0__text="年2回がよい")
    page = press(page, save="agenda")
    assert agenda(meeting) == [(1, "計画")] and not Opinion.objects.exists()
    assert page.request.path == address
    assert editing(page)["opinions-0-text"].value == "年2回がよい"
    assert faults(page) == []
    press(page, save="")
    assert Opinion.objects.get().text == "年2回がよい"


def test_rows_are_added_removed_and_put_in_another_order(
    meeting: Meeting, address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    page = press(type_into(page, agenda__0__text="計画"), do="agenda:more")
    type_into(page, agenda__1__text="予算", agenda__2__text="その他")
    press(page, save="")
    page = browser_of(officer).get(address)
    page = press(page, do="agenda:up-2")
    type_into(page, agenda__0__gone=True)
    press(page, save="agenda")
    assert agenda(meeting) == [(1, "その他"), (2, "予算")]


def test_numbers_of_a_document_stay_until_the_order_changes(
    meeting: Meeting, address: str, officer: User, browser_of: Browser
) -> None:
    for number, text in [(2, "計画"), (5, "予算")]:
        door.save(AgendaItem(meeting=meeting, number=number, text=text), by=None)
    page = browser_of(officer).get(address)
    press(type_into(page, agenda__0__text="来年度の計画", agenda__2__text="その他"), save="agenda")
    assert agenda(meeting) == [(2, "来年度の計画"), (5, "予算"), (6, "その他")]


def test_two_rows_change_places(
    meeting: Meeting, address: str, officer: User, browser_of: Browser
) -> None:
    """A number stands before one item, also on the way."""
    for number, text in [(1, "計画"), (2, "予算")]:
        door.save(AgendaItem(meeting=meeting, number=number, text=text), by=None)
    page = press(browser_of(officer).get(address), do="agenda:up-1")
    press(page, save="agenda")
    assert agenda(meeting) == [(1, "予算"), (2, "計画")]


# ------------------------------------------------------------------ a colleague


def test_a_row_changed_meanwhile_is_told_in_the_row_with_both_values(
    meeting: Meeting, address: str, officer: User, coordinator: User, browser_of: Browser
) -> None:
    item = door.save(AgendaItem(meeting=meeting, number=1, text="計画"), by=None)
    page = browser_of(officer).get(address)
    item.text = "来年度の計画"
    door.save(item, by=coordinator)
    page = press(type_into(page, agenda__0__text="今年度の計画"), save="")
    assert any(MEANWHILE in sentence and "江東 調整" in sentence for _, sentence in faults(page))
    assert ("1行目の議題", "今の登録は「来年度の計画」です。") in faults(page)
    assert editing(page)["agenda-0-text"].value == "今年度の計画"
    press(page, save="")
    assert agenda(meeting) == [(1, "今年度の計画")]


def test_a_colleague_s_row_is_not_set_back_by_who_never_touched_it(
    meeting: Meeting, address: str, officer: User, coordinator: User, browser_of: Browser
) -> None:
    item = door.save(AgendaItem(meeting=meeting, number=1, text="計画"), by=None)
    page = browser_of(officer).get(address)
    item.text = "来年度の計画"
    door.save(item, by=coordinator)
    page = press(type_into(page, agenda__1__text="予算"), save="")
    assert page.request.path == meeting.get_absolute_url()
    assert agenda(meeting) == [(1, "来年度の計画"), (2, "予算")]


def test_a_row_removed_meanwhile_is_told_and_can_be_added_again(
    meeting: Meeting, address: str, officer: User, coordinator: User, browser_of: Browser
) -> None:
    item = door.save(AgendaItem(meeting=meeting, number=1, text="計画"), by=None)
    page = browser_of(officer).get(address)
    door.remove(item, by=coordinator)
    page = press(type_into(page, agenda__0__text="今年度の計画"), save="")
    assert any("ほかの人が削除しました" in sentence for _, sentence in faults(page))
    press(page, save="")
    assert agenda(meeting) == [(1, "今年度の計画")]


def test_a_row_changed_meanwhile_is_not_removed_unseen(
    meeting: Meeting, address: str, officer: User, coordinator: User, browser_of: Browser
) -> None:
    item = door.save(AgendaItem(meeting=meeting, number=1, text="計画"), by=None)
    page = browser_of(officer).get(address)
    item.text = "来年度の計画"
    door.save(item, by=coordinator)
    page = press(type_into(page, agenda__0__gone=True), save="")
    assert any(MEANWHILE in sentence for _, sentence in faults(page))
    assert editing(page)["agenda-0-gone"].checked and AgendaItem.objects.exists()
    press(page, save="")
    assert not AgendaItem.objects.exists()


# ------------------------------------------------------------------ what is refused


def test_another_place_s_choice_is_not_taken(
    meeting: Meeting, address: str, officer: User, zama: Municipality, browser_of: Browser
) -> None:
    theirs = Platform.objects.create(municipality=zama, name="座間の連携PF")
    layer = Layer.objects.create(platform=theirs, name="座間の層")
    page = browser_of(officer).get(address)
    assert "座間の層" not in page.text
    editing(page)["basics-layer"].force_value(str(layer.pk))
    page = press(page, save="")
    assert any(name == "層" for name, _ in faults(page))


def test_another_meeting_s_row_is_not_written(
    meeting: Meeting, address: str, officer: User, browser_of: Browser
) -> None:
    other = Meeting.objects.create(platform=meeting.platform, fiscal_year=2026, title="打合せ")
    item = door.save(AgendaItem(meeting=other, number=1, text="よその議題"), by=None)
    page = browser_of(officer).get(address)
    editing(page)["agenda-0-row"].force_value(str(item.pk))
    page = press(type_into(page, agenda__0__text="書き換え"), save="")
    assert any("ほかの人が削除しました" in sentence for _, sentence in faults(page))
    item.refresh_from_db()
    assert item.text == "よその議題"


@pytest.mark.parametrize("total", ["5000", "-1", "x", "9" * 30, ""])
def test_a_number_of_rows_nobody_typed_is_a_sentence(
    total: str, address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    editing(page)["agenda-TOTAL_FORMS"].force_value(total)
    page = press(type_into(page, basics__venue="区民センター"), save="")
    assert page.status_int == 200


def test_a_page_asks_no_more_of_the_database_for_more_rows(
    meeting: Meeting, address: str, officer: User, sign_in: Any, assert_same_queries: Any
) -> None:
    client = sign_in(officer)

    def make(number: int) -> None:
        start = meeting.agenda.count()
        for at in range(start, start + number):
            AgendaItem.objects.create(meeting=meeting, number=at + 1, text=f"議題{at}")
            Action.objects.create(meeting=meeting, text=f"すること{at}")

    assert_same_queries(make, lambda: client.get(address), few=3, many=60)


def test_two_who_add_to_an_empty_agenda_both_find_their_item(
    meeting: Meeting, address: str, officer: User, coordinator: User, browser_of: Browser
) -> None:
    mine, theirs = browser_of(officer).get(address), browser_of(coordinator).get(address)
    press(type_into(theirs, agenda__0__text="連携の進め方"), save="agenda")
    page = press(type_into(mine, agenda__0__text="計画"), save="agenda")
    assert "を保存しました（議題）" in said(page)[0]
    assert agenda(meeting) == [(1, "連携の進め方"), (2, "計画")]


def test_opinions_stand_as_they_were_typed(
    meeting: Meeting, address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    page = press(
        type_into(page, opinions__0__theme="運営", opinions__0__text="年2回がよい"), save="opinions"
    )
    page = press(
        type_into(page, opinions__1__theme="その他", opinions__1__text="会場が遠い"),
        save="opinions",
    )
    assert [editing(page)[f"opinions-{n}-theme"].value for n in (0, 1)] == ["運営", "その他"]
    read = browser_of(officer).get(meeting.get_absolute_url()).text
    assert read.index("年2回がよい") < read.index("会場が遠い")
