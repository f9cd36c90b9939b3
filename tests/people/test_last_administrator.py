"""Nobody takes his own role away, and no municipality is left without an administrator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from organizations.models import Municipality, StaffAssignment, User
from organizations.people.actions import save_account
from platform_registry import actions as door
from platform_registry.access import Role
from tests.actors import person
from tests.factories.user import UserFactory
from tests.pages.hand import enter, the_form

LAST = "管理者がいなくなります"
OWN = "自分自身の役割と期間は"


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def second(koto: Municipality) -> User:
    return person("second", "もう1人の管理者", Role.ADMINISTRATOR, koto)


@pytest.fixture
def operator(db: None) -> User:
    return UserFactory(username="operator", is_superuser=True)


def changed(user: User, *, by: User, **values: Any) -> str:
    """What the door says to a change of the person's role; empty where it is written."""
    role = StaffAssignment.objects.get(user=user)
    for name, value in values.items():
        setattr(role, name, value)
    try:
        door.save(role, by=by)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""


WEAKER: list[dict[str, Any]] = [
    {"role": Role.STAFF},
    {"ends_on": timedelta(days=0)},
    {"ends_on": timedelta(days=-1)},
    {"ends_on": timedelta(days=90)},
    {"starts_on": timedelta(days=1)},
]
"""Days count from the day of the test: a run may go on past midnight."""


def today(change: dict[str, Any]) -> dict[str, Any]:
    return {
        name: day(value.days) if isinstance(value, timedelta) else value
        for name, value in change.items()
    }


@pytest.mark.parametrize("change", WEAKER, ids=str)
def test_the_last_administrator_stays(
    change: dict[str, Any], administrator: User, operator: User
) -> None:
    weaker = today(change)
    assert LAST in changed(administrator, by=operator, **weaker)
    assert not StaffAssignment.objects.filter(user=administrator, **weaker).exists()


@pytest.mark.parametrize("change", WEAKER, ids=str)
def test_beside_another_he_may_go(
    change: dict[str, Any], administrator: User, second: User
) -> None:
    assert changed(administrator, by=second, **today(change)) == ""


def test_nobody_changes_his_own_role(administrator: User, second: User) -> None:
    for change in WEAKER:
        assert OWN in changed(administrator, by=administrator, **today(change))
    more = StaffAssignment(
        user=administrator,
        role=Role.STAFF,
        municipality=administrator.assignments.get().municipality,
    )
    with pytest.raises(ValidationError, match=OWN):
        door.save(more, by=administrator)


def test_a_successor_who_begins_the_day_after_is_enough(
    administrator: User, operator: User, officer: User, koto: Municipality
) -> None:
    door.save(
        StaffAssignment(
            user=officer, municipality=koto, role=Role.ADMINISTRATOR, starts_on=day(31)
        ),
        by=administrator,
    )
    assert LAST in changed(administrator, by=operator, ends_on=day(29))
    assert changed(administrator, by=operator, ends_on=day(30)) == ""


def test_who_administers_elsewhere_or_is_shut_out_does_not_count(
    administrator: User, operator: User, other_administrator: User, second: User
) -> None:
    save_account(_closed(second), opened=1, by=operator)
    assert LAST in changed(administrator, by=operator, role=Role.VIEWER)


def test_nor_is_the_last_administrator_s_account_closed(
    administrator: User, operator: User, second: User
) -> None:
    save_account(_closed(administrator), opened=1, by=operator)
    with pytest.raises(ValidationError, match=LAST):
        save_account(_closed(second), opened=1, by=operator)


def _closed(user: User) -> User:
    user.is_active = False
    return user


def test_what_ended_long_ago_is_mended_freely(
    administrator: User, koto: Municipality, second: User
) -> None:
    gone = StaffAssignment.objects.get(user=second)
    gone.starts_on, gone.ends_on = date(2020, 4, 1), date(2021, 3, 31)
    door.save(gone, by=administrator)
    gone.ends_on = date(2021, 2, 28)
    door.save(gone, by=administrator)


def test_the_admin_s_pages_say_it_too(
    administrator: User, second: User, browser_of: Callable[[User], Any]
) -> None:
    role = administrator.assignments.get()
    address = f"/admin/organizations/staffassignment/{role.pk}/change/"
    page = enter(browser_of(administrator), address, role="viewer")
    assert OWN in page.text
    role.refresh_from_db()
    assert role.role == Role.ADMINISTRATOR


def test_ends_that_follow_each_other_leave_nobody_either(
    administrator: User, second: User, operator: User
) -> None:
    """Each end alone has another administrator behind it; together they have none."""
    assert changed(second, by=operator, ends_on=day(60)) == ""
    assert LAST in changed(administrator, by=operator, ends_on=day(30))
    assert LAST in changed(administrator, by=operator, ends_on=day(90))
    assert LAST in changed(administrator, by=operator, starts_on=day(62))
    assert changed(administrator, by=operator, starts_on=day(61)) == ""
    assert LAST in changed(second, by=operator, ends_on=day(59))
    with pytest.raises(ValidationError, match=LAST):
        save_account(_closed(administrator), opened=1, by=operator)


def test_a_role_to_the_end_of_the_calendar_breaks_nothing(
    administrator: User, second: User, operator: User
) -> None:
    StaffAssignment.objects.filter(user=second).update(ends_on=date.max)
    assert changed(administrator, by=operator, ends_on=day(30)) == ""


def test_a_role_stays_with_its_person(
    administrator: User, second: User, officer: User, operator: User
) -> None:
    for by in (administrator, operator):
        with pytest.raises(ValidationError, match="登録した後では変えられません"):
            role = StaffAssignment.objects.get(user=second)
            role.user = officer
            door.save(role, by=by)
    assert StaffAssignment.objects.get(user=second).role == Role.ADMINISTRATOR


def test_the_admin_shows_whose_role_it_is(
    administrator: User, second: User, officer: User, browser_of: Callable[[User], Any]
) -> None:
    desk, role = browser_of(administrator), StaffAssignment.objects.get(user=second)
    form = the_form(desk.get(f"/admin/organizations/staffassignment/{role.pk}/change/"))
    assert "disabled" in form["user"].attrs
    desk.post(form.action or f"/admin/organizations/staffassignment/{role.pk}/change/",
              [*form.submit_fields(), ("user", officer.pk)])  # fmt: skip
    role.refresh_from_db()
    assert role.user == second
