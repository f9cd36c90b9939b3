from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from casebook.models.stage import STAGE_CHOICES
from organizations.sources.models import Quantity, Record
from platform_registry.access import Permission, ScopedQuerySet
from platform_registry.records.rules import not_negative


class ReferenceQuerySet(ScopedQuerySet):
    def guidance(self, stage: int) -> ReferenceQuerySet:
        return self.filter(kind=Reference.Kind.GUIDANCE, stage=stage)

    def own(self, user: Any, permission: Permission) -> Q:
        """The same for all municipalities, kept by the operator of the site."""
        return Q(pk__in=[])

    def shared(self, user: Any) -> Q:
        return Q(pk__isnull=False)


class Reference(Quantity, Record):
    """参考: law, national plan, studies and the report's guidance by stage; the same for everyone."""

    class Kind(models.TextChoices):
        GUIDANCE = "guidance", "行程ごとの示唆"
        LAW = "law", "法律"
        POLICY = "policy", "国の計画・施策"
        SUBCOMMITTEE = "subcommittee", "国の分科会"
        STUDY = "study", "研究・調査"
        DOCUMENT = "document", "報告書"

    kind = models.CharField("種類", max_length=20, choices=Kind)
    stage = models.PositiveSmallIntegerField("行程", choices=STAGE_CHOICES, null=True, blank=True)
    group = models.CharField("まとまり", max_length=200, blank=True)
    number = models.PositiveSmallIntegerField("番号", default=1)
    heading = models.CharField("見出し", max_length=300, blank=True)
    text = models.TextField("内容", blank=True)
    on = models.DateField("日付", null=True, blank=True)

    belongs_to = ()
    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "参考"
        verbose_name_plural = "参考"
        ordering = ["kind", "stage", "id"]  # as the documents print them
        constraints = [not_negative("reference_not_negative")]

    def get_absolute_url(self) -> str:
        return f"{reverse('references')}?kind={self.kind}"

    def __str__(self) -> str:
        return self.heading or self.text[:40]
