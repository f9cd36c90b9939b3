"""A public register held against the registry: its bytes while it is read, and what differs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Count, Q

from organizations.models import Organization
from platform_registry.access import ScopedQuerySet
from platform_registry.models import Versioned, label_of_field
from platform_registry.records.rules import Once, Rule
from surveys.models.import_batch import ImportBatch, ImportFile
from surveys.models.import_told import ImportQuerySet


class RegisterPart(models.Model):
    """A megabyte of a register on its way to the worker; gone when it was read."""

    file = models.ForeignKey(
        ImportFile, models.CASCADE, verbose_name="ファイル", related_name="parts"
    )
    number = models.PositiveIntegerField("順番")
    content = models.BinaryField("内容", editable=False)

    belongs_to = "file"
    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "名簿のファイルの一部"
        verbose_name_plural = "名簿のファイルの一部"
        ordering = ["number"]
        constraints = [
            Once("register_part_once", ["file", "number"], "この部分はすでに受け取りました。")
        ]

    def __str__(self) -> str:
        return f"{self.file}（{self.number}）"


class RegisterDifferenceQuerySet(ScopedQuerySet):
    """For those who import, as the register itself."""

    takes: ClassVar = {"view": "import", "edit": "import", "remove": "import"}

    def of(self, batch: ImportBatch) -> RegisterDifferenceQuerySet:
        """Not of an organization that was merged into another meanwhile."""
        return self.filter(batch=batch, organization__merged_into=None)

    def sure(self) -> RegisterDifferenceQuerySet:
        """Those that more than a name speaks for."""
        return self.exclude(how__in=RegisterDifference.BY_NAME)

    def by_kind(self) -> dict[str, dict[str, int]]:
        """Kind → how many there are in each state."""
        counted = self.order_by().values_list("kind", "state").annotate(n=Count("pk"))
        found: dict[str, dict[str, int]] = {}
        for kind, state, n in counted:
            found.setdefault(kind, {})[state] = n
        return found


class RegisterDifference(Versioned):
    """What a register says otherwise of one organization, and what a person decided about it.

    before, after  field of the organization → what stood there when they were compared, and what
                   the register says; of a successor only {"value": its number}
    made           what accepting it made beside the organization: {"name": id, "note": id, …}
    """

    class Kind(models.TextChoices):
        CLOSED = "closed", "閉鎖・解散"
        SUCCESSOR = "successor", "承継先"
        NAME = "name", "名称の変更"
        NUMBER = "number", "法人番号が分かりました"
        ADDRESS = "address", "移転・郵便番号"

    class How(models.TextChoices):
        NUMBER = "number", "法人番号が同じ"
        NAME = "name", "名称と市区町村が同じ"
        NAME_ONLY = "name_only", "名称が同じ（所在地の登録なし）"
        ADDRESS = "address", "名称と所在地が同じ"

    class State(models.TextChoices):
        OPEN = "open", "未決"
        ACCEPTED = "accepted", "反映済"
        ASIDE = "aside", "見送り"

    BY_NAME = (How.NAME, How.NAME_ONLY)  # may be another body: nobody accepts them unseen

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, verbose_name="照合", related_name="differences"
    )
    organization = models.ForeignKey(
        Organization, models.CASCADE, verbose_name="団体", related_name="+"
    )
    kind = models.CharField("種類", max_length=10, choices=Kind)
    how = models.CharField("照らし方", max_length=10, choices=How)
    number = models.CharField("名簿の法人番号", max_length=13, blank=True)
    name = models.CharField("名簿の名称", max_length=200, blank=True)
    address = models.CharField("名簿の所在地", max_length=300, blank=True)
    detail = models.CharField("名簿の記載", max_length=300, blank=True)
    before = models.JSONField("台帳の値", default=dict, blank=True)
    after = models.JSONField("名簿の値", default=dict, blank=True)
    made = models.JSONField("いっしょに作ったもの", default=dict, blank=True, editable=False)
    state = models.CharField("状態", max_length=10, choices=State, default=State.OPEN)
    message = models.CharField("お知らせ", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        "organizations.User",
        models.SET_NULL,
        verbose_name="判断者",
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField("判断日時", null=True, blank=True)

    belongs_to = "organization"
    objects = RegisterDifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "名簿との違い"
        verbose_name_plural = "名簿との違い"
        ordering = ["id"]
        indexes = [models.Index(fields=["batch", "kind", "state", "id"], name="difference_list")]
        constraints = [
            Once(
                "register_difference_once",
                ["batch", "organization", "kind"],
                "この団体のこの違いは、すでに記録されています。",
            ),
            Rule(
                "register_difference_decided",
                Q(state="open") | Q(decided_at__isnull=False),
                "判断した日時がありません。",
                under="decided_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}：{self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def lost_its_ground(self) -> bool:
        """Found by a number that the organization no longer has."""
        return self.how == self.How.NUMBER and self.organization.corporate_number != self.number

    @property
    def values(self) -> list[tuple[str, str, str]]:
        """Label, what the registry holds, what the register says."""
        if self.kind == self.Kind.SUCCESSOR:
            return [("承継先法人番号", "", self.after["value"])]
        return [
            (
                label_of_field(Organization, name),
                self._word(name, self.before),
                self._word(name, self.after),
            )
            for name in self.after
        ]

    @staticmethod
    def _word(name: str, values: dict[str, str]) -> str:
        field = Organization._meta.get_field(name)
        return str(dict(getattr(field, "flatchoices", ())).get(values[name], values[name]))
