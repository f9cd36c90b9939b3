from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from organizations.platforms.models import ChainQuerySet, Platform
from organizations.sources.models import Quantity, Record
from platform_registry.access import Permission
from platform_registry.records.ownership import stands_above_itself
from platform_registry.records.rules import Once, Rule, a_number, given, in_order, not_negative


def layer_told(user: Any, path: str, since: Any) -> Q:
    """Of layers (at ``path``) that keep nothing, made at ``since``, from this person.

    What was made while a layer was confidential stays so when the layer no longer is.
    """
    never_lowered = Q(**{f"{path}lowered_at": None})
    made_afterwards = never_lowered | Q(**{f"{path}lowered_at__lte": since})
    told = Q(**{f"{path}confidential": False}) & made_afterwards
    cleared = user.cleared_layers()
    return told | Q(**{f"{path}pk__in": cleared}) if cleared else told


class LayerQuerySet(ChainQuerySet):
    def inside(self, user: Any, since: Any) -> Q:
        """That a council exists is known; what is inside it is confided."""
        return layer_told(user, "", since)

    def own(self, user: Any, permission: Any) -> Q:
        """That a council exists is known as its platform is; it is kept by administrators.

        A layer is removed by the administrators of its platform's owner.
        """
        if permission == "remove":
            return Q(platform__municipality__in=user.municipality_ids("administer"))
        if permission != "edit":
            return super().own(user, permission)
        kept = Q(platform__municipality__in=user.municipality_ids("administer"))
        return super().own(user, "edit") & (Q(confidential=False) | kept)

    def takes_of(self, record: Any, permission: Permission) -> Permission:
        kept = permission == "remove" or (permission == "edit" and record.confidential)
        return "administer" if kept else super().takes_of(record, permission)

    def in_order(self) -> LayerQuerySet:
        return self.select_related("parent").order_by("position", "id")


class Layer(Record):
    """層: one circle of a platform.

    A council (法第15条) and every layer that handles personal data is confidential from its
    creation (法第18条). Only two persons together, with a reason, end that (`Lowering`), and what
    was made before stays secret.

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
        help_text="はいのとき、会議と資料は、閲覧を許可された人だけに見えます。地域協議会はいつもそうなります。",
    )
    confidential = models.BooleanField("守秘", default=False, editable=False)
    lowered_at = models.DateTimeField("守秘を解いた日時", null=True, blank=True, editable=False)
    predecessor = models.CharField("前身", max_length=200, blank=True)
    starts_on = models.DateField("設置日", null=True, blank=True)
    ends_on = models.DateField("終了日", null=True, blank=True)
    notice_on = models.DateField("公示日", null=True, blank=True)
    notice_text = models.TextField("公示の文（設置した旨）", blank=True)

    lowering: Any = None  # the agreement of two persons, where one is being carried out
    belongs_to = "platform"
    objects = LayerQuerySet.as_manager()

    class Meta:
        verbose_name = "層"
        verbose_name_plural = "層"
        ordering = ["platform_id", "position", "id"]
        constraints = [
            Once(
                "layer_once",
                ["platform", "name"],
                "同じ名称の層がすでにあります。その層を直すか、別の名称にしてください。",
            ),
            given("layer_named", "name"),
            in_order("layer_ends_after_start"),
            Rule(
                "council_is_confidential",
                Q(confidential=True)
                | Q(lowered_at__isnull=False)
                | (~Q(kind="council") & Q(personal_data=False)),
                "地域協議会と個人情報を取り扱う層は、守秘の層になります。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("layer", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.settle_secrecy()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self.settle_secrecy()
        if stands_above_itself(self):
            raise ValidationError({"parent": "この層か、その下の層は選べません。"})
        if self.parent and self.parent.platform_id != self.platform_id:
            raise ValidationError({"parent": "同じ連携PFの層を選んでください。"})

    def settle_secrecy(self) -> None:
        """Raised by what the layer is; lowered by nothing that is typed into a form."""
        stored = self._stored()
        if self.lowering is None:
            new_reasons = self._reasons() - (stored._reasons() if stored else set())
            self.confidential = bool(new_reasons) or bool(stored and stored.confidential)

    def _stored(self) -> Layer | None:
        return Layer._base_manager.filter(pk=self.pk).first() if self.pk else None

    def _reasons(self) -> set[str]:
        """Why it has to be secret; each of them raises it when it is new."""
        reasons = {"council": self.kind == self.Kind.COUNCIL, "personal_data": self.personal_data}
        return {name for name, holds in reasons.items() if holds}

    def keeps(self, made_at: datetime | None) -> bool:
        """Whether what was made then is for persons with clearance only."""
        was_secret = self.lowered_at and made_at and made_at < self.lowered_at
        return self.confidential or bool(was_secret)

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


class MemberCountQuerySet(ChainQuerySet):
    def confided(self, user: Any, since: Any = None) -> Q:
        return layer_told(user, "layer__", since or F("created_at"))


class MemberCount(Quantity, Record):
    """「令和7年9月30日時点で70団体」: a count a document states, kept beside the list."""

    layer = models.ForeignKey(
        Layer, models.CASCADE, verbose_name="層", related_name="member_counts"
    )
    as_of = models.DateField("時点", null=True, blank=True)
    label = models.CharField("数えたもの", max_length=100)

    belongs_to = "layer"
    objects = MemberCountQuerySet.as_manager()

    class Meta:
        verbose_name = "構成員の数（記載）"
        verbose_name_plural = "構成員の数（記載）"
        ordering = ["-as_of", "id"]
        constraints = [
            given("member_count_labelled", "label"),
            a_number("member_count_counts"),
            not_negative("member_count_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.shown}"
