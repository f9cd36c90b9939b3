"""Two administrators take each other out in the same moment: one of them stays, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from organizations.models import Municipality, StaffAssignment, User
from organizations.people.actions import end_role, save_account
from platform_registry.access import Role
from tests.actors import person

pytestmark = pytest.mark.django_db(transaction=True)


def ended(whose: User, by: User) -> Any:
    role = StaffAssignment.objects.get(user=whose)
    return lambda: end_role(role, last=None, opened=role.version, by=by)


def closed(whose: User, by: User) -> Any:
    user = User.objects.get(pk=whose.pk)
    user.is_active = False
    return lambda: save_account(user, opened=user.version, by=by)


@pytest.mark.parametrize("other_way", [ended, closed])
def test_somebody_is_left(
    other_way: Callable[..., Any], administrator: User, koto: Municipality
) -> None:
    second = person("second", "もう1人の管理者", Role.ADMINISTRATOR, koto)
    begin, refusals = threading.Barrier(2), []

    def work(act: Callable[[], Any]) -> None:
        begin.wait()
        try:
            act()
        except ValidationError as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    acts = [ended(administrator, second), other_way(second, administrator)]
    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    left = StaffAssignment.objects.on(timezone.localdate()).administrators()
    assert left.filter(municipality=koto).count() == 1
    assert len(refusals) == 1
