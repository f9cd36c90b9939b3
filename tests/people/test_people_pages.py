"""「利用者」 as the administrator of 江東区 uses it, through the pages as they are rendered."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from webtest import TestApp

from organizations.models import Department, LogEntry, Municipality, StaffAssignment, User
from platform_registry.access import Role
from tests.actors import person
from tests.factories.user import PASSWORD, StaffAssignmentFactory, UserFactory
from tests.pages.hand import complaints, enter, press, push, the_form, write

Desk = Callable[[User], TestApp]


@pytest.fixture
def second(koto: Municipality) -> User:
    return person("second", "もう1人の管理者", Role.ADMINISTRATOR, koto)


def page_of(user: User) -> str:
    return f"/people/{user.pk}/"


def role_of(user: User) -> StaffAssignment:
    return StaffAssignment.objects.get(user=user)


def locked_out(user: User) -> None:
    AccessAttempt.objects.create(
        username=user.username, ip_address="10.0.0.1", user_agent="x", get_data="", post_data="",
        failures_since_start=settings.AXES_FAILURE_LIMIT,
    )  # fmt: skip


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


# ------------------------------------------------------------------ the list


def test_the_list_is_of_one_s_own_people_with_what_they_are_here(
    desk: TestApp, officer: User, other_officer: User, zama: Municipality, koto: Municipality
) -> None:
    StaffAssignmentFactory(user=officer, municipality=zama, role=Role.ADMINISTRATOR)
    gone = person("gone", "江東 退職", Role.COORDINATOR, koto)
    StaffAssignment.objects.filter(user=gone).update(ends_on=date(2024, 3, 31))
    locked_out(officer)
    text = desk.get("/people/?sort=username").text
    assert "座間 職員" not in text
    assert "座間市" not in text
    found = desk.get("/people/").html.select("tbody tr")
    rows = {row.select_one("td .muted").text: row.text for row in found}
    assert "職員" in rows["koto-staff"]
    assert "管理者" not in rows["koto-staff"]
    assert "ロック中" in rows["koto-staff"]
    assert "役割を終えた" in rows["gone"]
    assert "〜令和6年3月31日（日）" in rows["gone"]


def test_it_narrows_by_what_one_knows_alone(
    desk: TestApp, officer: User, zama: Municipality
) -> None:
    StaffAssignmentFactory(user=officer, municipality=zama, role=Role.VIEWER)
    assert "江東 職員" in desk.get("/people/?role=staff").text
    assert "江東 職員" not in desk.get("/people/?role=viewer").text
    assert "江東 職員" in desk.get("/people/?standing=now").text
    locked_out(officer)
    listed = desk.get("/people/?state=locked").html.select_one("tbody").text
    assert "江東 職員" in listed
    assert "江東 管理" not in listed


def test_it_is_taken_along(administrator: User, officer: User, sign_in: Any) -> None:
    file = sign_in(administrator).get("/people/?export=csv")
    assert "koto-staff" in file.getvalue().decode("utf-8-sig")


def test_the_list_asks_as_often_for_ten_as_for_a_thousand(
    administrator: User, koto: Municipality, sign_in: Callable[[User], Client],
    assert_same_queries: Callable[..., None],
) -> None:  # fmt: skip
    section = Department.objects.create(municipality=koto, name="福祉課")
    client = sign_in(administrator)

    def more(number: int) -> None:
        people = UserFactory.build_batch(number, password="!")
        User.objects.bulk_create(people)
        StaffAssignment.objects.bulk_create(
            StaffAssignment(user=p, municipality=koto, department=section, role="staff")
            for p in people
        )

    assert_same_queries(more, lambda: client.get("/people/"))


def test_the_menu_leads_there_for_administrators(
    administrator: User, coordinator: User, sign_in: Callable[[User], Client]
) -> None:
    assert 'href="/people/"' in sign_in(administrator).get("/").content.decode()
    assert 'href="/people/"' not in sign_in(coordinator).get("/").content.decode()


# ------------------------------------------------------------------ a new person


def test_a_new_person_is_given_a_password_once(desk: TestApp, koto: Municipality) -> None:
    section = Department.objects.create(municipality=koto, name="福祉課")
    page = enter(desk, "/people/new/", username="koto-new", display_name="江東 新任", role="staff",
                 department=section.pk, ends_on="令和9年3月31日")  # fmt: skip
    password = page.html.select_one(".temporary").text
    new = User.objects.get(username="koto-new")
    assert new.check_password(password)
    assert new.must_change_password
    role = role_of(new)
    assert (role.municipality, role.department, role.ends_on) == (koto, section, date(2027, 3, 31))
    assert password not in desk.get(page_of(new)).text
    assert password not in str(list(LogEntry.objects.values()))
    assert page.headers["Cache-Control"].count("no-store")


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"username": "koto-staff"}, "ユーザー名", "すでに使われています"),
        ({"username": "空 白"}, "ユーザー名", ""),
        ({"username": ""}, "ユーザー名", ""),
        ({"display_name": ""}, "表示名", ""),
        ({"starts_on": "令和8年4月1日", "ends_on": "令和7年4月1日"}, "終了日", "開始以降"),
        ({"ends_on": "いつか"}, "終了日", ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    values: dict[str, str], field: str, says: str, desk: TestApp, officer: User
) -> None:
    good = {"username": "koto-new", "display_name": "江東 新任", "role": "staff"}
    before = User.objects.count()
    page = enter(desk, "/people/new/", **(good | values))
    assert any(name == field and says in sentence for name, sentence in complaints(page))
    assert User.objects.count() == before


# ------------------------------------------------------------------ roles


def test_a_role_and_its_period_are_changed(desk: TestApp, officer: User) -> None:
    page = enter(
        desk, f"/people/roles/{role_of(officer).pk}/edit/", role="coordinator", starts_on="R6.4.1"
    )
    assert "役割を変えました" in page.text
    role = role_of(officer)
    assert (role.role, role.starts_on) == (Role.COORDINATOR, date(2024, 4, 1))


def test_who_was_slower_is_told(
    desk: TestApp, second: User, officer: User, browser_of: Desk
) -> None:
    address = f"/people/roles/{role_of(officer).pk}/edit/"
    slow = desk.get(address)
    enter(browser_of(second), address, role="coordinator")
    page = write(slow, role="viewer")
    assert "ほかの人が更新しました" in page.text
    assert role_of(officer).role == Role.COORDINATOR


def test_two_end_a_role_at_once(
    desk: TestApp, second: User, officer: User, browser_of: Desk
) -> None:
    address = f"/people/roles/{role_of(officer).pk}/end/"
    slow = desk.get(address)
    enter(browser_of(second), address, when="day", last_on="令和12年3月31日")
    assert "ほかの人が更新しました" in write(slow, when="now").text
    assert role_of(officer).ends_on == date(2030, 3, 31)


def test_a_role_ends_at_once_or_on_a_day(
    desk: TestApp, officer: User, viewer: User, sign_in: Callable[[User], Client]
) -> None:
    working = sign_in(officer)
    assert working.get("/organizations/new/").status_code == 200
    page = enter(desk, f"/people/roles/{role_of(officer).pk}/end/", when="now")
    assert "役割（職員）を終えました" in page.text
    assert role_of(officer).ends_on == yesterday()
    assert working.get("/organizations/new/").status_code == 403
    enter(desk, f"/people/roles/{role_of(viewer).pk}/end/", when="day", last_on="令和12年3月31日")
    assert role_of(viewer).ends_on == date(2030, 3, 31)
    assert (
        "この役割は、すでに終わっています"
        in enter(desk, f"/people/roles/{role_of(officer).pk}/end/", when="now").text
    )


def test_the_last_administrator_and_oneself_are_told_why(
    desk: TestApp, administrator: User, browser_of: Desk
) -> None:
    own = role_of(administrator)
    assert "役割を終える" not in desk.get(page_of(administrator)).text
    assert "自分自身の役割と期間は" in enter(desk, f"/people/roles/{own.pk}/end/", when="now").text
    operator = browser_of(UserFactory(username="operator", is_superuser=True))
    assert "いなくなります" in enter(operator, f"/people/roles/{own.pk}/end/", when="now").text
    assert "いなくなります" in enter(operator, f"/people/roles/{own.pk}/edit/", role="viewer").text
    own.refresh_from_db()
    assert (own.role, own.ends_on) == (Role.ADMINISTRATOR, None)


def test_beside_another_administrator_it_is_still_not_one_s_own(
    desk: TestApp, administrator: User, second: User
) -> None:
    own = role_of(administrator)
    assert "自分自身の役割と期間は" in enter(desk, f"/people/roles/{own.pk}/end/", when="now").text
    page = desk.get(f"/people/{administrator.pk}/roles/new/")
    assert "自分自身の役割と期間は" in write(page, role="viewer").text


def test_of_a_person_of_two_towns_each_ends_its_own(
    desk: TestApp, officer: User, zama: Municipality, other_administrator: User
) -> None:
    there = StaffAssignmentFactory(user=officer, municipality=zama, role=Role.VIEWER)
    text = desk.get(page_of(officer)).text
    assert "閲覧者" not in re.sub(r"<[^>]+>", "", text)
    for name in ("edit", "end"):
        assert desk.get(f"/people/roles/{there.pk}/{name}/", status="*").status_int == 404
    assert desk.get(f"/people/{other_administrator.pk}/", status="*").status_int == 404


def test_a_former_administrator_finds_nobody(
    administrator: User, second: User, officer: User, sign_in: Callable[[User], Client]
) -> None:
    StaffAssignment.objects.filter(user=administrator).update(ends_on=yesterday())
    client = sign_in(administrator)
    assert client.get("/people/").status_code == 403
    assert client.get(page_of(officer)).status_code == 404


# ------------------------------------------------------------------ password and lock-out


def test_a_new_temporary_password(desk: TestApp, officer: User) -> None:
    page = press(the_form(desk.get(f"{page_of(officer)}password/"))).follow()
    officer.refresh_from_db()
    assert officer.check_password(page.html.select_one(".temporary").text)
    assert officer.must_change_password


def test_the_page_that_shows_it_gives_no_second_one(
    desk: TestApp, second: User, officer: User, browser_of: Desk
) -> None:
    page = press(the_form(desk.get(f"{page_of(officer)}password/")))
    assert desk.get(page_of(second)).status_int == 200
    password = desk.get(page.location).html.select_one(".temporary").text
    again = desk.get(page.location).follow()
    assert "1回だけ表示されます" in again.text
    assert password not in again.text
    assert browser_of(second).get(page.location).status_int == 302
    officer.refresh_from_db()
    assert officer.check_password(password)
    assert password not in str([s.get_decoded() for s in Session.objects.all()])


def test_one_person_s_password_is_not_shown_as_another_s(
    desk: TestApp, viewer: User, officer: User
) -> None:
    press(the_form(desk.get(f"{page_of(officer)}password/")))
    assert desk.get(f"{page_of(viewer)}password/shown/").status_int == 302
    page = desk.get(f"{page_of(officer)}password/shown/")
    officer.refresh_from_db()
    assert officer.check_password(page.html.select_one(".temporary").text)


def test_not_of_another_administrator_nor_of_who_works_elsewhere(
    desk: TestApp, officer: User, second: User, zama: Municipality
) -> None:
    StaffAssignmentFactory(user=officer, municipality=zama)
    for user in (officer, second):
        assert "仮のパスワードを出す" not in desk.get(page_of(user)).text
        page = desk.get(f"{page_of(user)}password/", status=403)
        assert "本人かサイトの運用者だけ" in page.text
        user.refresh_from_db()
        assert user.check_password(PASSWORD)


def test_a_lock_out_is_lifted(desk: TestApp, officer: User, client: Client) -> None:
    wrong = {"username": officer.username, "password": "chigau-kotoba"}
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/login/", wrong)
    right = wrong | {"password": PASSWORD}
    assert client.post("/login/", right).status_code != 302
    assert "ロックを解きました" in push(desk, page_of(officer), "ロックを解く").text
    assert client.post("/login/", right).status_code == 302
    assert LogEntry.objects.filter(additional_data__what="ロックの解除").count() == 1


def test_of_who_no_longer_works_here_it_is_not(desk: TestApp, officer: User) -> None:
    StaffAssignment.objects.filter(user=officer).update(ends_on=yesterday())
    locked_out(officer)
    assert "ロックだけを解けます" in push(desk, page_of(officer), "ロックを解く").text
    assert AccessAttempt.objects.exists()
