"""People in the administration: what they are stands in the list, and the role comes first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from webtest import TestApp

from organizations.models import Department, Municipality, StaffAssignment, User
from platform_registry.access import Role
from tests.actors import person
from tests.factories.user import PASSWORD, StaffAssignmentFactory, UserFactory
from tests.pages.hand import enter, press, the_form

LIST = "/admin/organizations/user/"
NEW = {"username": "koto-new", "display_name": "江東 新任",
       "password1": "tsugi-no-kotoba", "password2": "tsugi-no-kotoba"}  # fmt: skip


@pytest.fixture
def operator(db: None) -> User:
    return UserFactory(username="operator", is_superuser=True)


def locked_out(user: User) -> None:
    AccessAttempt.objects.create(
        username=user.username, ip_address="10.0.0.1", user_agent="x", get_data="", post_data="",
        failures_since_start=settings.AXES_FAILURE_LIMIT,
    )  # fmt: skip


def rows(page: Any) -> dict[str, str]:
    return {r.select_one("th").text: r.text for r in page.html.select("#result_list tbody tr")}


def test_an_administrator_gets_in_by_the_role_alone(
    administrator: User, coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    assert not administrator.is_staff
    assert sign_in(administrator).get("/admin/").status_code == 200
    assert sign_in(coordinator).get("/admin/").status_code == 403


def test_there_is_one_place_to_sign_in(client: Client, administrator: User) -> None:
    answer = client.get("/admin/login/?next=/admin/organizations/user/")
    assert answer.status_code == 302
    given = {"username": administrator.username, "password": PASSWORD}
    assert client.post(answer.headers["Location"], given).headers["Location"] == LIST
    assert client.get(LIST).status_code == 200


def test_no_form_has_a_second_switch(desk: TestApp, officer: User) -> None:
    for address in (f"{LIST}add/", f"{LIST}{officer.pk}/change/"):
        fields = the_form(desk.get(address)).fields
        assert not {"is_staff", "is_superuser", "groups", "user_permissions"} & set(fields)


def test_the_list_says_role_place_and_lock(
    desk: TestApp, officer: User, viewer: User, other_officer: User
) -> None:
    locked_out(officer)
    shown = rows(desk.get(LIST))
    assert set(shown) == {"koto-administrator", "koto-staff", "koto-viewer"}
    assert "江東区　職員" in shown["koto-staff"]
    assert "ロック中" in shown["koto-staff"]
    assert "ロック中" not in shown["koto-viewer"]
    assert set(rows(desk.get(f"{LIST}?role=viewer"))) == {"koto-viewer"}
    assert set(rows(desk.get(f"{LIST}?locked=1"))) == {"koto-staff"}


def test_the_operator_narrows_by_place(
    operator: User, officer: User, other_officer: User, zama: Municipality,
    browser_of: Callable[[User], TestApp],
) -> None:  # fmt: skip
    desk = browser_of(operator)
    assert set(rows(desk.get(f"{LIST}?place={zama.pk}"))) == {"zama-staff"}
    assert {"koto-staff", "zama-staff"} <= set(rows(desk.get(LIST)))


def test_the_list_asks_as_often_for_ten_as_for_many(
    administrator: User, koto: Municipality, sign_in: Callable[[User], Client],
    assert_same_queries: Callable[..., None],
) -> None:  # fmt: skip
    client = sign_in(administrator)

    def more(number: int) -> None:
        people = User.objects.bulk_create(UserFactory.build_batch(number, password="!"))
        StaffAssignment.objects.bulk_create(
            StaffAssignment(user=p, municipality=koto, role="staff") for p in people
        )

    assert_same_queries(more, lambda: client.get(LIST))


def test_the_assignment_is_entered_with_the_person(desk: TestApp, koto: Municipality) -> None:
    section = Department.objects.create(municipality=koto, name="福祉課")
    enter(desk, f"{LIST}add/", **NEW, municipality=koto.pk, role="coordinator",
          department=section.pk, ends_on="令和9年3月31日")  # fmt: skip
    role = StaffAssignment.objects.get(user__username="koto-new")
    assert (role.role, role.department, str(role.ends_on)) == (
        Role.COORDINATOR, section, "2027-03-31",
    )  # fmt: skip


def test_it_is_required_of_the_operator_too(
    operator: User, koto: Municipality, browser_of: Callable[[User], TestApp]
) -> None:
    page = enter(browser_of(operator), f"{LIST}add/", **NEW)
    assert "errorlist" in page.text
    assert not User.objects.filter(username="koto-new").exists()
    enter(browser_of(operator), f"{LIST}add/", **NEW, municipality=koto.pk, role="administrator")
    assert StaffAssignment.objects.get(user__username="koto-new").role == Role.ADMINISTRATOR


def test_a_department_of_another_place_is_refused_and_nothing_is_stored(
    operator: User, koto: Municipality, zama: Municipality, browser_of: Callable[[User], TestApp]
) -> None:
    section = Department.objects.create(municipality=zama, name="福祉課")
    page = enter(browser_of(operator), f"{LIST}add/", **NEW, municipality=koto.pk, role="staff",
                 department=section.pk)  # fmt: skip
    assert "担当の自治体の部署" in page.text
    assert not User.objects.filter(username="koto-new").exists()


def test_lock_outs_are_lifted_in_the_list(desk: TestApp, officer: User, viewer: User) -> None:
    for user in (officer, viewer):
        locked_out(user)
    form = desk.get(f"{LIST}?q=koto-staff").forms["changelist-form"]
    form["action"] = "lift_lockouts"
    form["_selected_action"] = [str(officer.pk)]
    assert "ロックを解きました" in press(form, "index").maybe_follow().text
    assert [a.username for a in AccessAttempt.objects.all()] == ["koto-viewer"]


def test_a_person_s_role_elsewhere_is_not_told(
    desk: TestApp, officer: User, zama: Municipality, koto: Municipality
) -> None:
    gone = person("gone", "江東 異動", Role.STAFF, koto)
    StaffAssignmentFactory(user=gone, municipality=zama, ends_on="2024-03-31")
    page = desk.get(f"{LIST}{gone.pk}/change/")
    assert "座間市" not in page.text
    assert "座間市" not in desk.get(LIST).text


def test_the_admin_keeps_the_last_administrator(desk: TestApp, administrator: User) -> None:
    page = desk.get(f"{LIST}{administrator.pk}/change/")
    form = the_form(page)
    form["is_active"] = False
    assert "管理者がいなくなります" in press(form).maybe_follow().text
    administrator.refresh_from_db()
    assert administrator.is_active


def test_a_moment_at_the_edge_of_the_calendar_is_no_error_page(
    administrator: User, sign_in: Callable[[User], Client]
) -> None:
    address = f"{LIST}?last_login__gte=0001-01-01 00:00:00%2B09:00"
    assert sign_in(administrator).get(address, follow=True).status_code == 200
