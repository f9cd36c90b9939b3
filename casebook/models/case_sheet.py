from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from organizations.models import ChainQuerySet, Platform
from organizations.sources.models import Record
from platform_registry.japanese import fiscal_year_label
from platform_registry.models import FISCAL_YEARS, year_within_reason
from platform_registry.records.rules import Once


class CaseSheetQuerySet(ChainQuerySet):
    """Others see a sheet once a version of it is published; the working copy stays at home."""

    def shared(self, user: Any) -> Q:
        return is_published()

    def published(self) -> CaseSheetQuerySet:
        """With a version that others read now."""
        return self.filter(is_published())

    def with_version(self) -> Any:
        """`public_number`, `public_on`: what others read now, without its document.

        `last_number` counts the versions that were withdrawn, too.
        """
        versions = _versions().order_by("-number")
        current = versions.filter(withdrawn_on=None)
        return self.annotate(
            public_number=Subquery(current.values("number")[:1]),
            public_on=Subquery(current.values("published_on")[:1]),
            last_number=Subquery(versions.values("number")[:1]),
        )

    def open_for_prose(self) -> CaseSheetQuerySet:
        return self.filter(Q(state=CaseSheet.State.DRAFT) | was_published())


def _versions() -> Any:
    versions: Any = apps.get_model("casebook", "SheetVersion")  # which hangs on the sheet
    return versions.objects.filter(sheet=OuterRef("pk"))


def is_published() -> Q:
    return Q(Exists(_versions().filter(withdrawn_on=None)))


def was_published() -> Q:
    """Also where every version was withdrawn."""
    return Q(Exists(_versions()))


class CaseSheet(Record):
    """事例票: platform × fiscal year × edition. Composed from the registry, with prose of its own.

    This is the working copy, which goes on being corrected; what others read are its versions.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "作成中"
        CONFIRMED = "confirmed", "確定"

    # What a published sheet is known by; its versions carry it in their titles.
    IDENTITY = ("platform_id", "fiscal_year", "edition")

    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="case_sheets"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度", validators=FISCAL_YEARS)
    edition = models.CharField("版", max_length=50, default="報告書版")
    state = models.CharField(
        "状態", max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    confirmed_on = models.DateField("確定日", null=True, blank=True, editable=False)

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
                "この年度・版の事例票はすでにあります。そちらを直すか、年度か版を変えてください。",
            ),
            year_within_reason("case_sheet_year_within_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {fiscal_year_label(self.fiscal_year)}（{self.edition}）"

    def get_absolute_url(self) -> str:
        return reverse("case-sheet", args=[self.pk])

    def clean(self) -> None:
        stored = type(self).objects.filter(pk=self.pk).values_list(*self.IDENTITY).first()
        now = tuple(getattr(self, name) for name in self.IDENTITY)
        if stored not in (None, now) and self.locked():
            raise ValidationError(self.locked())

    def was_published(self) -> bool:
        return self.pk is not None and self.versions.exists()

    def locked(self) -> str:
        """What the sheet is known by stays once it is published; its contents go on (`closed`)."""
        if self.was_published():
            return (
                "公開した事例票は、削除することも、連携PF・年度・版を変えることもできません。"
                "内容は、記述やもとの記録を直してから、訂正版として公開します。"
            )
        return self.closed()

    def closed(self) -> str:
        """Why no prose may be written: a confirmed sheet waits as it is for its first version."""
        if self.state != self.State.CONFIRMED or self.was_published():
            return ""
        return "確定した事例票は変えられません。「作成中に戻す」を選んでから直してください。"


class ProseQuerySet(ChainQuerySet):
    """Prose of the working copy: its own municipalities' alone. Others read `PublishedPassage`."""

    def shared(self, user: Any) -> None:
        return None
