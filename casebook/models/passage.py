from __future__ import annotations

from django.db import models

from casebook.models.case_sheet import CaseSheet, ProseQuerySet
from casebook.models.stage import STAGE_CHOICES
from organizations.bodies.models import Organization
from organizations.sources.models import Period, Record
from platform_registry.records.rules import counted, given, in_order


class Passage(Period, Record):
    """記述: a piece of a case sheet's own prose, in the part of the form it belongs to."""

    class Part(models.TextChoices):
        FINAL_GOAL = "final_goal", "最終的なゴール"
        YEAR_GOAL = "year_goal", "今年度のゴール"
        PRIOR = "prior", "従前からの取組"
        VALUE = "value", "連携による価値や工夫"
        IMAGE = "image", "連携PFイメージ"
        PILOT_POINT = "pilot_point", "試行的事業のポイント・工夫"
        BREAKTHROUGH = "breakthrough", "ブレイクスルー要因"
        COLUMN = "column", "コラム"
        PLAN = "plan", "次年度以降の案"
        REACTION = "reaction", "反響"

    sheet = models.ForeignKey(
        CaseSheet, models.CASCADE, verbose_name="事例票", related_name="passages"
    )
    part = models.CharField("章・欄", max_length=20, choices=Part)
    number = models.PositiveSmallIntegerField("番号", default=1)
    heading = models.CharField("見出し", max_length=300, blank=True)
    tag = models.CharField(
        "区分", max_length=50, blank=True, help_text="例：【支援】、課題、アクション、新聞"
    )
    text = models.TextField("本文", blank=True)
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        verbose_name="関係する団体",
        null=True,
        blank=True,
        related_name="passages",
    )
    bullets = models.PositiveSmallIntegerField("箇条の数（原文）", null=True, blank=True)

    belongs_to = "sheet"
    objects = ProseQuerySet.as_manager()

    class Meta:
        verbose_name = "事例票の記述"
        verbose_name_plural = "事例票の記述"
        ordering = ["sheet_id", "part", "number", "id"]
        constraints = [in_order("passage_ends_after_start"), counted("passage_counted")]

    def __str__(self) -> str:
        return self.heading or self.text[:40]

    def locked(self) -> str:
        return self.sheet.closed()

    def get_absolute_url(self) -> str:
        return self.sheet.get_absolute_url()


class StageNote(Record):
    """留意点: a heading (■) at one of the ten stages with its text in bullets.

    `printed_mark` is the number the document prints (品川区 prints ⑦ for stage 1).
    """

    class Side(models.TextChoices):
        INSIDE = "inside", "庁内"
        OUTSIDE = "outside", "庁外"

    sheet = models.ForeignKey(
        CaseSheet, models.CASCADE, verbose_name="事例票", related_name="stage_notes"
    )
    stage = models.PositiveSmallIntegerField("行程", choices=STAGE_CHOICES)
    number = models.PositiveSmallIntegerField("番号", default=1)
    printed_mark = models.CharField("行程の番号（原文）", max_length=5, blank=True)
    printed_name = models.CharField("行程名（原文）", max_length=100, blank=True)
    printed_phase = models.CharField("段階（原文）", max_length=20, blank=True)
    side = models.CharField("庁内・庁外", max_length=10, choices=Side, blank=True)
    tag = models.CharField("特徴", max_length=100, blank=True, help_text="例：大規模都市、広域")
    heading = models.CharField("見出し", max_length=300)
    text = models.TextField("箇条（1行に1項目）", blank=True)
    bullets = models.PositiveSmallIntegerField("箇条の数（原文）", null=True, blank=True)

    belongs_to = "sheet"
    objects = ProseQuerySet.as_manager()

    class Meta:
        verbose_name = "行程の留意点"
        verbose_name_plural = "行程の留意点"
        ordering = ["sheet_id", "stage", "number", "id"]
        constraints = [given("stage_note_headed", "heading"), counted("stage_note_counted")]

    def __str__(self) -> str:
        return self.heading

    def locked(self) -> str:
        return self.sheet.closed()

    def get_absolute_url(self) -> str:
        return f"{self.sheet.get_absolute_url()}#stage-{self.stage}"
