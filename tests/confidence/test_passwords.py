"""Whose password was set by whom stands in the change log; the password itself never."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organizations.log.history import log_of
from organizations.models import LogEntry, Municipality, User
from tests.factories.user import PASSWORD
from tests.kit.rendered import fill_in

NEW = "atarashii-kotoba-1"


def noted(user: User) -> list[LogEntry]:
    entries = LogEntry.objects.filter(additional_data__what="パスワードの変更")
    assert NEW not in str(list(entries.values()))
    return [entry for entry in entries if entry.object_pk == str(user.pk)]


@pytest.fixture
def desk(administrator: User, sign_in: Any) -> Client:
    User.objects.filter(pk=administrator.pk).update(is_staff=True)
    return sign_in(User.objects.get(pk=administrator.pk))


def test_an_administrator_who_sets_a_password_is_written_down(
    desk: Client, administrator: User, officer: User, koto: Municipality
) -> None:
    address = f"/admin/organizations/user/{officer.pk}/password/"
    assert desk.post(address, {"password1": NEW, "password2": NEW, "usable_password": "true",
                               "set-password": "1"}).status_code == 302  # fmt: skip
    officer.refresh_from_db()
    assert officer.check_password(NEW)
    entry = noted(officer)[0]
    assert (entry.actor, entry.municipality) == (administrator, koto)
    assert entry in log_of(administrator)


def test_so_is_who_sets_his_own(officer: User, sign_in: Callable[[User], Client]) -> None:
    given = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert fill_in(sign_in(officer), "/password/", **given).status_code == 302
    officer.refresh_from_db()
    assert officer.check_password(NEW)
    assert [entry.actor for entry in noted(officer)] == [officer]


def test_the_admin_has_no_page_of_its_own_for_it(desk: Client, administrator: User) -> None:
    given = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    answer = desk.post("/admin/password_change/", given)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/password/")
    administrator.refresh_from_db()
    assert administrator.check_password(PASSWORD)
