"""What can stand beside any record: a note, a number a document states, a file."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from organizations.places.models import Municipality
from organizations.sources.models import Quantity, Record, Sourced
from platform_registry.access import ScopedQuerySet
from platform_registry.models import Stamped
from platform_registry.records.rules import a_number, given
from platform_registry.secrecy import untold


class BesideQuerySet(ScopedQuerySet):
    """`municipality` is whose record it stands beside; what is beside a secret record is secret."""

    def confided(self, user: Any, since: Any = None) -> Q:
        return ~untold(user, "record_type", "record_id", "created_at")

    def told_beside(self, kinds: Collection[type[models.Model]], user: Any) -> BesideQuerySet:
        """`told_to` for rows beside records of these kinds; with few kinds much less to ask."""
        return self.read_by(
            user, ~untold(user, "record_type", "record_id", "created_at", among=kinds, there=True)
        )

    def permitted_by_kind(self, user: Any, permission: Any) -> BesideQuerySet:
        """`permitted`, of the kinds alone that the rows stand beside: these are asked for first."""
        mine = self if user.is_superuser else self.filter(self.own(user, permission))
        numbers = mine.order_by().values_list("record_type", flat=True).distinct()
        kinds = {ContentType.objects.get_for_id(number).model_class() for number in numbers}
        return mine.told_beside({k for k in kinds if k}, user) if kinds else mine.none()

    def told_of(self, record: Any, user: Any) -> BesideQuerySet:
        kind = record.record_type.model_class()
        return self.filter(pk=record.pk).told_beside({kind}, user)

    def inside(self, user: Any, since: Any) -> None:
        """Nothing stands beside what stands beside."""
        return None

    def beside(self, record: models.Model) -> Any:
        kind = ContentType.objects.get_for_model(record)
        return self.filter(record_type=kind, record_id=record.pk)


class Beside(models.Model):
    """The record this belongs to, whatever its kind."""

    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        verbose_name="自治体",
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    record_type = models.ForeignKey(
        ContentType, models.PROTECT, verbose_name="記録の種類", related_name="+", editable=False
    )
    record_id = models.PositiveBigIntegerField("記録の番号", editable=False)
    record = GenericForeignKey("record_type", "record_id")

    belongs_to = "record"
    objects = BesideQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["record_type", "record_id"])]


class Note(Beside, Record):
    """付記: source, differing statement or caution on a record and one of its fields.

    Two statements that disagree are both kept: one in the field, the other here. Which of them
    the field holds is a person's choice (`organizations/beside/statements.py`).
    """

    class Kind(models.TextChoices):
        SOURCE = "source", "出典"
        DIFFERS = "differs", "異なる記載"
        CAUTION = "caution", "注意"

    kind = models.CharField("種類", max_length=20, choices=Kind, default=Kind.CAUTION)
    field = models.CharField("項目", max_length=60, blank=True)
    text = models.TextField("内容")
    statement = models.CharField("その出典での値", max_length=300, blank=True)
    conflict = models.CharField("不一致の記号", max_length=10, blank=True)
    pinned = models.BooleanField("いつも表示", default=False)
    settled_on = models.DateField("確認日", null=True, blank=True)

    class Meta(Beside.Meta):
        verbose_name = "付記"
        verbose_name_plural = "付記"
        ordering = ["-pinned", "id"]
        constraints = [given("note_written", "text")]

    def __str__(self) -> str:
        return self.text


class Statistic(Quantity, Beside, Record):
    """数値: a number a document states about a record that has no field of its own for it."""

    label = models.CharField("項目", max_length=200)
    base = models.PositiveIntegerField("母数（n）", null=True, blank=True)
    as_of = models.DateField("時点", null=True, blank=True)
    position = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta(Beside.Meta):
        verbose_name = "数値"
        verbose_name_plural = "数値"
        ordering = ["position", "id"]
        constraints = [
            given("statistic_labelled", "label"),
            a_number("statistic_says_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.shown}"


class Attachment(Beside, Stamped, Sourced):
    """添付: a file kept in the database and served only through the permission check."""

    name = models.CharField("ファイル名", max_length=200)
    kind = models.CharField("種類", max_length=10)
    size = models.PositiveIntegerField("大きさ（バイト）")
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField("内容")
    note = models.CharField("説明", max_length=200, blank=True)

    class Meta(Beside.Meta):
        verbose_name = "添付"
        verbose_name_plural = "添付"
        ordering = ["id"]
        constraints = [given("attachment_named", "name")]

    def __str__(self) -> str:
        return self.name
