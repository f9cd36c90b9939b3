"""The first accounts of an installation, before there is anybody who could give them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from organizations.models import Municipality, StaffAssignment, User
from organizations.people.actions import temporary_password
from platform_registry import actions as door
from platform_registry.access import Role


def add_operator(name: str) -> str:
    """An account for who runs the site; gives its first password, which is shown once."""
    user = User(username=name, display_name="システム管理者", is_superuser=True)
    return _added(user)


@transaction.atomic
def add_first_administrator(name: str, *, municipality: Municipality) -> str:
    """An account for a municipality's administrator; gives its first password."""
    user = User(username=name, display_name=f"{municipality.name} 管理者")
    password = _added(user)
    role = StaffAssignment(user=user, municipality=municipality, role=Role.ADMINISTRATOR)
    door.save(role, by=None)
    return password


def _added(user: User) -> str:
    if User.objects.filter(username=user.username).exists():
        raise ValidationError(
            f"ユーザー名「{user.username}」はすでに使われています。別の名前にしてください。"
        )
    password = temporary_password()
    user.set_password(password)
    user.must_change_password = True
    door.save(user, by=None)
    return password
