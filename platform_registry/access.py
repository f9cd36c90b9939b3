"""Who may do what, in which municipality.

A record outside a person's municipalities does not exist for them (404); a record they may
read but not change refuses the change (403). Every queryset of the site is fetched through
``visible_to`` or ``editable_by``, so that lists, exports, searches and the admin can't differ.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Self

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404

if TYPE_CHECKING:
    from organizations.models import User

Permission = Literal["view", "edit", "import", "export", "merge", "administer"]


class Role(models.TextChoices):
    """What a person does for a municipality during a period."""

    VIEWER = "viewer", "閲覧者"
    STAFF = "staff", "職員"
    COORDINATOR = "coordinator", "コーディネーター"
    ADMINISTRATOR = "administrator", "管理者"


PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.VIEWER: frozenset({"view"}),
    Role.STAFF: frozenset({"view", "edit"}),
    Role.COORDINATOR: frozenset({"view", "edit", "import", "export", "merge"}),
    Role.ADMINISTRATOR: frozenset({"view", "edit", "import", "export", "merge", "administer"}),
}


@cache
def roles_with(permission: Permission) -> tuple[str, ...]:
    return tuple(role for role, granted in PERMISSIONS.items() if permission in granted)


class ScopedQuerySet(models.QuerySet[Any]):
    """Records that belong to a municipality, directly or along ``municipality_path``."""

    municipality_path = "municipality"

    def permitted(self, user: User, permission: Permission) -> Self:
        if user.is_superuser:
            return self
        ids = user.municipality_ids(permission)
        # One municipality is the rule; "=" lets the database walk an index in list order.
        if len(ids) == 1:
            return self.filter(**{f"{self.municipality_path}_id": next(iter(ids))})
        return self.filter(**{f"{self.municipality_path}_id__in": sorted(ids)})

    def visible_to(self, user: User) -> Self:
        return self.permitted(user, "view")

    def editable_by(self, user: User) -> Self:
        return self.permitted(user, "edit")


def may(user: User, permission: Permission, record: models.Model | None = None) -> bool:
    """Whether the user has the permission for this record, or in any municipality at all."""
    if not user.is_authenticated:
        return False
    if user.is_superuser:
        return True
    if record is None:
        return bool(user.municipality_ids(permission))
    queryset = type(record)._default_manager.permitted(user, permission)  # type: ignore[attr-defined]
    return bool(queryset.filter(pk=record.pk).exists())


def may_open(user: User, record: Any) -> bool:
    """Whether a record that only its own municipality sees has a page for this person; no query."""
    return user.is_superuser or record.municipality_id in user.municipality_ids("view")


def fetch(queryset: ScopedQuerySet, user: User, permission: Permission, **lookup: Any) -> Any:
    """The one record, or 404 where the user may not see it, or 403 where they may only read it."""
    record = queryset.visible_to(user).filter(**lookup).first()
    if record is None:
        raise Http404("この記録は見つかりません。")
    if permission != "view" and not queryset.permitted(user, permission).filter(pk=record.pk):
        raise PermissionDenied("この操作をする権限がありません。")
    return record


def only_visible(user: User, **relations: type[models.Model]) -> list[models.Prefetch[Any]]:
    """Prefetches of related records that leave out what the person may not see.

    The names are paths (``agenda__pilots``); a hidden record behind a foreign key becomes None.
    """
    return [
        models.Prefetch(path, model._default_manager.visible_to(user))  # type: ignore[attr-defined]
        for path, model in relations.items()
    ]


def require(user: User, permission: Permission) -> None:
    """Refuse (403) where the user has the permission in no municipality."""
    if not may(user, permission):
        raise PermissionDenied("この操作をする権限がありません。")
