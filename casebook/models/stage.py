from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.urls import reverse

from organizations.models import ChainQuerySet, Platform
from organizations.sources.models import Record
from platform_registry.models import FISCAL_YEARS, year_within_reason
from platform_registry.records.rules import Once


class Phase(models.TextChoices):
    INITIAL = "initial", "初期段階"
    PREPARATION = "preparation", "準備段階"
    FOUNDING = "founding", "設立段階"
    RUNNING = "running", "自走段階"


@dataclass(frozen=True)
class Stage:
    """One of the ten stages of the report form (chapter 4)."""

    number: int
    phase: Phase
    name: str
    short: str

    @property
    def mark(self) -> str:
        return chr(ord("①") + self.number - 1)


STAGES = (
    Stage(1, Phase.INITIAL, "主担当部署・主担当者の設定", "主担当部署"),
    Stage(2, Phase.INITIAL, "地域課題・実態の概略の把握", "課題・実態の概略"),
    Stage(3, Phase.INITIAL, "連携PFの絵姿の描写", "PFの絵姿"),
    Stage(4, Phase.PREPARATION, "地域課題の詳細把握", "地域課題の詳細"),
    Stage(5, Phase.PREPARATION, "連携PFの運営形態・体制の検討", "運営形態・体制"),
    Stage(6, Phase.PREPARATION, "連携PFの参加者の検討・巻き込み", "参加者の巻き込み"),
    Stage(7, Phase.FOUNDING, "域内住民・関係団体への情報発信", "住民等への情報発信"),
    Stage(8, Phase.FOUNDING, "連携PFの運営", "PFの運営"),
    Stage(9, Phase.RUNNING, "今年度の積み残し課題", "積み残し課題"),
    Stage(10, Phase.RUNNING, "来年度以降の方針", "来年度以降の方針"),
)
STAGE_CHOICES = [(stage.number, f"{stage.mark} {stage.name}") for stage in STAGES]


class StageStatus(Record):
    """How far a platform has come in one stage in one fiscal year."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", "未着手"
        UNDER_WAY = "under_way", "取組中"
        DONE = "done", "実施済"

    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="stage_statuses"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度", validators=FISCAL_YEARS)
    stage = models.PositiveSmallIntegerField("行程", choices=STAGE_CHOICES)
    state = models.CharField("状態", max_length=20, choices=State, default=State.NOT_STARTED)

    plural = "stage-statuses"
    belongs_to = "platform"
    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = "行程の状態"
        verbose_name_plural = "行程の状態"
        ordering = ["platform_id", "fiscal_year", "stage"]
        constraints = [
            Once(
                "stage_status_once",
                ["platform", "fiscal_year", "stage"],
                "この年度・行程の状態はすでにあります。そちらを直してください。",
            ),
            year_within_reason("stage_status_year_within_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("stage", args=[self.platform_id, self.stage])
