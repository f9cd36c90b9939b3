"""Who leaves hands over what is open; the list is shown before, and goes as a whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from webtest import TestApp

from meetings.models import Action, Meeting
from organizations.models import Clearance, LogEntry, Municipality, Platform, StaffAssignment, User
from organizations.people.actions_handover import hand_over
from platform_registry.access import Role
from surveys.models import ImportBatch
from tests.actors import UNTIL, person
from tests.factories.import_batch import ImportBatchFactory
from tests.pages.hand import enter, the_form, write

Desk = Callable[[User], TestApp]


@pytest.fixture
def draft(koto: Municipality, coordinator: User) -> ImportBatch:
    return ImportBatchFactory(municipality=koto, created_by=coordinator, changed_by=coordinator)


@pytest.fixture
def meeting(koto: Municipality) -> Meeting:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF", status="running")
    return Meeting.objects.create(platform=platform, fiscal_year=2026, title="第1回 打合せ")


@pytest.fixture
def task(meeting: Meeting) -> Action:
    Action.objects.create(meeting=meeting, text="終わったこと", owner="江東 調整", state="done")
    Action.objects.create(meeting=meeting, text="ほかの人のこと", owner="深川 花子")
    return Action.objects.create(meeting=meeting, text="名簿を送る", owner="江東調整")


@pytest.fixture
def successor(koto: Municipality) -> User:
    return person("koto-next", "江東 後任", Role.COORDINATOR, koto)


def address(user: User) -> str:
    return f"/people/{user.pk}/handover/"


def test_what_is_open_is_shown_and_goes_to_the_successor(
    desk: TestApp, coordinator: User, successor: User, draft: ImportBatch, task: Action
) -> None:
    committed = ImportBatchFactory(
        municipality=draft.municipality, created_by=coordinator, state="committed"
    )
    assert "引き継ぐ（2件）" in desk.get(f"/people/{coordinator.pk}/").text
    page = desk.get(address(coordinator))
    assert "名簿を送る" in page.text
    assert "終わったこと" not in page.text
    assert "ほかの人のこと" not in page.text
    done = write(page, successor=successor.pk).maybe_follow()
    assert "2件を江東 後任さんに引き継ぎました" in done.text
    for record in (draft, task, committed):
        record.refresh_from_db()
    assert (draft.created_by, draft.changed_by, task.owner) == (successor, coordinator, "江東 後任")
    assert committed.created_by == coordinator
    entries = LogEntry.objects.filter(actor__username="koto-administrator")
    assert {entry.content_type.model for entry in entries} >= {"importbatch", "action"}
    assert "引き継ぐものはありません" in desk.get(address(coordinator)).text


def test_what_is_not_ticked_stays(
    desk: TestApp, coordinator: User, successor: User, draft: ImportBatch, task: Action
) -> None:
    enter(desk, address(coordinator), successor=successor.pk, open=[f"action-{task.pk}"])
    draft.refresh_from_db()
    assert draft.created_by == coordinator
    page = enter(desk, address(coordinator), successor=successor.pk, open=[])
    assert "1つ以上選んで" in page.text


def test_all_or_nothing_where_one_of_them_cannot_take_it(
    desk: TestApp, coordinator: User, officer: User, draft: ImportBatch, task: Action
) -> None:
    page = enter(desk, address(coordinator), successor=officer.pk)
    assert "コーディネーターと管理者だけ" in page.text
    for record in (draft, task):
        record.refresh_from_db()
    assert (draft.created_by, task.owner) == (coordinator, "江東調整")


def test_two_administrators_at_once(
    desk: TestApp, coordinator: User, successor: User, draft: ImportBatch, koto: Municipality,
    browser_of: Desk,
) -> None:  # fmt: skip
    second = person("second", "もう1人の管理者", Role.ADMINISTRATOR, koto)
    slow = desk.get(address(coordinator))
    enter(browser_of(second), address(coordinator), successor=second.pk)
    assert "引き継ぐものが変わりました" in write(slow, successor=successor.pk).text
    draft.refresh_from_db()
    assert draft.created_by == second


def test_only_colleagues_of_today_are_offered(
    desk: TestApp, coordinator: User, draft: ImportBatch, other_officer: User, officer: User
) -> None:
    StaffAssignment.objects.filter(user=officer).update(ends_on="2024-03-31")
    offered = the_form(desk.get(address(coordinator)))["successor"].options
    assert [label for _, _, label in offered][1:] == ["江東 管理"]


def test_a_former_person_s_work_is_handed_over_too(
    desk: TestApp, coordinator: User, successor: User, draft: ImportBatch
) -> None:
    StaffAssignment.objects.filter(user=coordinator).update(ends_on="2024-03-31")
    assert "1件を" in enter(desk, address(coordinator), successor=successor.pk).text


def test_what_is_confided_is_not_told_to_who_is_not_cleared(
    desk: TestApp, coordinator: User, task: Action
) -> None:
    Meeting.objects.filter(pk=task.meeting_id).update(confidential=True)
    assert "名簿を送る" not in desk.get(address(coordinator)).text


def test_what_another_town_s_person_has_open_is_not_told(
    desk: TestApp, coordinator: User, zama: Municipality
) -> None:
    StaffAssignment.objects.create(user=coordinator, municipality=zama, role=Role.COORDINATOR)
    there = ImportBatchFactory(municipality=zama, created_by=coordinator)
    assert there.file.name not in desk.get(address(coordinator)).html.select_one("main").text


def test_an_account_that_is_closed_is_not_offered(
    desk: TestApp, coordinator: User, draft: ImportBatch, officer: User
) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)
    offered = the_form(desk.get(address(coordinator)))["successor"].options
    assert "江東 職員" not in [label for _, _, label in offered]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.STAFF])
def test_a_task_goes_to_who_may_do_it(
    desk: TestApp, coordinator: User, task: Action, koto: Municipality, role: Role
) -> None:
    colleague = person("colleague", "江東 同僚", role, koto)
    page = enter(desk, address(coordinator), successor=colleague.pk)
    task.refresh_from_db()
    assert (task.owner == "江東 同僚") == (role == Role.STAFF)
    assert ("で今働いている職員だけ" in page.text) == (role == Role.VIEWER)


def test_a_task_goes_to_nobody_of_another_town(
    administrator: User, coordinator: User, task: Action, zama: Municipality, other_officer: User
) -> None:
    StaffAssignment.objects.create(user=administrator, municipality=zama, role=Role.ADMINISTRATOR)
    with pytest.raises(ValidationError, match="その連携PFの自治体"):
        hand_over(coordinator, to=other_officer, ticked=[f"action-{task.pk}"], by=administrator)


@pytest.fixture
def asked(
    meeting: Meeting, zama: Municipality, other_administrator: User, other_officer: User
) -> Clearance:
    """What the administrator of a partner asked for."""
    meeting.platform.partners.add(zama)
    return Clearance.objects.create(
        platform=meeting.platform, user=other_officer, pledged_on="2026-04-01", ends_on=UNTIL,
        asked_by=other_administrator,
    )  # fmt: skip


@pytest.mark.parametrize("told", ["閲覧する本人", "管理者だけ"])
def test_a_request_goes_neither_to_its_person_nor_to_who_administers_nothing(
    asked: Clearance, zama: Municipality, other_administrator: User, told: str
) -> None:
    to = asked.user if told == "閲覧する本人" else person("z2", "座間 二", Role.STAFF, zama)
    if to == asked.user:
        StaffAssignment.objects.filter(user=to).update(role=Role.ADMINISTRATOR)
    ticked = [f"request-{asked.pk}"]
    with pytest.raises(ValidationError, match=told):
        hand_over(other_administrator, to=User.objects.get(pk=to.pk), ticked=ticked,
                  by=other_administrator)  # fmt: skip


def test_a_request_that_was_answered_is_open_no_more(
    asked: Clearance, desk: TestApp, browser_of: Desk, other_administrator: User
) -> None:
    assert "閲覧の申し出" in browser_of(other_administrator).get(address(other_administrator)).text
    Clearance.objects.filter(pk=asked.pk).update(ended_at="2026-05-01T00:00+09:00")
    page = browser_of(other_administrator).get(address(other_administrator))
    assert "引き継ぐものはありません" in page.text


def test_a_partner_s_request_goes_to_another_administrator(
    asked: Clearance, zama: Municipality, other_administrator: User
) -> None:
    next_one = person("zama-next", "座間 後任", Role.ADMINISTRATOR, zama)
    assert (
        hand_over(other_administrator, to=next_one, ticked=[f"request-{asked.pk}"], by=next_one)
        == 1
    )
    asked.refresh_from_db()
    assert asked.asked_by == next_one
