from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from meetings.models.meeting import Meeting
from meetings.models.paper import Paper, paper_told
from organizations.platforms.models import ChainQuerySet, Platform
from pilots.models.pilot import Pilot
from platform_registry.records.rules import given


class OpinionQuerySet(ChainQuerySet):
    """Opinions belong to a platform; one said in a confidential meeting stays with it."""

    def confided(self, user: Any, since: Any = None) -> Q:
        return paper_told(user, since)


class Opinion(Paper):
    """意見: by theme, with the kind of speaker at most (privacy: P4)."""

    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="opinions"
    )
    meeting = models.ForeignKey(
        Meeting,
        models.CASCADE,
        verbose_name="会議",
        null=True,
        blank=True,
        related_name="opinions",
        help_text="どの回の意見か分からないときは空欄にします。",
    )
    pilot = models.ForeignKey(
        Pilot,
        models.SET_NULL,
        verbose_name="試行的事業",
        null=True,
        blank=True,
        related_name="opinions",
    )
    theme = models.CharField("テーマ", max_length=200, blank=True)
    speaker_kind = models.CharField("発言者の種別", max_length=100, blank=True)
    text = models.TextField("意見")
    position = models.PositiveSmallIntegerField("並び順", default=1)
    shared = models.BooleanField("ほかの自治体に見せる", default=False)

    belongs_to = ("meeting", "platform")
    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "意見"
        verbose_name_plural = "意見"
        ordering = ["platform_id", "theme", "position", "id"]
        constraints = [given("opinion_written", "text")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        if self.meeting is not None:
            return self.meeting.get_absolute_url()
        return reverse("platform-opinions", args=[self.platform_id])
