"""What needs two persons is not done by one who holds two accounts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from organizations.confidence.actions import agree_to_lower, ask_to_lower, give_clearance
from organizations.log.history import log_of
from organizations.models import Clearance, Layer, LogEntry, Municipality, StaffAssignment, User
from organizations.people import actions as people_actions
from organizations.people.actions import add_with_role
from platform_registry.access import Role
from tests.actors import person
from tests.factories.user import PASSWORD, UserFactory

NEW = "atarashii-kotoba-1"
ONE_PERSON = "2人で確かめたことになりません"


@pytest.fixture
def desk(administrator: User, sign_in: Any) -> Client:
    User.objects.filter(pk=administrator.pk).update(is_staff=True)
    return sign_in(User.objects.get(pk=administrator.pk))


@pytest.fixture
def second(koto: Municipality) -> User:
    return person("second", "もう1人の管理者", Role.ADMINISTRATOR, koto)


@pytest.fixture
def operator(db: None) -> User:
    return UserFactory(username="operator", is_superuser=True, is_staff=True)


def added(name: str, place: Municipality, *, by: User, role: str = Role.ADMINISTRATOR) -> User:
    user = User(username=name)
    user.set_password(PASSWORD)
    first = StaffAssignment(municipality=place, role=role)
    return User.objects.get(pk=add_with_role(user, first, by=by).pk)


def clearance(user: User, council: Layer) -> Clearance:
    return Clearance(
        user=user, platform=council.platform, layer=council,
        pledged_on=date(2026, 4, 1), ends_on=date(2027, 3, 31),
    )  # fmt: skip


def cleared(user: User, council: Layer, *, by: User) -> bool:
    try:
        give_clearance(clearance(user, council), by=by)
    except ValidationError as refusal:
        assert ONE_PERSON in str(refusal)
        return False
    return True


def given_password(desk: Client, user: User) -> str:
    answer = desk.post(
        f"/admin/organizations/user/{user.pk}/password/",
        {"password1": NEW, "password2": NEW, "usable_password": "true", "set-password": "1"},
    )
    user.refresh_from_db()
    return "" if answer.status_code == 302 else answer.content.decode()


def test_whose_eyes_are_trusted_keeps_the_password(
    desk: Client, officer: User, second: User, council: Layer, operator: User, sign_in: Any
) -> None:
    give_clearance(clearance(officer, council), by=second)
    for user in (officer, second):
        assert "本人かサイトの運用者だけ" in given_password(desk, user)
        assert user.check_password(PASSWORD)
        with pytest.raises(ValidationError, match="本人かサイトの運用者だけ"):
            people_actions.set_password(
                user, NEW, by=User.objects.get(username="koto-administrator")
            )
        assert given_password(sign_in(operator), user) == ""
        assert user.check_password(NEW)


def test_nor_does_another_password_make_a_colleague_of_an_administrator(
    desk: Client, administrator: User, second: User, officer: User, viewer: User, council: Layer
) -> None:
    """Who set a password may know it: that person's eyes are the other's."""
    assert given_password(desk, officer) == ""
    assert not cleared(officer, council, by=administrator)
    assert cleared(viewer, council, by=administrator)


def test_an_account_is_not_cleared_by_who_made_it(
    administrator: User, second: User, operator: User, council: Layer, koto: Municipality
) -> None:
    puppet = added("puppet", koto, by=administrator, role=Role.STAFF)
    assert not cleared(puppet, council, by=administrator)
    with pytest.raises(ValidationError, match="ほかの人が設定したままです"):
        give_clearance(clearance(puppet, council), by=second)
    people_actions.set_password(puppet, NEW, by=puppet)
    assert cleared(puppet, council, by=second)
    assert not cleared(puppet, council, by=administrator)


def test_nor_does_a_made_administrator_clear_or_another_made_one(
    administrator: User, operator: User, council: Layer, koto: Municipality
) -> None:
    puppet = added("puppet", koto, by=administrator)
    other, next_one = (
        added(name, koto, by=by) for name, by in (("o", administrator), ("n", puppet))
    )
    for receiver, giver in ((administrator, puppet), (other, puppet), (next_one, administrator)):
        assert not cleared(receiver, council, by=giver)
    assert cleared(administrator, council, by=operator)
    people_actions.set_password(other, NEW, by=other)
    assert cleared(other, council, by=operator)


def test_persons_the_operator_added_are_two(
    operator: User, council: Layer, koto: Municipality
) -> None:
    one, two = (added(name, koto, by=operator) for name in ("one", "two"))
    assert cleared(one, council, by=two)


def test_a_made_administrator_does_not_agree_to_a_lowering(
    administrator: User, second: User, council: Layer, koto: Municipality
) -> None:
    puppet = added("puppet", koto, by=administrator)
    asked = ask_to_lower(council, reason="公開の会議にした", by=administrator)
    with pytest.raises(ValidationError, match=ONE_PERSON):
        agree_to_lower(asked, by=puppet)
    asked.refresh_from_db()
    assert asked.agreed_at is None


def test_a_new_account_stands_in_the_log_of_its_place(
    desk: Client, administrator: User, koto: Municipality
) -> None:
    user = added("new", koto, by=administrator)
    user.display_name = "新しい人"
    people_actions.save_account(user, opened=user.version, by=administrator)
    entries = LogEntry.objects.filter(content_type__model="user", object_pk=str(user.pk))
    assert {entry.municipality for entry in entries} == {koto}
    assert [e.action for e in entries.order_by("pk")][0] == LogEntry.Action.CREATE
    assert {*entries} <= {*log_of(administrator)}
