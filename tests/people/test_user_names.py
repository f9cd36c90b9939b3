"""Two accounts never look like one: half-width letters, and once in large or small ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, migrations, transaction
from webtest import TestApp

from organizations.models import Municipality, StaffAssignment, User
from organizations.people import actions as people_actions
from platform_registry import actions
from platform_registry.access import Role
from platform_registry.operation.migrating import look_first
from tests.factories.user import UserFactory
from tests.pages.hand import complaints, enter

ADMIN = "/admin/organizations/user/add/"
CYRILLIC_O = "k\u043eto-staff"


@pytest.mark.parametrize(
    ("name", "says"),
    [("KOTO-STAFF", "別の"), (CYRILLIC_O, "半角の英数字"), ("山田", "半角の英数字")],
)
def test_no_name_looks_like_another_s(
    name: str,
    says: str,
    officer: User,
    administrator: User,
    koto: Municipality,
    browser_of: Callable[[User], TestApp],
) -> None:
    typed = {"username": name, "display_name": "江東 新任", "role": Role.STAFF}
    new = {"password1": "tsugi-no-kotoba", "password2": "tsugi-no-kotoba", "municipality": koto.pk}
    for address, values in (("/people/new/", typed), (ADMIN, typed | new)):
        page = enter(browser_of(administrator), address, **values)
        assert [said for _, said in complaints(page) if says in said], [*complaints(page)]
    with pytest.raises(ValidationError, match=says):
        role = StaffAssignment(municipality=koto, role=Role.STAFF)
        people_actions.admit(User(username=name), role, by=administrator)
    officer.username = name if name != "KOTO-STAFF" else administrator.username.upper()
    with pytest.raises(ValidationError, match=says):
        actions.save(officer, by=administrator)


def test_the_database_knows_it_too(officer: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(username=officer.username.upper())


def test_who_has_had_another_name_goes_on_under_it(officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(username="山田")
    officer.refresh_from_db()
    people_actions.set_password(officer, "atarashii-kotoba-1", by=officer)


def test_names_of_before_that_look_alike_are_told_first(officer: User) -> None:
    rule = next(r for r in User._meta.constraints if r.name == "username_once_in_any_case")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX username_once_in_any_case")
    double = UserFactory(username=officer.username.upper())
    migration = migrations.Migration("0099_names", "organizations")
    migration.operations = [migrations.AddConstraint("user", rule)]
    with pytest.raises(CommandError) as refusal:
        look_first([(migration, False)], apps, "default")
    numbers = f"番号 {officer.pk}、{double.pk}"
    assert f"・利用者（{numbers}）の「ユーザー名」：このユーザー名は、" in str(refusal.value)
