from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from organizations.bodies.models import Organization
from organizations.places.models import Department, Municipality
from organizations.sources.models import Record
from platform_registry.access import Permission, ScopedQuerySet
from platform_registry.records.ownership import stands_above_itself, way_to
from platform_registry.records.rules import Once, given

if TYPE_CHECKING:
    from organizations.people.models import User


class PlatformQuerySet(ScopedQuerySet):
    """A joint platform belongs to its owner and to every municipality that takes part."""

    def own(self, user: User, permission: Permission) -> Q:
        """Removed by its owner's administrators, not by a partner's."""
        if permission == "remove":
            return Q(municipality_id__in=user.municipality_ids("administer"))
        return _own(user, permission)

    def shared(self, user: User) -> Q:
        return Q(shared=True)


def _own(user: User, permission: Permission, path: str = "") -> Q:
    """Of the person's municipalities, alone or jointly; `path` leads to the platform."""
    own = Q(**{f"{path}municipality_id__in": user.municipality_ids(permission)})
    joint = user.joint_platform_ids(permission)
    return own | Q(**{f"{path}pk__in": joint}) if joint else own


class Platform(Record):
    """連携PF: the public-private platform of a municipality, of several, or of an organization."""

    class Status(models.TextChoices):
        CONCEPT = "concept", "構想"
        PREPARING = "preparing", "準備会として運用中"
        TRIAL = "trial", "試行"
        ESTABLISHED = "established", "設立"
        RUNNING = "running", "自走"
        ENDED = "ended", "終了"

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="自治体", related_name="platforms"
    )
    partners = models.ManyToManyField(
        Municipality,
        verbose_name="共同する自治体",
        blank=True,
        related_name="joint_platforms",
        editable=False,  # by invitation alone (`organizations.partners.actions`)
    )
    owner_organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="運営する団体",
        null=True,
        blank=True,
        related_name="owned_platforms",
        help_text="自治体ではなく団体が運営する連携PFのときに入力します。",
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="上位の連携PF",
        null=True,
        blank=True,
        related_name="children",
        help_text="都道府県の連携PFなどです。",
    )
    name = models.CharField("名称", max_length=200)
    nickname = models.CharField("愛称", max_length=100, blank=True)
    legal_basis = models.CharField("根拠", max_length=100, blank=True, default="法第11条")
    status = models.CharField("状態", max_length=20, choices=Status, default=Status.CONCEPT)
    established_on = models.DateField("設立日", null=True, blank=True)
    target = models.TextField("ターゲット", blank=True)
    purpose = models.TextField("趣旨・目的", blank=True)
    members_text = models.TextField("参画メンバー（記載）", blank=True)
    selection = models.TextField("選出・打診時の工夫", blank=True)
    figure_text = models.TextField("連携PFイメージの説明", blank=True)
    shared = models.BooleanField(
        "ほかの自治体に見せる", default=False, help_text="公表済みの内容だけにしてください。"
    )

    belongs_to = "municipality"
    objects = PlatformQuerySet.as_manager()

    class Meta:
        verbose_name = "連携PF"
        verbose_name_plural = "連携PF"
        ordering = ["municipality__code", "id"]
        constraints = [
            Once(
                "platform_once",
                ["municipality", "name"],
                "同じ名称の連携PFがすでに登録されています。そちらを直すか、別の名称にしてください。",
            ),
            given("platform_named", "name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("platform", args=[self.pk])

    def clean(self) -> None:
        if stands_above_itself(self):
            raise ValidationError({"parent": "この連携PFか、その下の連携PFは選べません。"})

    def departments(self) -> models.QuerySet[Department]:
        """Of every municipality that takes part, alone or jointly."""
        partners = self.partners.values("pk")
        places = Q(municipality=self.municipality_id) | Q(municipality__in=partners)
        return Department.objects.filter(places).select_related("parent", "municipality")

    def narrow(self, offered: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """What a record of this platform may name: its own, departments that take part, words
        of the municipality it is of."""
        if offered.model is Department:
            return offered & self.departments()
        if hasattr(offered, "used_in"):
            used: models.QuerySet[Any] = offered.used_in([self.municipality_id])
            return used
        names = {field.name for field in offered.model._meta.concrete_fields}
        return offered.filter(platform=self) if "platform" in names else offered


class ChainQuerySet(ScopedQuerySet):
    """Rows that hang on a platform, however far below, are permitted with it.

    Others read them where they, or the next above that can be, are shared.
    """

    def own(self, user: User, permission: Permission) -> Q:
        kind: type[models.Model] = self.model
        return _own(user, permission, way_to(kind, Platform))

    def shared(self, user: User) -> Q | None:
        return Q(**{self.way_to("shared"): True})
