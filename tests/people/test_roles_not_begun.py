"""A role given by mistake is taken back on its first day or before; the same role stands once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from webtest import TestApp

from organizations.models import LogEntry, Municipality, StaffAssignment, User
from organizations.people.actions import end_role, refuse_foreign_password
from platform_registry import actions as door
from platform_registry.access import Role
from tests.factories.user import StaffAssignmentFactory, UserFactory
from tests.pages.hand import complaints, enter


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def given(user: User, koto: Municipality, role: str = Role.COORDINATOR, **days: Any) -> Any:
    return StaffAssignmentFactory(user=user, municipality=koto, role=role, **days)


def end_page(role: StaffAssignment) -> str:
    return f"/people/roles/{role.pk}/end/"


@pytest.mark.parametrize("begins", [0, 1, 30])
def test_it_is_taken_back_at_once(
    begins: int, desk: TestApp, officer: User, koto: Municipality
) -> None:
    wrong = given(officer, koto, starts_on=day(begins), ends_on=day(90))
    page = enter(desk, end_page(wrong), when="now")
    assert "役割（コーディネーター）を取り消しました" in page.text
    wrong.refresh_from_db()
    assert (wrong.withdrawn, wrong.starts_on) == (True, day(begins))
    held = StaffAssignment.objects.filter(user=officer)
    assert [role.role for role in held.on(day(begins))] == [Role.STAFF]
    row = next(tr.text for tr in page.html.select("tbody tr") if "コーディネーター" in tr.text)
    assert "取り消し済み" in row
    assert "終える" not in row
    assert "編集" not in row


def test_the_log_tells_that_it_was_taken_back(
    desk: TestApp, administrator: User, officer: User, koto: Municipality
) -> None:
    wrong = given(officer, koto, starts_on=day(3))
    enter(desk, end_page(wrong), when="now")
    entry = LogEntry.objects.filter(object_pk=str(wrong.pk)).latest("pk")
    assert entry.actor == administrator
    assert "withdrawn" in entry.changes
    assert "取り消し" in desk.get("/records/").text


def test_it_can_be_given_again_and_no_longer_be_changed(
    desk: TestApp, administrator: User, officer: User, koto: Municipality
) -> None:
    wrong = given(officer, koto, starts_on=day(3))
    end_role(wrong, last=None, opened=1, by=administrator)
    with pytest.raises(ValidationError, match="取り消されています"):
        end_role(wrong, last=None, opened=2, by=administrator)
    again = StaffAssignment(user=officer, municipality=koto, role=wrong.role, starts_on=day(3))
    door.save(again, by=administrator)
    wrong.ends_on = day(9)
    with pytest.raises(ValidationError, match="取り消した役割は変えられません"):
        door.save(wrong, by=administrator)


def test_who_was_only_to_become_administrator_counts_as_none(
    administrator: User, officer: User, koto: Municipality
) -> None:
    operator = UserFactory(is_superuser=True)
    successor = given(officer, koto, Role.ADMINISTRATOR, starts_on=day(31))
    own = administrator.assignments.get()
    end_role(own, last=day(30), opened=own.version, by=operator)
    with pytest.raises(ValidationError, match="管理者がいなくなります"):
        end_role(successor, last=None, opened=successor.version, by=operator)
    own.ends_on = None
    door.save(own, by=operator)
    end_role(successor, last=None, opened=successor.version, by=administrator)
    refuse_foreign_password(officer, by=administrator)


def test_a_role_of_a_later_day_ends_on_a_day_of_its_own(
    desk: TestApp, officer: User, koto: Municipality
) -> None:
    later = given(officer, koto, starts_on=day(30))
    page = enter(desk, end_page(later), when="day")  # the day the page proposes
    assert "で終わります" in page.text
    later.refresh_from_db()
    assert later.ends_on == day(30)


# ------------------------------------------------------------------ the last day


@pytest.mark.parametrize(
    ("stored", "typed", "says"),
    [
        (None, -1, "今すぐ終える"),
        (10, 11, "「編集」"),
    ],
)
def test_what_the_page_refuses_and_what_it_goes_on_showing(
    stored: int | None, typed: int, says: str, desk: TestApp, officer: User
) -> None:
    role = officer.assignments.get()
    ends_on = day(stored) if stored else None
    StaffAssignment.objects.filter(pk=role.pk).update(ends_on=ends_on)
    before = desk.get(end_page(role)).html.select_one(".facts").text
    page = enter(desk, end_page(role), when="day", last_on=day(typed).isoformat())
    assert any(name == "最後の日" and says in said for name, said in complaints(page))
    assert page.html.select_one(".facts").text == before
    role.refresh_from_db()
    assert role.ends_on == ends_on


def test_the_last_day_is_needed_where_one_ends_it_on_a_day(desk: TestApp, officer: User) -> None:
    page = desk.get(end_page(officer.assignments.get()))
    label = page.html.find("label", string=lambda text: text and "最後の日" in text)
    label = label or next(node for node in page.html.select("label") if "最後の日" in node.text)
    assert "任意" not in label.text


def test_a_refused_end_leaves_the_period_as_it_stands(
    administrator: User, browser_of: Callable[[User], TestApp]
) -> None:
    operator = browser_of(UserFactory(is_superuser=True))
    role = administrator.assignments.get()
    page = enter(operator, end_page(role), when="day", last_on=day(5).isoformat())
    assert "いなくなります" in page.text
    assert "期限なし" in page.html.select_one(".facts").text


def test_the_verb_leaves_a_refused_role_in_hand_as_it_was(administrator: User) -> None:
    operator = UserFactory(is_superuser=True)
    role = administrator.assignments.get()
    for last in (None, day(3)):
        with pytest.raises(ValidationError):
            end_role(role, last=last, opened=role.version, by=operator)
        assert (role.ends_on, role.withdrawn) == (None, False)


# ------------------------------------------------------------------ once only

OVERLAPS: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({}, {"starts_on": day(-9)}, True),
    ({"starts_on": day(-9)}, {}, True),
    ({"ends_on": day(5)}, {"starts_on": day(5)}, True),
    ({"starts_on": day(1), "ends_on": day(3)}, {"starts_on": day(2), "ends_on": day(9)}, True),
    ({"ends_on": day(5)}, {"starts_on": day(6)}, False),
    ({"starts_on": day(6)}, {"ends_on": day(5)}, False),
]


@pytest.mark.parametrize(("stored", "more", "refused"), OVERLAPS, ids=str)
def test_the_same_role_stands_once_on_any_day(
    stored: dict[str, Any], more: dict[str, Any], refused: bool, administrator: User,
    stranger: User, koto: Municipality,
) -> None:  # fmt: skip
    given(stranger, koto, **stored)
    same = StaffAssignment(user=stranger, municipality=koto, role=Role.COORDINATOR, **more)
    other = StaffAssignment(user=stranger, municipality=koto, role=Role.VIEWER, **more)
    door.save(other, by=administrator)
    if refused:
        with pytest.raises(ValidationError, match="期間が重なっています") as refusal:
            door.save(same, by=administrator)
        assert {*refusal.value.error_dict} == {"starts_on"}
    else:
        door.save(same, by=administrator)


def test_another_role_does_not_become_one_that_stands_already(
    desk: TestApp, officer: User, koto: Municipality
) -> None:
    given(officer, koto, starts_on=day(-9))
    address = f"/people/roles/{officer.assignments.get(role=Role.STAFF).pk}/edit/"
    page = enter(desk, address, role="coordinator")
    assert any("重なっています" in said for name, said in complaints(page) if name == "開始日")


def test_what_stood_twice_can_still_be_ended(
    administrator: User, officer: User, koto: Municipality
) -> None:
    twice = given(officer, koto, Role.STAFF, starts_on=day(-9))
    end_role(twice, last=day(2), opened=twice.version, by=administrator)
    first = officer.assignments.get(ends_on=None)
    end_role(first, last=None, opened=first.version, by=administrator)
    assert first.ends_on == day(-1)


def test_another_person_or_place_may_hold_the_same(
    administrator: User, stranger: User, officer: User, koto: Municipality, zama: Municipality
) -> None:
    for user, place in ((stranger, koto), (officer, koto), (stranger, zama)):
        role = StaffAssignment(user=user, municipality=place, role=Role.COORDINATOR)
        door.save(role, by=None)
    assert StaffAssignment.objects.filter(role=Role.COORDINATOR).count() == 3
