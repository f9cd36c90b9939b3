from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from organizations.bodies.models import Organization
from organizations.platforms.models import ChainQuerySet, Platform
from organizations.sources.models import Record
from organizations.support.models import Term
from platform_registry.records.rules import Once, counted, given


class NeedQuerySet(ChainQuerySet):
    """What is marked 庁内のみ stays with its municipality, also on a shared platform."""

    def shared(self, user: Any) -> Q:
        return Q(platform__shared=True, confidential=False)


class Need(Record):
    """課題・ニーズ heard in an area, with whom it concerns and what would help."""

    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="needs"
    )
    mark = models.CharField("記号", max_length=10, blank=True)
    text = models.TextField("課題・ニーズ")
    heard_from = models.CharField("聞いた相手", max_length=200, blank=True)
    targets = models.ManyToManyField(
        Term,
        verbose_name="支援の対象",
        blank=True,
        related_name="+",
        limit_choices_to={"kind": Term.Kind.TARGET},
    )
    functions = models.ManyToManyField(
        Term,
        verbose_name="支援の種類",
        blank=True,
        related_name="+",
        limit_choices_to={"kind": Term.Kind.FUNCTION},
    )
    confidential = models.BooleanField(
        "庁内のみ", default=False, help_text="率直な意見など、ほかの自治体に見せないものです。"
    )

    belongs_to = "platform"
    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = "課題・ニーズ"
        verbose_name_plural = "課題・ニーズ"
        ordering = ["platform_id", "mark", "id"]
        constraints = [given("need_written", "text")]

    def __str__(self) -> str:
        return f"{self.mark} {self.text}".strip()

    def get_absolute_url(self) -> str:
        return reverse("need", args=[self.pk])


class Measure(Record):
    """方策: what the platform means to do about its needs."""

    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="measures"
    )
    number = models.PositiveSmallIntegerField("番号", default=1)
    text = models.TextField("方策")
    detail = models.TextField("内容", blank=True)
    needs = models.ManyToManyField(
        Need, verbose_name="対応する課題", blank=True, related_name="measures"
    )

    belongs_to = "platform"
    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = "方策"
        verbose_name_plural = "方策"
        ordering = ["platform_id", "number"]
        constraints = [given("measure_written", "text"), counted("measure_counted")]

    def __str__(self) -> str:
        return f"{self.number} {self.text}"


class PracticeExample(Record):
    """取組事例: a place or service others can learn from, run by an organization."""

    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="examples"
    )
    title = models.CharField("表題", max_length=200)
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        verbose_name="運営する団体",
        null=True,
        blank=True,
        related_name="examples",
    )
    operator_as_printed = models.CharField("運営者（原文の表記）", max_length=200, blank=True)
    place = models.CharField("所在地", max_length=200, blank=True)
    since = models.DateField("開始", null=True, blank=True)
    since_as_printed = models.CharField("開始（原文の表記）", max_length=50, blank=True)
    terms = models.CharField("利用の条件", max_length=200, blank=True)
    handout = models.CharField("資料番号", max_length=50, blank=True)
    text = models.TextField("内容", blank=True)
    measures = models.ManyToManyField(
        Measure, verbose_name="関係する方策", blank=True, related_name="examples"
    )

    belongs_to = "platform"
    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = "取組事例"
        verbose_name_plural = "取組事例"
        ordering = ["platform_id", "id"]
        constraints = [given("example_titled", "title")]

    def __str__(self) -> str:
        return self.title


class NeedMatch(Record):
    """A person's decision on an organization that might answer a need; remembered."""

    class State(models.TextChoices):
        LINKED = "linked", "つなぐ"
        DISMISSED = "dismissed", "見送る"

    need = models.ForeignKey(
        Need, models.CASCADE, verbose_name="課題・ニーズ", related_name="matches"
    )
    organization = models.ForeignKey(
        Organization, models.CASCADE, verbose_name="団体", related_name="need_matches"
    )
    state = models.CharField("判断", max_length=20, choices=State)
    reason = models.CharField("理由", max_length=300, blank=True)

    belongs_to = "need"
    carries_notes = False  # it has a reason of its own
    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = "課題と団体のつなぎ"
        verbose_name_plural = "課題と団体のつなぎ"
        constraints = [
            Once(
                "need_match_once",
                ["need", "organization"],
                "この団体についての判断はすでにあります。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.get_state_display()}"
