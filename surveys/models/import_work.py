"""What stands beside an import while people and the worker are at it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from organizations.models import Organization
from platform_registry.records.rules import Once, Rule
from surveys.models.import_batch import ImportBatch, ImportFile
from surveys.models.import_told import ImportQuerySet, InBatchQuerySet, no_list_hidden


class FileReadingQuerySet(ImportQuerySet):
    def confided(self, user: Any, since: Any = None) -> Q:
        return no_list_hidden(user, "file")


class FileReading(models.Model):
    """What the limited child process read of a file, packed, until its imports are done.

    Each page of an import starts from it: no web process holds a file that was taken apart.
    """

    file = models.ForeignKey(
        ImportFile, models.CASCADE, verbose_name="ファイル", related_name="readings"
    )
    encoding = models.CharField("文字コード", max_length=20, blank=True)
    delimiter = models.CharField("区切り文字", max_length=1, blank=True)
    content = models.BinaryField("読み取った内容", editable=False)

    belongs_to = "file"
    objects = FileReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "読み取ったファイル"
        verbose_name_plural = "読み取ったファイル"
        constraints = [
            Once(
                "file_reading_once",
                ["file", "encoding", "delimiter"],
                "このファイルはすでに読み取られています。",
            )
        ]

    def __str__(self) -> str:
        return str(self.file)


class KeptWork(models.Model):
    """What the worker worked out of a large file for the next page, packed, while it is a draft.

    ``after`` is the step after which the next one was asked for; empty where the batch's own was.
    ``basis`` tells of which decisions (surveys.importing.planning.kept_work). Empty ``content``
    under a basis that still holds: it came to nothing, and the batch's message says why.
    """

    batch = models.OneToOneField(
        ImportBatch, models.CASCADE, verbose_name="取込", related_name="kept_work"
    )
    after = models.CharField("済んだ段階", max_length=15, blank=True)
    basis = models.CharField("もとにした判断", max_length=64)
    content = models.BinaryField("画面の内容", editable=False, default=b"")

    belongs_to = read_at = "batch"
    objects = InBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "用意した画面"
        verbose_name_plural = "用意した画面"

    def __str__(self) -> str:
        return str(self.batch)


class RowDecision(models.Model):
    """What a person decided about one row: whose answer it is, and whether it is left out.

    The two are kept apart, so that bringing a row back does not lose whose answer it is.
    """

    class Choice(models.TextChoices):
        SAME = "same", "登録済みの団体"
        NEW = "new", "新しい団体"
        LATER = "later", "あとで決める"

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, verbose_name="取込", related_name="row_decisions"
    )
    number = models.PositiveIntegerField("行")
    choice = models.CharField("団体", max_length=10, choices=Choice, blank=True)
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        verbose_name="選んだ団体",
        null=True,
        blank=True,
        related_name="+",
    )
    rejected = models.JSONField(
        "違うとした団体",
        default=list,
        blank=True,
        help_text="似ていても違うとした、登録済みの団体の番号です。",
    )
    excluded = models.BooleanField("取り込まない", default=False)
    decided_by = models.ForeignKey(
        "organizations.User",
        models.SET_NULL,
        verbose_name="判断者",
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField("判断日時", auto_now=True)

    belongs_to = read_at = "batch"
    objects = InBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "行の判断"
        verbose_name_plural = "行の判断"
        ordering = ["number"]
        constraints = [
            Once("row_decision_once", ["batch", "number"], "この行の判断はすでにあります。"),
            Rule(
                "row_decision_from_one",
                Q(number__gte=1),
                "行の番号は1以上です。",
                under="number",
            ),
            Rule(
                "row_decision_names_the_same",
                Q(organization=None) | Q(choice="same"),
                "団体は「同じ団体」のときにだけ選びます。",
                under="organization",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}行目：{self.get_choice_display() or '未定'}"

    @property
    def lost(self) -> bool:
        """The organization that was chosen is no longer registered."""
        return self.choice == self.Choice.SAME and self.organization_id is None


class Worker(models.Model):
    """A background worker, as it says of itself every few seconds."""

    name = models.CharField("名前", max_length=64, unique=True)
    started_at = models.DateTimeField("開始日時")
    seen_at = models.DateTimeField("最後の知らせ")

    belongs_to = ()

    class Meta:
        verbose_name = "裏で動く処理"
        verbose_name_plural = "裏で動く処理"
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return self.name
