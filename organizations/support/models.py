from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from organizations.bodies.models import Organization
from platform_registry.access import Permission, ScopedQuerySet
from platform_registry.models import Versioned
from platform_registry.records.rules import Once, given


class TermQuerySet(ScopedQuerySet):
    """Common words: used by everybody, kept by the operator of the site."""

    def own(self, user: Any, permission: Permission) -> Q:
        return Q(pk__in=[])

    def shared(self, user: Any) -> Q:
        return Q(pk__isnull=False)

    def offered_to(self, user: Any, permission: Permission = "edit") -> TermQuerySet:
        return self.visible_to(user).filter(active=True)

    def functions(self) -> TermQuerySet:
        return self.filter(kind=Term.Kind.FUNCTION, active=True)

    def targets(self) -> TermQuerySet:
        return self.filter(kind=Term.Kind.TARGET, active=True)


class Term(Versioned):
    """A word of the common vocabulary: what support is given, and to whom."""

    class Kind(models.TextChoices):
        FUNCTION = "function", "支援の種類"
        TARGET = "target", "支援の対象"

    kind = models.CharField("種類", max_length=20, choices=Kind)
    code = models.SlugField("コード", max_length=40)
    label = models.CharField("名称", max_length=50)
    position = models.PositiveSmallIntegerField("並び順", default=0)
    active = models.BooleanField("使用中", default=True)

    belongs_to = ()
    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = "用語"
        verbose_name_plural = "用語"
        ordering = ["kind", "position", "id"]
        constraints = [
            Once("term_once", ["kind", "code"], "同じコードの用語がすでにあります。"),
            given("term_labelled", "label"),
        ]

    def __str__(self) -> str:
        return self.label


class SupportActivity(Versioned):
    """What an organization does for whom, where and when: the source of the coverage table."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, verbose_name="団体", related_name="activities"
    )
    function = models.ForeignKey(
        Term,
        models.PROTECT,
        verbose_name="支援の種類",
        related_name="+",
        limit_choices_to={"kind": Term.Kind.FUNCTION},
    )
    targets = models.ManyToManyField(
        Term,
        verbose_name="支援の対象",
        blank=True,
        related_name="+",
        limit_choices_to={"kind": Term.Kind.TARGET},
    )
    name = models.CharField("活動名", max_length=200, blank=True)
    place = models.CharField("場所", max_length=200, blank=True)
    schedule = models.CharField("日時・頻度", max_length=200, blank=True)
    fee = models.CharField("費用", max_length=100, blank=True)
    contact = models.CharField("申込・問合せ先", max_length=200, blank=True)
    public = models.BooleanField("公開してよい", default=False)

    belongs_to = "organization"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "支援・居場所"
        verbose_name_plural = "支援・居場所"
        ordering = ["function__position", "id"]

    def __str__(self) -> str:
        return self.name or self.function.label
