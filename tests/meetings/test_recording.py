"""A meeting is recorded on one page: who came from the roster, the rest in grids."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from webtest import TestApp

from meetings.models import Action, AgendaItem, Attendance, Meeting, Opinion
from organizations.models import (
    Clearance,
    Department,
    Layer,
    Membership,
    Municipality,
    Platform,
    User,
)
from pilots.models import Pilot
from platform_registry import actions as door
from platform_registry.grids.models import EditDraft
from tests.confidence.secrets import again, clear
from tests.factories.organization import OrganizationFactory
from tests.grids.hand import choose, editing, faults, keep, press, said, type_into

Browser = Callable[[User], TestApp]
NEW = "/meetings/record/"


@pytest.fixture
def circle(koto: Municipality) -> Layer:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    layer = Layer.objects.create(platform=platform, name="連携PF")
    for name in ("NPO法人深川長屋", "砂町よっちゃん家"):
        body = OrganizationFactory(municipality=koto, name=name)
        Membership.objects.create(layer=layer, organization=body, post="代表")
    section = Department.objects.create(municipality=koto, name="長寿応援課")
    Membership.objects.create(layer=layer, department=section, post="課長")
    return layer


@pytest.fixture
def second(circle: Layer) -> Meeting:
    """The meeting before, with what it left to be done."""
    meeting = Meeting.objects.create(
        platform=circle.platform, layer=circle, kind="platform", fiscal_year=2026, number=2,
        title="第2回 連携PF会合", held_on=date(2026, 9, 17), venue="区民センター",
    )  # fmt: skip
    for number, text in enumerate(("調査の実施について", "その他"), start=1):
        AgendaItem.objects.create(meeting=meeting, number=number, text=text)
    Action.objects.create(meeting=meeting, text="残部を確かめる", due_on=date(2026, 11, 6))
    Action.objects.create(meeting=meeting, text="回答をまとめる", owner="地域振興課")
    body = circle.memberships.get(organization__name="砂町よっちゃん家").organization
    Attendance.objects.create(meeting=meeting, organization=body)
    return meeting


def place(layer: Layer, name: str) -> str:
    """What the fields of a member begin with."""
    found = next(m for m in layer.memberships.all() if m.body_name == name)
    return f"present-{found.pk}"


def test_a_meeting_is_recorded_in_one_go(
    circle: Layer, second: Meeting, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get("/meetings/").click("会議を記録する")
    assert page.request.path == NEW
    assert page.html.h1.get_text(strip=True) == "第3回 連携PF会合を記録する"
    nagaya, office = place(circle, "NPO法人深川長屋"), place(circle, "長寿応援課")
    type_into(
        page,
        basics__held_on="11/20", basics__hours="14-1530", basics__mode="会場とオンライン",
        guests__0__who="見本大学 社会福祉研究室", guests__0__post="学生（傍聴）", guests__0__rough="約10",
        agenda__0__text="今年度の事業について", opinions__0__text="年2回がよい",
        decisions__0__text="年2回とする", tasks__0__text="医師会へ打診する", tasks__0__who="長寿応援課",
        tasks__0__due_on="12/18", next__next_on="R9.5.14", next__next_venue="区役所", next__hours="10時",
        **{f"{nagaya}-came": True, f"{office}-came": True, f"{nagaya}-heads": "2"},
    )  # fmt: skip
    page = press(page, save="")
    meeting = Meeting.objects.get(number=3)
    assert page.request.path == meeting.get_absolute_url()
    assert (meeting.title, meeting.fiscal_year, meeting.layer) == ("第3回 連携PF会合", 2026, circle)
    assert (meeting.held_on, meeting.mode, meeting.state) == (date(2026, 11, 20), "both", "held")
    assert (meeting.next_on, meeting.next_venue) == (date(2027, 5, 14), "区役所")
    read = browser_of(officer).get(meeting.get_absolute_url()).text
    assert "令和9年5月14日（金）" in read and "10:00～" in read and "区役所" in read
    came = {(str(row), row.heads_shown) for row in meeting.attendances.all()}
    assert came == {
        ("NPO法人深川長屋", "2名"), ("長寿応援課", "1名"), ("見本大学 社会福祉研究室", "約10名"),
    }  # fmt: skip
    action = meeting.actions.get()
    assert (str(action.department), action.owner, action.due_on) == (
        "長寿応援課", "", date(2026, 12, 18),
    )  # fmt: skip
    assert not EditDraft.objects.exists()


def test_what_comes_is_planned(circle: Layer, officer: User, browser_of: Browser) -> None:
    day = timezone.localdate() + timedelta(days=30)
    press(type_into(browser_of(officer).get(NEW), basics__held_on=day.isoformat()), save="")
    assert Meeting.objects.get().state == "planned"


def test_a_month_is_no_day_and_about_two_o_clock_is_kept(
    circle: Layer, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get("/meetings/record/")
    page = press(type_into(page, basics__held_on="11月", basics__hours="14時頃"), save="")
    assert any("日まで入力してください" in says for _, says in faults(page))
    press(type_into(page, basics__held_on="2026/11/20"), save="")
    meeting = Meeting.objects.get()
    assert (str(meeting.starts_at), meeting.date_as_printed) == ("14:00:00", "14時頃")
    page = browser_of(officer).get(f"/meetings/{meeting.pk}/record/")
    press(type_into(page, basics__hours="15:00"), save="")
    meeting.refresh_from_db()
    assert (str(meeting.starts_at), meeting.date_as_printed) == ("15:00:00", "")


@pytest.mark.parametrize(
    ("words", "typed", "then"),
    [
        ("14時頃", "14:00", "14時頃"),
        ("14時頃", "16:00", ""),
        ("14時頃", "15時頃〜17時", "15時頃〜17時"),
        ("11月20日 14時頃", "16:00", "11月20日 14時頃"),
    ],
)
def test_about_two_o_clock_goes_with_the_time_it_was_said_of(
    second: Meeting, officer: User, browser_of: Browser, words: str, typed: str, then: str
) -> None:
    Meeting.objects.filter(pk=second.pk).update(starts_at="14:00", date_as_printed=words)
    page = browser_of(officer).get(f"/meetings/{second.pk}/record/")
    press(type_into(page, basics__hours=typed, basics__venue="区役所"), save="basics")
    assert Meeting.objects.get(pk=second.pk).date_as_printed == then


def test_a_fault_keeps_the_meeting_from_being_made_and_loses_nothing(
    circle: Layer, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(NEW)
    type_into(page, basics__held_on="13/40", agenda__0__text="計画")
    page = press(page, save="")
    assert not Meeting.objects.exists()
    assert any(name == "開催日" for name, _ in faults(page))
    assert editing(page)["agenda-0-text"].value == "計画"
    press(type_into(page, basics__held_on="11/20"), save="")
    assert Meeting.objects.get().agenda.get().text == "計画"


def test_a_fault_in_a_grid_keeps_no_meeting_from_being_made(
    circle: Layer, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(NEW)
    type_into(page, basics__held_on="11/20", tasks__0__text="打診", tasks__0__due_on="そのうち")
    page = press(page, save="")
    meeting = Meeting.objects.get()
    assert page.request.path == f"/meetings/{meeting.pk}/record/"
    assert editing(page)["tasks-0-due_on"].value == "そのうち"
    press(type_into(page, tasks__0__due_on="12/18"), save="")
    assert meeting.actions.get().due_on == date(2026, 12, 18) and Meeting.objects.count() == 1


# ------------------------------------------------------------------ what came before


def test_the_last_agenda_and_attendance_are_copied(
    circle: Layer, second: Meeting, officer: User, browser_of: Browser
) -> None:
    page = press(browser_of(officer).get(NEW), do="agenda:last")
    assert editing(page)["agenda-1-text"].value == "その他"
    page = press(page, do="present:last")
    form = editing(page)
    assert form[f"{place(circle, '砂町よっちゃん家')}-came"].checked
    assert not form[f"{place(circle, 'NPO法人深川長屋')}-came"].checked
    press(type_into(page, basics__held_on="11/20"), save="")
    meeting = Meeting.objects.get(number=3)
    assert [item.text for item in meeting.agenda.all()] == ["調査の実施について", "その他"]
    assert [str(row) for row in meeting.attendances.all()] == ["砂町よっちゃん家"]


def test_what_was_left_is_done_or_carried_on(
    circle: Layer, second: Meeting, officer: User, browser_of: Browser
) -> None:
    done, going_on = second.actions.order_by("due_on")
    if done.text != "残部を確かめる":
        done, going_on = going_on, done
    page = browser_of(officer).get(NEW)
    type_into(
        page, basics__held_on="11/20",
        **{f"carried-{done.pk}-is": "done", f"carried-{going_on.pk}-is": "carried"},
    )  # fmt: skip
    press(page, save="")
    done.refresh_from_db()
    going_on.refresh_from_db()
    assert (done.state, going_on.state) == ("done", "carried")
    carried = Meeting.objects.get(number=3).actions.get()
    assert (carried.text, carried.owner, carried.state) == (
        "回答をまとめる", "地域振興課", "not_started",
    )  # fmt: skip


# ------------------------------------------------------------------ attendance


def test_all_are_ticked_and_one_is_taken_back(
    circle: Layer, second: Meeting, officer: User, browser_of: Browser
) -> None:
    address = f"/meetings/{second.pk}/record/"
    page = press(browser_of(officer).get(address), do="present:all-bodies")
    press(page, save="present")
    assert second.attendances.count() == 2
    page = browser_of(officer).get(address)
    type_into(page, **{f"{place(circle, '砂町よっちゃん家')}-came": False})
    press(page, save="")
    assert [str(row) for row in second.attendances.all()] == ["NPO法人深川長屋"]


def test_a_colleague_s_count_is_told_at_the_member(
    circle: Layer, second: Meeting, officer: User, coordinator: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(f"/meetings/{second.pk}/record/")
    row = second.attendances.get()
    row.heads = 5
    door.save(row, by=coordinator)
    name = f"{place(circle, '砂町よっちゃん家')}-heads"
    page = press(type_into(page, **{name: "3"}), save="")
    assert any("ほかの人が更新しました" in sentence for _, sentence in faults(page))
    row.refresh_from_db()
    assert row.heads == 5 and editing(page)[name].value == "3"
    press(page, save="")
    row.refresh_from_db()
    assert row.heads == 3


def test_a_number_that_can_t_be_read_is_told_at_the_member(
    circle: Layer, second: Meeting, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(f"/meetings/{second.pk}/record/")
    name = f"{place(circle, '砂町よっちゃん家')}-heads"
    page = press(type_into(page, **{name: "多数"}), save="")
    assert any("数として読み取れません" in sentence for _, sentence in faults(page))
    assert editing(page)[name].value == "多数"


def test_who_stands_on_no_roster_is_found_by_name(
    koto: Municipality, circle: Layer, second: Meeting, officer: User, browser_of: Browser
) -> None:
    body = OrganizationFactory(municipality=koto, name="大島見守り隊")
    page = browser_of(officer).get(f"/meetings/{second.pk}/record/")
    press(type_into(page, guests__0__who="大島見守り隊", guests__0__rough="2"), save="")
    assert second.attendances.get(organization=body).heads == 2


# ------------------------------------------------------------------ agenda, opinions


def test_pilots_are_named_by_their_number(
    circle: Layer, second: Meeting, officer: User, browser_of: Browser
) -> None:
    for number, name in ((1, "フォーラム"), (2, "居場所づくり")):
        Pilot.objects.create(platform=circle.platform, fiscal_year=2026, number=number, name=name)
    address = f"/meetings/{second.pk}/record/"
    page = press(type_into(browser_of(officer).get(address), agenda__0__pilots="①、2"), save="")
    item = second.agenda.get(number=1)
    assert [pilot.number for pilot in item.pilots.order_by("number")] == [1, 2]
    page = browser_of(officer).get(address)
    assert editing(page)["agenda-0-pilots"].value == "①、②"
    page = press(type_into(page, agenda__0__pilots="⑨"), save="")
    assert any("「⑨」に当たる試行的事業がありません" in sentence for _, sentence in faults(page))


def test_minutes_are_pasted_seen_and_put_into_the_table(
    circle: Layer, second: Meeting, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(f"/meetings/{second.pk}/record/")
    text = "地域の現状について\n・つながりが薄い（町会）\n・場所がほしい（NPO）"
    type_into(page, **{"opinions-pasted": text})
    assert keep(page)["reads"]["opinions-pasted"] == ["ok", "3行のうち、テーマ 1、意見 2件"]
    EditDraft.objects.all().delete()
    page = press(page, save="")
    assert "まだ表に入っていません" in page.text and not Opinion.objects.exists()
    page = press(page, do="opinions:put")
    assert editing(page)["opinions-1-speaker_kind"].value == "NPO"
    press(page, save="")
    found = Opinion.objects.order_by("position").values_list("theme", "speaker_kind", "text")
    assert list(found) == [
        ("地域の現状について", "町会", "つながりが薄い"), ("地域の現状について", "NPO", "場所がほしい"),
    ]  # fmt: skip


# ------------------------------------------------------------------ a council's


@pytest.fixture
def council(circle: Layer) -> Layer:
    return Layer.objects.create(platform=circle.platform, name="地域協議会", kind="council")


def test_a_council_s_meeting_shows_its_banner_and_stays_secret(
    council: Layer, officer: User, coordinator: User, browser_of: Browser
) -> None:
    clear(officer, council)
    page = browser_of(again(officer)).get(f"{NEW}?layer={council.pk}&kind=council")
    assert "守秘の会議です" in page.text
    press(type_into(page, basics__held_on="11/20", opinions__0__text="守秘の意見"), save="")
    meeting = Meeting.objects.get()
    assert meeting.is_secret and meeting.title == "地域協議会"
    assert (
        browser_of(coordinator).get(f"/meetings/{meeting.pk}/record/", status="*").status_int == 404
    )


def test_the_kind_and_the_number_follow_the_layer_chosen(
    circle: Layer, second: Meeting, council: Layer, officer: User, browser_of: Browser
) -> None:
    clear(officer, council)
    Meeting.objects.create(
        platform=council.platform, layer=council, kind="council", fiscal_year=2026, number=6,
        title="第6回",
    )  # fmt: skip
    page = browser_of(again(officer)).get(NEW)
    page = choose(page, "basics__layer", str(council.pk))
    assert (editing(page)["basics-kind"].value, editing(page)["basics-number"].value) == (
        "council", "7",
    )  # fmt: skip
    page = choose(page, "basics__layer", str(circle.pk))
    assert (editing(page)["basics-kind"].value, editing(page)["basics-number"].value) == (
        "platform", "3",
    )  # fmt: skip
    page = choose(type_into(page, basics__kind="working"), "basics__layer", str(council.pk))
    assert editing(page)["basics-kind"].value == "working"


def test_a_new_council_meeting_s_draft_is_not_offered_once_the_clearance_has_ended(
    council: Layer, officer: User, browser_of: Browser
) -> None:
    clearance = clear(officer, council)
    page = browser_of(again(officer)).get(f"{NEW}?layer={council.pk}&kind=council")
    press(type_into(page, opinions__0__text="守秘の意見", basics__title="秘密の会"), draft="close")
    page = browser_of(again(officer)).get(NEW)
    assert "秘密の会" in page.text
    Clearance.objects.filter(pk=clearance.pk).update(ends_on=timezone.localdate() - timedelta(1))
    page = browser_of(again(officer)).get(NEW)
    assert "秘密の会" not in page.text and "下書きがあります" not in page.text


def test_a_new_meeting_begun_and_left_is_offered_again(
    circle: Layer, officer: User, browser_of: Browser
) -> None:
    page = browser_of(officer).get(NEW)
    answer = keep(type_into(page, basics__title="臨時の会", agenda__0__text="計画"))
    assert answer["token"]
    page = browser_of(officer).get(NEW)
    assert "「臨時の会」の保存していない下書きがあります" in said(page)[0]
    page = page.click("続きから入力する")
    assert editing(page)["agenda-0-text"].value == "計画"
    press(type_into(page, basics__held_on="11/20"), save="")
    assert Meeting.objects.get().title == "臨時の会" and not EditDraft.objects.exists()


def test_where_there_are_several_platforms_it_is_asked_which(
    koto: Municipality, circle: Layer, officer: User, browser_of: Browser
) -> None:
    Platform.objects.create(municipality=koto, name="もう1つのPF")
    page = browser_of(officer).get(NEW)
    page = page.click("江東区 連携PF", href=r"platform=")
    assert "名簿" in page.text
    press(type_into(page, basics__held_on="11/20"), save="")
    assert Meeting.objects.get().platform == circle.platform


def test_a_bookmark_of_the_former_form_leads_here(
    circle: Layer, second: Meeting, officer: User, viewer: User, browser_of: Browser
) -> None:
    desk = browser_of(officer)
    page = desk.get(f"/meetings/new/?platform={circle.platform_id}&held_on=R8.11.20").follow()
    assert page.request.path == NEW
    assert editing(page)["basics-held_on"].value == "R8.11.20"
    begun = "title=%E6%89%93%E5%90%88%E3%81%9B&venue=A&starts_at=14:00&ends_at=15:30&state=planned"
    later = "next_on=R9.1.29&next_starts_at=10:00&next_venue=B"
    page = desk.get(f"/meetings/new/?{begun}&{later}&kind=working&held_on=R8.12.1").follow()
    press(page, save="")
    meeting = Meeting.objects.get(title="打合せ")
    assert (meeting.venue, meeting.state, f"{meeting.ends_at:%H:%M}") == ("A", "planned", "15:30")
    assert (str(meeting.next_on), meeting.next_venue) == ("2027-01-29", "B")
    page = desk.get(f"/meetings/{second.pk}/edit/").follow()
    assert page.request.path == f"/meetings/{second.pk}/record/"
    for address in ("/meetings/new/", f"/meetings/{second.pk}/edit/"):
        browser_of(viewer).get(address, status=403)
