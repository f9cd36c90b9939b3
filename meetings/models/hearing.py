from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from meetings.models.meeting import Meeting, meeting_told
from meetings.models.paper import Paper, paper_told
from organizations.models import ChainQuerySet, Department, Organization, Platform
from organizations.sources.models import Period, Quantity, Record
from pilots.models import Pilot
from platform_registry.records.rules import given, in_order, not_negative


class HearingQuerySet(ChainQuerySet):
    def confided(self, user: Any, since: Any = None) -> Q:
        return paper_told(user, since)


class Hearing(Quantity, Period, Paper):
    """ヒアリング: one kind of counterpart, how many, and what was found (summary only)."""

    class Counterpart(models.TextChoices):
        DEPARTMENT = "department", "庁内関係課"
        ORGANIZATION = "organization", "支援団体"
        PERSON_CONCERNED = "person_concerned", "当事者"
        COMPANY = "company", "企業"
        OTHER = "other", "その他"

    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="hearings"
    )
    pilot = models.ForeignKey(
        Pilot,
        models.SET_NULL,
        verbose_name="試行的事業",
        null=True,
        blank=True,
        related_name="hearings",
    )
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,  # without its meeting it would be open to everybody
        verbose_name="会議・打合せ",
        null=True,
        blank=True,
        related_name="hearings",
    )
    title = models.CharField("表題", max_length=200)
    counterpart = models.CharField(
        "相手の種別", max_length=20, choices=Counterpart, default=Counterpart.ORGANIZATION
    )
    breakdown = models.CharField("内訳（区分）", max_length=100, blank=True, help_text="例：区外")
    organizations = models.ManyToManyField(
        Organization, verbose_name="相手（団体）", blank=True, related_name="hearings"
    )
    departments = models.ManyToManyField(
        Department, verbose_name="相手（部署）", blank=True, related_name="hearings"
    )
    asked = models.TextField("聞いたこと", blank=True)
    findings = models.TextField("分かったこと（要旨）", blank=True)
    shared = models.BooleanField("ほかの自治体に見せる", default=False)

    open_ended = False
    belongs_to = ("meeting", "platform")
    objects = HearingQuerySet.as_manager()

    class Meta:
        verbose_name = "ヒアリング"
        verbose_name_plural = "ヒアリング"
        ordering = ["platform_id", "id"]
        constraints = [
            given("hearing_titled", "title"),
            in_order("hearing_ends_after_start"),
            not_negative("hearing_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("hearing", args=[self.pk])


class VoiceQuerySet(ChainQuerySet):
    """Voices of persons concerned (P5): seen by named persons only, whatever their role."""

    def shared(self, user: Any) -> None:
        return None

    def confided(self, user: Any, since: Any = None) -> Q:
        cleared = Q(hearing__platform__in=user.cleared_for_voices())
        told_of_meeting = meeting_told(user, "hearing__meeting__", since)
        return cleared & (Q(hearing__meeting=None) | told_of_meeting)


class HearingVoice(Record):
    """当事者の声: kept apart from the findings, out of search and export."""

    hearing = models.ForeignKey(
        Hearing, models.CASCADE, verbose_name="ヒアリング", related_name="voices"
    )
    text = models.TextField("声")
    consent = models.CharField("同意の範囲", max_length=200, blank=True)

    belongs_to = "hearing"
    objects = VoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "当事者の声"
        verbose_name_plural = "当事者の声"
        ordering = ["hearing_id", "id"]
        constraints = [given("voice_written", "text")]

    def __str__(self) -> str:
        return f"{self.hearing} の声"

    @property
    def voices_of(self) -> int:
        """For the change log, which keeps voices to those cleared for the platform's."""
        return self.hearing.platform_id
