from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from organizations.models import Municipality, Organization
from platform_registry.records.rules import Once, Rule
from surveys.models.import_batch import ImportBatch
from surveys.models.import_told import ImportQuerySet
from surveys.models.question import Option, Question
from surveys.models.survey import Survey


class MappingProfile(models.Model):
    """How files of one kind are read and mapped, kept for the next file: all settings included.

    ``fields`` of answers are surveys.importing.columns.profiles, those of a list
    [{"header": [text, occurrence], "field": name or "" for a column that is not taken}].
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, verbose_name="自治体", related_name="mapping_profiles"
    )
    survey = models.ForeignKey(
        Survey,
        models.CASCADE,
        verbose_name="調査",
        null=True,
        blank=True,
        related_name="mapping_profiles",
    )
    kind = models.CharField(
        "種類", max_length=15, choices=ImportBatch.Kind, default=ImportBatch.Kind.RESPONSES
    )
    name = models.CharField("名称", max_length=100)
    settings = models.JSONField("読み取りの設定", default=dict, blank=True)
    fields = models.JSONField("列の対応", default=list, blank=True)
    saved_at = models.DateTimeField("保存日時", auto_now=True)
    saved_by = models.ForeignKey(
        "organizations.User",
        models.SET_NULL,
        verbose_name="保存者",
        null=True,
        blank=True,
        related_name="+",
    )

    belongs_to = "municipality"
    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "取込の設定"
        verbose_name_plural = "取込の設定"
        ordering = ["-saved_at"]
        constraints = [
            Once(
                "profile_once",
                ["municipality", "kind", "name"],
                "同じ名称の設定がすでにあります。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ValueRule(models.Model):
    """A person's decision what a written value means for a question, reused in later imports."""

    question = models.ForeignKey(
        Question, models.CASCADE, verbose_name="設問", related_name="value_rules"
    )
    value = models.CharField("元の値", max_length=500)
    option = models.ForeignKey(
        Option, models.CASCADE, verbose_name="選択肢", null=True, blank=True, related_name="+"
    )
    missing = models.CharField("欠測の種類", max_length=10, choices=Option.MissingKind, blank=True)
    decided_by = models.ForeignKey(
        "organizations.User",
        models.SET_NULL,
        verbose_name="判断者",
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField("判断日時", auto_now=True)

    belongs_to = "question"
    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "値の対応"
        verbose_name_plural = "値の対応"
        constraints = [
            Once(
                "value_rule_once",
                ["question", "value"],
                "この値の対応はすでにあります。そちらを直してください。",
            ),
            Rule(
                "value_rule_one_meaning",
                Q(option__isnull=False, missing="") | Q(option=None) & ~Q(missing=""),
                "選択肢か欠測の種類の、どちらか1つを選んでください。",
                under="option",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} → {self.option or self.get_missing_display()}"


class NameDecision(models.Model):
    """A person's decision that a written name is, or is not, a registered organization."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, verbose_name="自治体", related_name="name_decisions"
    )
    written = models.CharField("元の表記", max_length=200)
    key = models.CharField("照合キー", max_length=200, editable=False, blank=True)
    organization = models.ForeignKey(
        Organization, models.CASCADE, verbose_name="団体", related_name="name_decisions"
    )
    same = models.BooleanField("同じ団体")
    decided_by = models.ForeignKey(
        "organizations.User",
        models.SET_NULL,
        verbose_name="判断者",
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField("判断日時", auto_now=True)

    belongs_to = "municipality"
    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "名寄せの判断"
        verbose_name_plural = "名寄せの判断"
        constraints = [
            Once(
                "name_decision_once",
                ["municipality", "key", "organization"],
                "この表記と団体についての判断はすでにあります。そちらを直してください。",
            ),
            Once(  # a name means one organization at most
                "name_means_one_organization",
                ["municipality", "key"],
                "この表記は、すでに別の団体と同じだとされています。そちらを直してください。",
                condition=Q(same=True),
                under="same",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.written} {'＝' if self.same else '≠'} {self.organization}"

    def clean_fields(self, exclude: Any = None) -> None:
        """The key is what matching compares; whoever writes a decision by hand has none."""
        from surveys.importing.matching.candidates import decision_key  # which reads these models

        self.key = self.key or decision_key(self.written)
        super().clean_fields(exclude)
