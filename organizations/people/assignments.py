"""Roles of people in municipalities, and when they hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import (
    Q,
)
from django.urls import reverse
from django.utils import timezone

from organizations.places.models import Department, Municipality
from platform_registry.access import Permission, Role, ScopedQuerySet
from platform_registry.actions_log import actor
from platform_registry.japanese import day_after, era_date
from platform_registry.models import Versioned
from platform_registry.records.rules import Once, in_order

if TYPE_CHECKING:
    from organizations.people.models import User

ASSIGNED_ALREADY = "同じ自治体・役割・開始日の担当がすでにあります。"
HELD_ALREADY = (
    "同じ自治体の同じ役割と期間が重なっています。"
    "期間が重ならないようにするか、すでにある役割を編集してください。"
)
WITHDRAWN = "取り消した役割は変えられません。新しく役割を加えてください。"
LAST_ADMINISTRATOR = (
    "{}の管理者がいなくなります。先に、ほかの人を管理者にしてください。"
    "人がいないときは、サイトの運用者に依頼してください。"
)
DEPARTMENT_CLOSED = (
    "この部署は{day}に廃止されています。その日より後の役割には、ほかの部署を選んでください。"
)
ONE_S_OWN = (
    "自分自身の役割と期間は、自分では変えられません。"
    "ほかの管理者か、サイトの運用者に依頼してください。"
)


class Standing(models.TextChoices):
    """Whether a person has a role today, where an administrator asks."""

    NOW = "now", "担当中"
    LATER = "later", "これから"
    OVER = "over", "役割を終えた"
    NONE = "none", "担当なし"


class StaffAssignmentQuerySet(ScopedQuerySet):
    def own(self, user: User, permission: Permission) -> Q:
        """Roles are given and ended by administrators alone."""
        if permission == "remove":
            return Q(pk__in=[])
        return super().own(user, "administer")

    def on(self, day: object) -> StaffAssignmentQuerySet:
        """Assignments in force on that day."""
        return self.not_over(day).filter(Q(starts_on=None) | Q(starts_on__lte=day))

    def not_over(self, day: object) -> StaffAssignmentQuerySet:
        """In force on that day or some day after it."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), withdrawn=False)

    def between(self, first: date | None, last: date | None) -> StaffAssignmentQuerySet:
        """In force on some day of the period, whose ends may be open."""
        found = self.not_over(first or date.min)
        return found.filter(Q(starts_on=None) | Q(starts_on__lte=last or date.max))

    def administrators(self) -> StaffAssignmentQuerySet:
        """Of those whose account is open."""
        return self.filter(role=Role.ADMINISTRATOR, user__is_active=True)


class StaffAssignment(Versioned):
    """A person's role in a municipality for a period; a transfer ends it on a date.

    One that is taken back before its second day is ``withdrawn``: it stays on record with the
    period it was given for, and is in force no more.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name="利用者",
        related_name="assignments",
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="自治体", related_name="assignments"
    )
    department = models.ForeignKey(
        Department, models.SET_NULL, verbose_name="部署", null=True, blank=True, related_name="+"
    )
    role = models.CharField("役割", max_length=20, choices=Role)
    starts_on = models.DateField("開始日", null=True, blank=True)
    ends_on = models.DateField("終了日", null=True, blank=True)
    withdrawn = models.BooleanField("取り消し", default=False, editable=False)

    belongs_to = ("municipality", "user")
    objects = StaffAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "担当"
        verbose_name_plural = "担当"
        constraints = [
            Once(
                "assignment_once",
                ["user", "municipality", "role", "starts_on"],
                ASSIGNED_ALREADY,
                condition=Q(withdrawn=False),
            ),
            in_order("assignment_ends_after_start"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.user_id])

    def __str__(self) -> str:
        return f"{self.user}（{self.municipality}・{self.get_role_display()}）"

    def clean(self) -> None:
        if self.department and self.department.municipality_id != self.municipality_id:
            raise ValidationError({"department": "担当の自治体の部署を選んでください。"})
        stored = StaffAssignment.objects.filter(pk=self.pk).first()
        self._in_a_department_of_then(stored)
        if stored is not None and stored.withdrawn:
            raise ValidationError(WITHDRAWN)
        self._one_role_once(stored)
        self._not_one_s_own(stored)
        if stored is not None:
            self._not_the_last(stored)

    def _in_a_department_of_then(self, stored: StaffAssignment | None) -> None:
        """Of a new role, or a new department; one that stands can be ended whatever became of it."""
        said = (self.department_id, self.starts_on)
        if stored is not None and (stored.department_id, stored.starts_on) == said:
            return
        closed = self.department and self.department.closed_on
        if closed and (self.starts_on or timezone.localdate()) > closed:
            raise ValidationError({"department": DEPARTMENT_CLOSED.format(day=era_date(closed))})

    def begins_after(self, day: date) -> bool:
        return self.starts_on is not None and self.starts_on > day

    def covers(self, day: date) -> bool:
        over = self.ends_on is not None and self.ends_on < day
        return not (self.begins_after(day) or over or self.withdrawn)

    @property
    def standing(self) -> Standing:
        today = timezone.localdate()
        if self.covers(today):
            return Standing.NOW
        later = self.begins_after(today) and not self.withdrawn
        return Standing.LATER if later else Standing.OVER

    def _not_one_s_own(self, stored: StaffAssignment | None) -> None:
        """What a person may do is for another to say; the door tells who acts."""
        by = actor()
        if by is None or by.pk != self.user_id or by.is_superuser:
            return
        if stored is None or any(
            getattr(stored, name) != getattr(self, name)
            for name in ("role", "starts_on", "ends_on", "withdrawn")
        ):
            raise ValidationError({"user": ONE_S_OWN})

    def _not_the_last(self, stored: StaffAssignment) -> None:
        """On every day on which this person administered and no longer does, another does."""
        if stored.role != Role.ADMINISTRATOR or not stored.user.is_active:
            return
        there = StaffAssignment.objects.administrators().filter(municipality=self.municipality_id)
        left = [*there.exclude(pk=self.pk)]
        left += [self] if self.role == Role.ADMINISTRATOR else []
        day = first_day_without([stored], left)
        if day is not None:
            raise ValidationError(
                {self._without(day): LAST_ADMINISTRATOR.format(self.municipality)}
            )

    def _without(self, day: date) -> str:
        """The field that says that the role doesn't hold on that day."""
        if self.role != Role.ADMINISTRATOR:
            return "role"
        later = self.begins_after(day) and not self.withdrawn
        return "starts_on" if later else "ends_on"

    def _one_role_once(self, stored: StaffAssignment | None) -> None:
        """What stood twice before this was a rule can still be shortened and ended."""
        if self.withdrawn or (stored is not None and self._within(stored)):
            return
        same = StaffAssignment.objects.exclude(pk=self.pk).filter(
            user=self.user_id, municipality=self.municipality_id, role=self.role
        )
        if same.between(self.starts_on, self.ends_on).exists():
            raise ValidationError({"starts_on": HELD_ALREADY})

    def _within(self, stored: StaffAssignment) -> bool:
        """Nothing but a part of what is stored."""
        first, last = self.starts_on or date.min, self.ends_on or date.max
        return (
            (self.role, self.municipality_id) == (stored.role, stored.municipality_id)
            and first >= (stored.starts_on or date.min)
            and last <= (stored.ends_on or date.max)
        )


def first_day_without(
    lost: Iterable[StaffAssignment], left: Iterable[StaffAssignment]
) -> date | None:
    """The first day, from today on, on which one of the lost roles held and none of the left does.

    Such days begin today, when a lost role begins, or behind the end of one that is left.
    """
    lost, left, today = [*lost], [*left], timezone.localdate()
    days = {today, *(role.starts_on for role in lost), *(day_after(r.ends_on) for r in left)}
    return min(
        (
            day
            for day in days
            if day is not None
            and day >= today
            and any(role.covers(day) for role in lost)
            and not any(role.covers(day) for role in left)
        ),
        default=None,
    )
