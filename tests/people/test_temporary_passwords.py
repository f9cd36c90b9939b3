"""A password another person has set opens one page only: the one on which it is changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from webtest import TestApp

from organizations.models import LogEntry, Municipality, StaffAssignment, User
from organizations.people import actions as people_actions
from organizations.people import actions_setup
from platform_registry.access import Role
from tests.factories.user import PASSWORD, UserFactory
from tests.pages.hand import complaints, enter, press, the_form

NEW = "atarashii-kotoba-1"


@pytest.fixture
def temporary(administrator: User, officer: User) -> str:
    """The officer's password as the administrator has just given it."""
    return people_actions.give_temporary_password(officer, by=administrator)


@pytest.mark.parametrize("address", ["/", "/organizations/", "/account/", "/search/?q=a"])
def test_everything_leads_to_the_change(
    address: str, temporary: str, officer: User, sign_in: Callable[[User], Client]
) -> None:
    answer = sign_in(officer).get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/password/")
    assert sign_in(officer).post("/organizations/new/", {"basics-name": "x"}).status_code == 302


def test_so_does_a_part_of_a_page(
    temporary: str, officer: User, sign_in: Callable[[User], Client]
) -> None:
    answer = sign_in(officer).get("/organizations/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/password/"


def test_one_may_sign_out_or_change_it_and_is_then_at_home(
    temporary: str, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    app = browser_of(officer)
    page = app.get("/password/")
    assert "仮のパスワード" in page.text
    kept = enter(app, "/password/", old_password=temporary, new_password1=temporary,
                 new_password2=temporary)  # fmt: skip
    assert "別のパスワード" in kept.text
    done = enter(app, "/password/", old_password=temporary, new_password1=NEW, new_password2=NEW)
    assert "パスワードを変更しました" in done.text
    officer.refresh_from_db()
    assert not officer.must_change_password
    assert app.get("/organizations/").status_int == 200


@pytest.mark.parametrize("address", ["/password/", "/help/"])
def test_no_way_is_offered_that_leads_back(
    address: str, temporary: str, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    app = browser_of(officer)
    page = app.get(address)
    ways = {link["href"] for link in page.html.select("a[href]")} - {"#main"}
    assert ways == {"/help/"} | ({"/password/"} if address == "/help/" else set())
    assert [form.action for form in page.forms.values() if form.method == "GET"] == []
    assert "ログアウト" in page.text


def test_the_change_asks_for_the_password_by_the_name_it_was_given(
    temporary: str, officer: User, viewer: User, browser_of: Callable[[User], TestApp]
) -> None:
    asked = [browser_of(user).get("/password/").text for user in (officer, viewer)]
    assert ["元のパスワード" in text for text in asked] == [False, True]
    page = enter(browser_of(officer), "/password/", old_password=temporary,
                 new_password1="koto-staff-1234", new_password2="koto-staff-1234")  # fmt: skip
    said = [name for name, text in complaints(page) if "似すぎて" in text]
    assert {*said} == {"新しいパスワード"}


def test_it_signs_in_and_stands_nowhere(temporary: str, officer: User, client: Client) -> None:
    answer = client.post("/login/", {"username": officer.username, "password": temporary})
    assert answer.status_code == 302
    assert len(temporary) > 12
    assert temporary not in str(list(LogEntry.objects.values()))
    assert temporary not in str(list(User.objects.values()))


def test_an_operator_s_reset_is_temporary_too(officer: User) -> None:
    people_actions.set_password(officer, NEW, by=UserFactory(is_superuser=True))
    officer.refresh_from_db()
    assert officer.must_change_password


def test_so_are_the_first_passwords_of_an_installation(koto: Municipality) -> None:
    actions_setup.add_operator("unei")
    actions_setup.add_first_administrator("kanri", municipality=koto)
    assert User.objects.filter(must_change_password=True).count() == 2


def test_who_signs_in_as_ever_meets_nothing_of_this(
    officer: User, sign_in: Callable[[User], Client]
) -> None:
    assert sign_in(officer).get("/organizations/").status_code == 200


def test_a_new_person_s_password_is_temporary(administrator: User, koto: Municipality) -> None:
    role = StaffAssignment(municipality=koto, role=Role.STAFF)
    user = User(username="atarashii", display_name="江東 新任")
    password = people_actions.admit(user, role, by=administrator)
    user = User.objects.get(username="atarashii")
    assert user.must_change_password
    assert user.check_password(password)
    assert password != PASSWORD
    assert [a.role for a in user.current_assignments()] == [Role.STAFF]


def test_the_button_pressed_twice_gives_one_password_and_a_sentence(
    officer: User, administrator: User, browser_of: Callable[[User], TestApp],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page = browser_of(administrator).get(f"/people/{officer.pk}/password/")
    usual = people_actions.set_password

    def after_the_first(user: User, password: str, *, by: User) -> User:
        User.objects.filter(pk=user.pk).update(version=user.version + 1)
        return usual(user, password, by=by)

    monkeypatch.setattr(people_actions, "set_password", after_the_first)
    answer = press(the_form(page)).follow()
    assert "ほかの人が更新しました" in answer.text
