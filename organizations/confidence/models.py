"""Who may see what is confided, and how that a layer keeps its matters to itself is ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from organizations.layers.models import Layer
from organizations.platforms.models import ChainQuerySet, Platform
from platform_registry.access import Permission
from platform_registry.japanese import era_date, fiscal_year, fiscal_year_bounds
from platform_registry.models import Stamped, Versioned
from platform_registry.records.rules import Once, Rule, in_order


def _person(label: str) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=label,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )


FISCAL_YEARS_CLEARED = 3  # the current one included
GIVEN_ALREADY = (
    "この人には、同じ期間にかかる許可がすでにあります。"
    "先にその許可を取り消すか、誓約日をその終了日より後にしてください。"
)
ASKED_ALREADY = (
    "この人の許可は、すでに申し出ています。連携PFの自治体の管理者が許可するのを待ってください。"
)
TOO_LONG = "許可は今年度を含めて3年度までです。{}までの日付を入力してください。"


def last_day() -> date:
    """The last day until which a clearance is given today; then it is asked for and given anew."""
    year = fiscal_year(timezone.localdate())
    return fiscal_year_bounds(year + FISCAL_YEARS_CLEARED - 1)[1]


class ClearanceQuerySet(ChainQuerySet):
    def own(self, user: Any, permission: Permission) -> Q:
        """Shown to every administrator of the platform's owner, to the person, to who asked for it."""
        places = user.municipality_ids("administer")
        kept = Q(platform__municipality__in=places)
        joint = user.joint_platform_ids("administer")
        asked = Q(platform__in=joint, asked_by=user, given_at=None)
        return kept | asked | Q(user=user) if permission == "view" else kept | asked

    def shared(self, user: Any) -> None:
        return None

    def in_force(self, day: date | None = None) -> ClearanceQuerySet:
        today = day or timezone.localdate()
        return self.filter(given_at__isnull=False, ended_at=None, pledged_on__lte=today).filter(
            Q(ends_on=None) | Q(ends_on__gte=today)
        )

    def held_by(self, user: Any) -> ClearanceQuerySet:
        """In force today, for a person who has worked where the platform is ever since it was given.

        It ends with the assignment: who comes back, or comes in another, is asked for anew.
        """
        found = self.in_force().filter(user=user)
        if user.is_superuser:
            return found
        since = Q(pk__in=[])
        for held in user.posts():
            place = Q(platform__municipality=held.municipality_id)
            place |= Q(platform__partners=held.municipality_id)
            since |= place & (Q(given_at__date__gte=held.starts_on) if held.starts_on else Q())
        return found.filter(since).distinct()


class Clearance(Stamped, Versioned):
    """That a person may see what a council (法第18条) or persons concerned confided.

    Given by name and logged, never by role, and never to oneself: an administrator of the
    platform's owner gives it to another person, for a period. With a layer: its meetings and
    papers; without: the voices of persons concerned (当事者の声) of the platform.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="利用者", related_name="clearances"
    )
    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="clearances"
    )
    layer = models.ForeignKey(
        Layer,
        models.PROTECT,
        verbose_name="見られるもの（層）",
        null=True,
        blank=True,
        related_name="clearances",
        help_text=(
            "地域協議会など守秘の層では、その中のすべて。ほかの層では、守秘にした会議と、"
            "守秘の間に書かれた記録。「当事者の声」では、ヒアリングの声。"
        ),
    )
    pledged_on = models.DateField("守秘の誓約日")
    ends_on = models.DateField("終了日", null=True)
    note = models.CharField("目的", max_length=200, blank=True)
    asked_by = _person("申し出た人")
    given_by = _person("許可した人")
    given_at = models.DateTimeField("許可した日時", null=True, blank=True, editable=False)
    ended_by = _person("取り消した人")
    ended_at = models.DateTimeField("取り消した日時", null=True, blank=True, editable=False)

    carries_notes = False
    belongs_to = ("layer", "platform")
    objects = ClearanceQuerySet.as_manager()

    class Meta:
        verbose_name = "守秘情報の閲覧者"
        verbose_name_plural = "守秘情報の閲覧者"
        ordering = ["platform_id", "id"]
        constraints = [
            in_order(
                "clearance_ends_after_pledge",
                "pledged_on",
                "ends_on",
                "終了日は誓約日以降の日付を入力してください。",
            ),
            Rule(
                "nobody_clears_himself",
                Q(given_by=None) | ~Q(given_by=models.F("user")),
                "自分自身に閲覧を許可することはできません。",
                under="user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}（{self.layer or '当事者の声'}）"

    def clean(self) -> None:
        if self.ends_on is None:
            raise ValidationError({"ends_on": "終了日を入力してください。"})
        if self.user_id is None or self.pledged_on is None:  # said under their fields
            return
        if self.ended_at is None and self.ends_on > last_day():
            raise ValidationError({"ends_on": TOO_LONG.format(era_date(last_day()))})
        if self.layer and self.layer.platform_id != self.platform_id:
            raise ValidationError({"layer": "この連携PFの層を選んでください。"})
        places = {self.platform.municipality_id} | set(
            self.platform.partners.values_list("pk", flat=True)
        )
        works_there = self.user.municipality_ids("view") & places
        if not works_there and not self.user.is_superuser:
            raise ValidationError({"user": "この連携PFの自治体で今働いている人を選んでください。"})
        if self.ended_at is None and self._beside().exists():
            raise ValidationError({"user": GIVEN_ALREADY if self.given_at else ASKED_ALREADY})

    def _beside(self) -> models.QuerySet[Clearance]:
        """Of the same person for the same matters on some of the same days, and not ended.

        What was asked for is compared with what the same person asked: others' isn't known to him.
        """
        same = Clearance.objects.filter(
            user=self.user_id, platform=self.platform_id, layer=self.layer_id, ended_at=None
        ).exclude(pk=self.pk)
        from_then = max(self.pledged_on, timezone.localdate())
        days = Q(pledged_on__lte=self.ends_on) & (Q(ends_on=None) | Q(ends_on__gte=from_then))
        asked = Q(given_at=None, asked_by=self.asked_by_id)
        return same.filter(days, Q(given_at__isnull=False) if self.given_at else asked)

    def locked(self) -> str:
        return "取り消した許可は変えられません。新しく許可してください。" if self.ended_at else ""

    @property
    def state(self) -> str:
        today = timezone.localdate()
        if self.ended_at:
            return "取消済"
        if self.given_at is None:
            return "許可待ち"
        if self.ends_on and self.ends_on < today:
            return "終了"
        return "開始前" if self.pledged_on > today else "許可中"


class LoweringQuerySet(ChainQuerySet):
    def own(self, user: Any, permission: Permission) -> Q:
        return Q(platform__municipality__in=user.municipality_ids("administer"))

    def shared(self, user: Any) -> None:
        return None

    def open(self) -> LoweringQuerySet:
        return self.filter(agreed_at=None, withdrawn_at=None)


class Lowering(Stamped):
    """守秘の解除: asked for with a reason by one administrator, agreed to by another."""

    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="lowerings"
    )
    record_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", editable=False)
    record_id = models.PositiveBigIntegerField(editable=False)
    record = GenericForeignKey("record_type", "record_id")
    reason = models.TextField("守秘を解く理由")
    asked_by = _person("申し出た人")
    agreed_by = _person("同意した人")
    agreed_at = models.DateTimeField("同意した日時", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("取り下げた日時", null=True, blank=True, editable=False)

    carries_notes = False
    belongs_to = "platform"
    objects = LoweringQuerySet.as_manager()

    class Meta:
        verbose_name = "守秘の解除"
        verbose_name_plural = "守秘の解除"
        ordering = ["-id"]
        constraints = [
            Rule(
                "two_persons_lower",
                Q(agreed_by=None) | ~Q(agreed_by=models.F("asked_by")),
                "守秘の解除には、申し出た人とは別の管理者の同意が要ります。",
            ),
            Once(
                "one_open_lowering",
                ["record_type", "record_id"],
                "この記録の守秘の解除は、すでに申し出られています。",
                condition=Q(agreed_at=None, withdrawn_at=None),
                under="",
            ),
        ]

    def __str__(self) -> str:
        return f"守秘の解除（{self.platform}）"

    def locked(self) -> str:
        done = self.agreed_at or self.withdrawn_at
        return "終わった申し出は変えられません。" if done else ""
