"""What is typed and not saved is the person's own, kept on the server, and as secret as its record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib import admin
from django.utils import timezone
from webtest import TestApp

from meetings.models import AgendaItem, Meeting
from organizations.models import Clearance, Layer, LogEntry, User
from platform_registry import actions as door
from platform_registry.grids.actions import KEPT_DAYS, TooLarge, keep_draft
from platform_registry.grids.models import EditDraft
from tests.confidence.secrets import again, clear
from tests.factories.user import UserFactory
from tests.grids.hand import editing, keep, press, said, type_into

Browser = Callable[[User], TestApp]


def test_a_closed_browser_loses_nothing(
    meeting: Meeting, address: str, officer: User, browser_of: Browser
) -> None:
    """The script keeps it every few seconds; the next page offers it and says when it was kept."""
    page = browser_of(officer).get(address)
    answer = keep(
        type_into(page, agenda__0__text="計画", tasks__0__text="打診", tasks__0__due_on="1/29")
    )
    assert answer["said"].startswith("下書きを保存しました ") and answer["kept"]
    assert answer["reads"]["tasks-0-due_on"] == ["ok", "令和9年1月29日（金）"]
    page = browser_of(officer).get(address)
    assert "保存していない下書きがあります" in said(page)[0]
    page = page.click("続きから入力する")
    assert editing(page)["agenda-0-text"].value == "計画"
    press(page, save="")
    assert AgendaItem.objects.get().text == "計画" and not EditDraft.objects.exists()


def test_it_is_kept_without_a_script_too_and_can_be_thrown_away(
    meeting: Meeting, address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    page = press(type_into(page, agenda__0__text="計画"), draft="close")
    assert page.request.path == meeting.get_absolute_url()
    assert "下書きを保存しました" in said(page)[0] and not AgendaItem.objects.exists()
    page = browser_of(officer).get(address)
    offer = next(form for form in page.forms.values() if "draft" in form.fields)
    page = offer.submit("draft", value="drop").follow()
    assert "下書きを捨てました" in said(page)[0] and not EditDraft.objects.exists()
    assert editing(page)["agenda-0-text"].value == ""


def test_a_colleague_is_neither_offered_it_nor_may_throw_it_away(
    address: str, officer: User, coordinator: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    press(type_into(page, agenda__0__text="計画"), draft="close")
    theirs = browser_of(coordinator).get(address)
    assert "下書きがあります" not in theirs.text and "計画" not in theirs.text
    editing(theirs).submit("draft", value="drop")
    assert EditDraft.objects.get().user == officer


def test_nor_is_the_operator(address: str, officer: User, browser_of: Browser) -> None:
    page = browser_of(officer).get(address)
    press(type_into(page, agenda__0__text="計画"), draft="close")
    operator = UserFactory(username="operator", is_superuser=True, is_staff=True)
    assert not offered(operator)
    assert EditDraft not in admin.site._registry
    assert "計画" not in str(EditDraft.objects.get())


def test_two_windows_don_t_write_over_one_another(
    address: str, officer: User, browser_of: Browser
) -> None:
    first, second = browser_of(officer).get(address), browser_of(officer).get(address)
    seen = keep(type_into(first, agenda__0__text="計画"))["seen"]
    editing(first)["seen"].force_value(str(seen))
    refused = keep(type_into(second, opinions__0__text="意見"), status=409)
    assert "この画面とは別に" in refused["said"] and not refused["kept"]
    assert keep(first)["kept"]  # the first goes on
    page = press(second, save="")
    assert "を保存しました（意見）" in said(page)[0]  # and the second can be saved


def test_saving_beside_an_older_draft_leaves_it_there(
    address: str, officer: User, browser_of: Browser
) -> None:
    """Whoever doesn't go on from it, and saves something else, has not given it up."""
    page = browser_of(officer).get(address)
    press(type_into(page, agenda__0__text="計画", opinions__0__text="前の意見"), draft="close")
    page = browser_of(officer).get(address)
    page = press(type_into(page, opinions__0__text="意見"), save="opinions")
    assert "前の下書きのうち、ここで保存していない部分は残してあります。" in page.text
    page = page.click("続きから入力する")
    assert editing(page)["agenda-0-text"].value == "計画"
    assert "前の意見" not in page.text
    press(page, save="")
    assert AgendaItem.objects.get().text == "計画" and not EditDraft.objects.exists()


def test_a_draft_begun_before_a_colleague_s_change_says_so_when_it_is_saved(
    meeting: Meeting, address: str, officer: User, coordinator: User, browser_of: Browser
) -> None:
    item = door.save(AgendaItem(meeting=meeting, number=1, text="計画"), by=None)
    page = browser_of(officer).get(address)
    press(type_into(page, agenda__0__text="今年度の計画"), draft="close")
    item.text = "来年度の計画"
    door.save(item, by=coordinator)
    page = press(browser_of(officer).get(address).click("続きから入力する"), save="")
    assert "今の登録は「来年度の計画」です。" in page.text
    assert editing(page)["agenda-0-text"].value == "今年度の計画"


def test_it_goes_with_its_record(
    meeting: Meeting, address: str, officer: User, coordinator: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    press(type_into(page, agenda__0__text="計画"), draft="close")
    door.remove(meeting, by=coordinator)
    assert not EditDraft.objects.exists()


def test_nobody_is_reminded_of_what_is_long_past(meeting: Meeting, officer: User) -> None:
    for key in ("old", "new"):
        keep_draft(key, {"agenda-0-text": ["計画"]}, of=meeting, seen=0, by=officer)
    long_ago = timezone.now() - timedelta(days=KEPT_DAYS + 1)
    EditDraft.objects.filter(key="old").update(saved_at=long_ago)
    keep_draft("newer", {"agenda-0-text": ["計画"]}, of=meeting, seen=0, by=officer)
    assert sorted(EditDraft.objects.values_list("key", flat=True)) == ["new", "newer"]


def test_what_nobody_can_have_typed_is_refused_before_anything_is_saved(
    address: str, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(address)
    page = press(
        type_into(page, agenda__0__text="計画", opinions__0__text="あ" * 2_000_001), save=""
    )
    assert "入力が多すぎる" in page.text and editing(page)["agenda-0-text"].value == "計画"
    assert not AgendaItem.objects.exists() and not EditDraft.objects.exists()


def test_what_nobody_can_have_typed_is_not_kept(meeting: Meeting, officer: User) -> None:
    with pytest.raises(TooLarge):
        keep_draft("x", {"a": ["あ" * 1_000_001] * 2}, of=meeting, seen=0, by=officer)
    assert not EditDraft.objects.exists()


# ------------------------------------------------------------------ a council's


@pytest.fixture
def council(layer: Layer) -> Layer:
    return Layer.objects.create(platform=layer.platform, name="地域協議会", kind="council")


@pytest.fixture
def clearance(council: Layer, officer: User) -> Clearance:
    return clear(officer, council)


@pytest.fixture
def secret(council: Layer) -> Meeting:
    return Meeting.objects.create(
        platform=council.platform, layer=council, kind="council", fiscal_year=2026, title="第1回"
    )


def offered(user: User) -> list[EditDraft]:
    """What the pages offer, which ask of the kinds alone that there are drafts of."""
    found = list(EditDraft.objects.of(user))
    assert found == list(EditDraft.objects.visible_to(user))
    return found


def test_a_council_s_draft_is_told_while_its_person_is_cleared(
    secret: Meeting, clearance: Clearance, officer: User, browser_of: Browser
) -> None:
    address = f"/meetings/{secret.pk}/record/"
    page = browser_of(officer).get(address)
    press(type_into(page, opinions__0__text="守秘の意見"), draft="close")
    assert [d.record for d in offered(again(officer))] == [secret]
    assert not LogEntry.objects.filter(object_repr__contains="守秘の意見").exists()
    Clearance.objects.filter(pk=clearance.pk).update(ends_on=timezone.localdate() - timedelta(1))
    assert not offered(again(officer))
    assert browser_of(again(officer)).get(address, status="*").status_int == 404


def test_keeping_a_draft_every_few_seconds_fills_no_log_with_readings(
    secret: Meeting, clearance: Clearance, officer: User, browser_of: Browser
) -> None:
    """Opening the page is a reading; going on typing in it is not another one of the draft."""
    page = browser_of(officer).get(f"/meetings/{secret.pk}/record/")
    assert keep(type_into(page, opinions__0__text="守秘の意見"))["kept"]
    assert not LogEntry.objects.filter(content_type__model="editdraft").exists()


def test_a_draft_of_no_record_is_its_person_s(officer: User, coordinator: User) -> None:
    keep_draft("meeting-record/new-1", {"basics-title": ["会合"]}, of=None, seen=0, by=officer)
    assert len(offered(officer)) == 1
    assert not offered(coordinator)


def test_the_home_page_leads_back_to_what_was_begun(
    meeting: Meeting, address: str, officer: User, coordinator: User, browser_of: Browser
) -> None:
    """Of a recorded meeting and of a new one; nobody else's home page speaks of it."""
    press(type_into(browser_of(officer).get(address), agenda__0__text="計画"), draft="close")
    new = browser_of(officer).get(f"/meetings/record/?platform={meeting.platform_id}")
    press(type_into(new, basics__title="夏の打合せ"), draft="close")
    home = browser_of(officer).get("/")
    assert "書きかけの入力" in home.text
    assert "書きかけの入力" not in browser_of(coordinator).get("/").text
    page = home.click("続ける.*夏の打合せ")
    assert editing(page)["basics-title"].value == "夏の打合せ"
    page = home.click(href=f"{address}\\?draft=1")
    assert editing(page)["agenda-0-text"].value == "計画"


def test_what_may_no_longer_be_edited_is_not_offered(
    address: str, officer: User, browser_of: Browser
) -> None:
    press(type_into(browser_of(officer).get(address), agenda__0__text="計画"), draft="close")
    officer.assignments.update(role="viewer")
    assert "書きかけの入力" not in browser_of(officer).get("/").text
