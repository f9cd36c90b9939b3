from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from organizations.models import OfPlatform, Platform
from organizations.models.record import Record
from platform_registry.japanese import fiscal_year_label
from platform_registry.models import FISCAL_YEARS, year_within_reason
from platform_registry.rules import Once


class CaseSheetQuerySet(OfPlatform):
    """Others see a sheet once it is published; a draft is the municipality's own."""

    def shared(self, user: Any) -> Q:
        return Q(state=CaseSheet.State.PUBLISHED)

    def published(self) -> CaseSheetQuerySet:
        return self.filter(state=CaseSheet.State.PUBLISHED)


class CaseSheet(Record):
    """事例票: platform × fiscal year × edition. Composed from the registry, with prose of its own."""

    class State(models.TextChoices):
        DRAFT = "draft", "作成中"
        CONFIRMED = "confirmed", "確定"
        PUBLISHED = "published", "公開"

    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="case_sheets"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度", validators=FISCAL_YEARS)
    edition = models.CharField("版", max_length=50, default="報告書版")
    state = models.CharField(
        "状態", max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    confirmed_on = models.DateField("確定日", null=True, blank=True, editable=False)
    published_on = models.DateField("公開日", null=True, blank=True, editable=False)
    frozen = models.JSONField("公開時の控え", null=True, blank=True, editable=False)

    belongs_to = "platform"
    objects = CaseSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "事例票"
        verbose_name_plural = "事例票"
        ordering = ["-fiscal_year", "platform__municipality__code", "id"]
        constraints = [
            Once(
                "case_sheet_once",
                ["platform", "fiscal_year", "edition"],
                "この年度・版の事例票はすでにあります。",
            ),
            year_within_reason("case_sheet_year_within_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {fiscal_year_label(self.fiscal_year)}（{self.edition}）"

    def get_absolute_url(self) -> str:
        return reverse("case-sheet", args=[self.pk])

    def locked(self) -> str:
        """A published sheet is frozen, and nothing is changed under it."""
        if self.state != self.State.PUBLISHED:
            return ""
        return "公開した事例票は変えられません。「作成中に戻す」を選んでから直してください。"


class OfSheet(OfPlatform):
    """Prose of a sheet is permitted with it and seen by others once it is published."""

    platform_path = "sheet__platform"

    def shared(self, user: Any) -> Q:
        return Q(sheet__state=CaseSheet.State.PUBLISHED)
