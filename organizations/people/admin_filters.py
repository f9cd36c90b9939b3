"""How the administration narrows its list of people: by place, by today's role, by lock-out."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils import timezone

from organizations.models import Municipality, StaffAssignment
from platform_registry.access import Role


def _here(user: Any) -> Any:
    """Today's roles, as far as they are this administrator's to know."""
    return StaffAssignment.objects.permitted(user, "administer").on(timezone.localdate())


class PlaceFilter(admin.SimpleListFilter):
    title, parameter_name = "自治体", "place"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        """Nothing to choose where one works for one municipality."""
        ids = _here(request.user).values("municipality")
        places = Municipality.objects.filter(pk__in=ids).select_related("prefecture", "city")
        found = [(str(place.pk), place.full_name) for place in places.order_by("code")]
        return found if len(found) > 1 else []

    def queryset(self, request: Any, queryset: Any) -> Any:
        if self.value() not in dict(self.lookup_choices):
            return queryset
        there = _here(request.user).filter(municipality=self.value())
        return queryset.filter(pk__in=there.values("user"))


class TodaysRoleFilter(admin.SimpleListFilter):
    title, parameter_name = "役割", "role"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return list(Role.choices)

    def queryset(self, request: Any, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        those = _here(request.user).filter(role=self.value())
        return queryset.filter(pk__in=those.values("user"))


class LockedFilter(admin.SimpleListFilter):
    title, parameter_name = "ログインの停止", "locked"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "ロック中")]

    def queryset(self, request: Any, queryset: Any) -> Any:
        return queryset.filter(is_locked=True) if self.value() else queryset
