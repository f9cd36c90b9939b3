from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from organizations.models.platform import OfPlatform, Platform
from organizations.models.record import (
    Quantity,
    Record,
    ends_after_start,
    require_a_number,
    stands_above_itself,
)


class LayerQuerySet(OfPlatform):
    def in_order(self) -> LayerQuerySet:
        return self.select_related("parent").order_by("position", "id")


class Layer(Record):
    """層: one circle of a platform. A council (法第15条) is a layer that handles personal data.

    The states of a council differ and are kept apart: nothing written, undecided, considering,
    planned, established, an existing meeting made the council.
    """

    class Kind(models.TextChoices):
        PLATFORM = "platform", "連携PF"
        CORE = "core", "コアメンバー"
        LOOSE = "loose", "ゆるやかな参加"
        SUBCOMMITTEE = "subcommittee", "部会・分科会"
        INTERNAL = "internal", "庁内連携"
        COUNCIL = "council", "地域協議会"

    class State(models.TextChoices):
        NOT_STATED = "not_stated", "記載なし"
        UNDECIDED = "undecided", "未定"
        CONSIDERING = "considering", "検討中"
        PLANNED = "planned", "設置予定"
        ESTABLISHED = "established", "設置済"
        EXISTING = "existing", "既存会議を位置づけ"

    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="layers"
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="上位の層",
        null=True,
        blank=True,
        related_name="children",
    )
    position = models.PositiveSmallIntegerField("並び順（番号）", default=1)
    name = models.CharField("名称", max_length=200)
    kind = models.CharField("種類", max_length=20, choices=Kind, default=Kind.PLATFORM)
    legal_basis = models.CharField("根拠", max_length=100, blank=True)
    state = models.CharField("状態", max_length=20, choices=State, default=State.ESTABLISHED)
    state_as_printed = models.CharField("状態（原文の表記）", max_length=200, blank=True)
    role = models.TextField("役割", blank=True)
    concept = models.CharField("コンセプト", max_length=200, blank=True)
    operator_now = models.CharField("運営主体（現在）", max_length=200, blank=True)
    operator_future = models.CharField("運営主体（将来）", max_length=200, blank=True)
    members_text = models.TextField("想定する構成員（記載）", blank=True)
    selection = models.TextField("選出・打診時の工夫", blank=True)
    counted = models.BooleanField(
        "層の数に数える", default=False, help_text="「2層構成」のように数えるときの1つの層です。"
    )
    individuals_allowed = models.BooleanField("個人も参加できる", default=True)
    personal_data = models.BooleanField(
        "個人情報を取り扱う",
        default=False,
        help_text="はいのとき、会議と資料は、守秘の確認を受けた人だけに見えます。",
    )
    predecessor = models.CharField("前身", max_length=200, blank=True)
    starts_on = models.DateField("設置日", null=True, blank=True)
    ends_on = models.DateField("終了日", null=True, blank=True)
    notice_on = models.DateField("公示日", null=True, blank=True)
    notice_text = models.TextField("公示の文（設置した旨）", blank=True)

    objects = LayerQuerySet.as_manager()

    class Meta:
        verbose_name = "層"
        verbose_name_plural = "層"
        ordering = ["platform_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "name"],
                name="layer_once",
                violation_error_message="同じ名称の層がすでにあります。",
            ),
            ends_after_start("layer_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("layer", args=[self.pk])

    def clean(self) -> None:
        if stands_above_itself(self):
            raise ValidationError({"parent": "この層か、その下の層は選べません。"})

    @property
    def is_set_up(self) -> bool:
        return self.state in (self.State.ESTABLISHED, self.State.EXISTING)

    @property
    def state_shown(self) -> str:
        """In the document's words where it has any; a mere dash says that nothing is written."""
        printed = self.state_as_printed.strip("-－ー―— 　")
        return printed or self.get_state_display()

    def is_shown_on(self, day: date) -> bool:
        """Exists on that day, or is only planned, considered … and not given up."""
        planned = not self.is_set_up and (self.ends_on is None or day <= self.ends_on)
        return planned or self.alive_on(day)

    def alive_on(self, day: date) -> bool:
        started = self.starts_on is None or self.starts_on <= day
        return started and (self.ends_on is None or day <= self.ends_on)


class OfLayer(OfPlatform):
    """Rows of a layer are permitted with its platform."""

    platform_path = "layer__platform"
    shared_path = "layer__platform__shared"


class MemberCount(Quantity, Record):
    """「令和7年9月30日時点で70団体」: a count a document states, kept beside the list."""

    layer = models.ForeignKey(
        Layer, models.CASCADE, verbose_name="層", related_name="member_counts"
    )
    as_of = models.DateField("時点", null=True, blank=True)
    label = models.CharField("数えたもの", max_length=100)

    objects = OfLayer.as_manager()

    class Meta:
        verbose_name = "構成員の数（記載）"
        verbose_name_plural = "構成員の数（記載）"
        ordering = ["-as_of", "id"]

    def __str__(self) -> str:
        return f"{self.label} {self.shown}"

    def clean(self) -> None:
        require_a_number(self)


class ClearanceQuerySet(OfPlatform):
    def in_force(self, user: Any, day: date | None = None) -> ClearanceQuerySet:
        today = day or timezone.localdate()
        return self.filter(user=user, pledged_on__lte=today).filter(
            Q(ends_on=None) | Q(ends_on__gte=today)
        )


class Clearance(models.Model):
    """That a person may see what a council (法第18条) or persons concerned confided.

    Given by name and logged, never by role. With a layer: its meetings and papers;
    without: the voices of persons concerned (当事者の声) of the platform.
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
        verbose_name="層（地域協議会）",
        null=True,
        blank=True,
        related_name="clearances",
        help_text="空欄のときは、当事者の声の閲覧を認めます。",
    )
    pledged_on = models.DateField("守秘の誓約日")
    ends_on = models.DateField("終了日", null=True, blank=True)
    note = models.CharField("目的", max_length=200, blank=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        verbose_name = "守秘情報の閲覧者"
        verbose_name_plural = "守秘情報の閲覧者"
        ordering = ["platform_id", "id"]

    def __str__(self) -> str:
        return f"{self.user}（{self.layer or '当事者の声'}）"


def cleared_layers(user: Any) -> Any:
    return Clearance.objects.in_force(user).exclude(layer=None).values("layer_id")


def cleared_for_voices(user: Any) -> Any:
    return Clearance.objects.in_force(user).filter(layer=None).values("platform_id")
