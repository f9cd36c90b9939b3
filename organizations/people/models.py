from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar, NamedTuple, Self

from django.apps import apps
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from organizations.confidence.models import Clearance
from organizations.people.assignments import (
    LAST_ADMINISTRATOR,
    StaffAssignment,
    Standing,
    first_day_without,
)
from organizations.places.models import Municipality
from platform_registry.access import Permission, ScopedQuerySet, roles_with
from platform_registry.lists.models import SavedView
from platform_registry.models import Versioned
from platform_registry.operation.lockouts import locked_out
from platform_registry.records.rules import once_in_any_case


class UserQuerySet(ScopedQuerySet):
    def own(self, user: User, permission: Permission) -> Q:
        """People with an assignment, past or present, where this person is administrator.

        An account is closed, and a role ends; neither is ever removed.
        """
        if permission == "remove":
            return Q(pk__in=[])
        places = user.municipality_ids("administer")
        there = StaffAssignment.objects.filter(municipality__in=places).values("user")
        return Q(pk__in=there, is_superuser=False)

    def kept_by(self, user: User) -> Self:
        """Whose account is this administrator's to keep: not of who works elsewhere too."""
        if user.is_superuser:
            return self
        elsewhere = StaffAssignment.objects.not_over(timezone.localdate()).exclude(
            municipality__in=user.municipality_ids("administer")
        )
        return self.permitted(user, "administer").exclude(pk__in=elsewhere.values("user"))

    def with_standing(self, user: User) -> Self:
        """As this administrator knows them: ``standing`` in his places, ``is_locked``, ``cleared``.

        The roles there are in ``roles_here``; those in other places are not his to know.
        """
        here = StaffAssignment.objects.permitted(user, "administer")
        today, mine = timezone.localdate(), here.filter(user=OuterRef("pk"), withdrawn=False)
        cleared = Clearance.objects.permitted(user, "view").in_force()
        number = cleared.order_by().filter(user=OuterRef("pk")).values("user")
        roles = here.select_related(
            "municipality__prefecture", "municipality__city", "department__parent"
        )
        return self.annotate(
            standing=Case(
                When(Exists(mine.on(today)), then=Value(Standing.NOW)),
                When(Exists(mine.filter(starts_on__gt=today)), then=Value(Standing.LATER)),
                When(Exists(mine), then=Value(Standing.OVER)),
                default=Value(Standing.NONE),
                output_field=models.CharField(),
            ),
            is_locked=locked_out(OuterRef("username")),
            cleared=Coalesce(Subquery(number.annotate(n=Count("pk")).values("n")), 0),
        ).prefetch_related(
            Prefetch("assignments", roles.order_by("-starts_on", "-pk"), to_attr="roles_here")
        )


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # a base made at run time
    use_in_migrations = False


PLAIN_NAME = re.compile(r"[A-Za-z0-9@.+_-]*")
NAME_TAKEN = (
    "このユーザー名は、大文字と小文字だけが違うものも含めて、すでに使われています。"
    "別の名前にしてください。"
)
NAME_LOOKS_ALIKE = (
    "ユーザー名には、半角の英数字と @ . + - _ だけを使ってください。"
    "ほかの文字は、見た目が同じでも別の名前になります。"
)


class Post(NamedTuple):
    """An assignment as every page needs it: fields of it by their names.

    The last four say what is worth asking for: a page puts no question for what there isn't.
    """

    municipality_id: int
    role: str
    starts_on: date | None
    municipality__name: str
    municipality__prefecture_id: int | None
    department__name: str | None
    is_partner: bool
    holds_clearance: bool
    has_own_fields: bool
    has_views: bool


class User(AbstractUser, Versioned):
    """A person with an account of their own; what they may do stands in their assignments."""

    display_name = models.CharField("表示名", max_length=100, blank=True)
    must_change_password = models.BooleanField("仮のパスワード", default=False, editable=False)

    plural, belongs_to = "people", ()
    objects: ClassVar[UserManager] = UserManager()
    first_place: Municipality | None = None  # of a new account, whose role is stored after it

    class Meta:
        verbose_name = "利用者"
        verbose_name_plural = "利用者"
        constraints = [once_in_any_case("username_once_in_any_case", "username", NAME_TAKEN)]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_short_name(self) -> str:
        """How Django's own pages greet a person."""
        return str(self)

    def clean(self) -> None:
        """An account is closed only where somebody else administers what its person does."""
        super().clean()
        self._name_in_plain_letters()
        if self.pk is None or self.is_active:
            return
        roles = StaffAssignment.objects.administrators()
        for place in Municipality.objects.filter(assignments__in=roles.filter(user=self.pk)):
            there = roles.filter(municipality=place)
            if first_day_without(there.filter(user=self.pk), there.exclude(user=self.pk)):
                raise ValidationError({"is_active": LAST_ADMINISTRATOR.format(place)})

    def unique_error_message(self, model_class: Any, unique_check: Any) -> ValidationError:
        if [*unique_check] == ["username"]:
            return ValidationError(NAME_TAKEN, code="unique")
        return super().unique_error_message(model_class, unique_check)

    def _name_in_plain_letters(self) -> None:
        """A name of before stays: its person could change nothing any more, no password either."""
        stored = User.objects.filter(pk=self.pk, username=self.username)
        if not PLAIN_NAME.fullmatch(self.username or "") and not stored.exists():
            raise ValidationError({"username": NAME_LOOKS_ALIKE})

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])

    def current_assignments(self) -> list[StaffAssignment]:
        """Today's assignments with what they name, for where they are shown."""
        if not hasattr(self, "_current_assignments"):
            self._current_assignments = list(
                StaffAssignment.objects.on(timezone.localdate())
                .filter(user=self)
                .select_related("municipality__prefecture", "municipality__city", "department")
            )
        return self._current_assignments

    def posts(self) -> list[Post]:
        """Where the person works today, fetched once per request (the user object lives one
        request). No records: a prefecture's officer may have 190 of them on every page."""
        if not hasattr(self, "_posts"):
            held = StaffAssignment.objects.on(timezone.localdate()).filter(user=self)
            there = OuterRef("municipality")
            joint = Municipality.joint_platforms.through.objects
            views = SavedView.objects.filter(Q(owner=self) | Q(municipality=there))
            own_fields: Any = apps.get_model("organizations", "OwnField")  # it knows of persons
            held = held.annotate(
                is_partner=Exists(joint.filter(municipality=there)),
                holds_clearance=Exists(Clearance.objects.in_force().filter(user=self)),
                has_own_fields=Exists(own_fields.objects.filter(municipality=there)),
                has_views=Exists(views),
            )
            self._posts = [Post(*row) for row in held.values_list(*Post._fields)]
        return self._posts

    @property
    def may_have_views(self) -> bool:
        """Without a post nobody has been asked whether there are any."""
        posts = self.posts()
        return not posts or any(post.has_views for post in posts)

    @property
    def log_place(self) -> Municipality | None:
        """Where the change log tells what becomes of the account."""
        today = StaffAssignment.objects.on(timezone.localdate())
        first = today.filter(user=self.pk).select_related("municipality").first()
        return first.municipality if first else self.first_place

    def municipality_ids(self, permission: Permission) -> frozenset[int]:
        """Asked some dozens of times for a page: of 190 municipalities it is worked out once."""
        known: dict[Permission, frozenset[int]] = self.__dict__.setdefault("_places", {})
        if permission not in known:
            roles = roles_with(permission)
            known[permission] = frozenset(
                post.municipality_id for post in self.posts() if post.role in roles
            )
        return known[permission]

    def joint_platform_ids(self, permission: Permission) -> set[int]:
        """Platforms of other municipalities in which the person's own take part."""
        if not hasattr(self, "_joint_platforms"):
            places = {post.municipality_id for post in self.posts() if post.is_partner}
            joint = Municipality.joint_platforms.through.objects.filter(municipality__in=places)
            self._joint_platforms = list(joint.values_list("municipality_id", "platform_id"))
        ids = self.municipality_ids(permission)
        return {platform for place, platform in self._joint_platforms if place in ids}

    def _clearances(self) -> list[tuple[int | None, int]]:
        """Layer (None for voices) and platform of what this person is cleared for today."""
        if not hasattr(self, "_cleared"):
            # Few hold any; of those who do it is asked since when they work where.
            any_held = self.is_superuser or any(post.holds_clearance for post in self.posts())
            held = Clearance.objects.held_by(self) if any_held else Clearance.objects.none()
            self._cleared = list(held.order_by().values_list("layer_id", "platform_id"))
        return self._cleared

    def cleared_layers(self) -> frozenset[int]:
        """Layers whose confidential matters this person may see."""
        return frozenset(layer for layer, _ in self._clearances() if layer is not None)

    def cleared_for_voices(self) -> frozenset[int]:
        """Platforms whose voices of persons concerned this person may see."""
        return frozenset(platform for layer, platform in self._clearances() if layer is None)

    @property
    def is_confidant(self) -> bool:
        return bool(self._clearances())
