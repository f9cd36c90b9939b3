"""What was done to many records at once: which, and what they were before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from platform_registry.access import Permission, ScopedQuerySet, rows_of
from platform_registry.records.rules import Once

if TYPE_CHECKING:
    from organizations.models import User

ONCE = "この記録は、このまとめての変更にすでに入っています。"


class BulkChangeQuerySet(ScopedQuerySet):
    """Read by those who may edit there; taken back by who did it and by the coordinators."""

    def own(self, user: User, permission: Permission) -> Q:
        mine = Q(by=user.pk, municipality__in=user.municipality_ids("edit"))
        right: Permission = "edit" if permission == "view" else "merge"
        return mine | Q(municipality__in=user.municipality_ids(right))


class BulkChange(models.Model):
    """まとめての変更: one act on many records of one municipality."""

    municipality = models.ForeignKey(
        "organizations.Municipality", models.PROTECT, verbose_name="自治体", related_name="+"
    )
    kind = models.ForeignKey(
        ContentType, models.CASCADE, verbose_name="記録の種類", related_name="+"
    )
    label = models.CharField("したこと", max_length=300)
    reason = models.CharField("理由", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="した人",
        null=True,
        blank=True,
        related_name="+",
    )
    made_at = models.DateTimeField("日時", default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="元に戻した人",
        null=True,
        blank=True,
        related_name="+",
    )
    undone_at = models.DateTimeField("元に戻した日時", null=True, blank=True)

    belongs_to = "municipality"
    objects = BulkChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "まとめての変更"
        verbose_name_plural = "まとめての変更"
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("bulk-change", args=[self.pk])


class BulkStepQuerySet(ScopedQuerySet):
    def known_to(self, user: User) -> Self:
        """Without those of records whose matters have become secret since, or are gone with them."""
        found = self
        for kind in ContentType.objects.filter(pk__in=self.order_by().values("change__kind")):
            model: Any = kind.model_class()
            rows: Any = rows_of(model)
            inside = rows.inside(user, F("created_at"))
            if inside is not None:
                known = rows.filter(inside).order_by().values("pk")
                found = found.exclude(~Q(record_id__in=known), change__kind=kind)
        return found


class BulkStep(models.Model):
    """One record of a bulk change, with what undoing takes.

    ``image`` as `bulk.images` writes it: fields before, records made (with their version) and
    records that went. ``left`` says why nothing was done; ``kept`` why it was not put back.
    """

    change = models.ForeignKey(
        BulkChange, models.CASCADE, verbose_name="まとめての変更", related_name="steps"
    )
    record_id = models.PositiveBigIntegerField("記録の番号")
    name = models.CharField("名称", max_length=200)
    before = models.CharField("前", max_length=500, blank=True)
    after = models.CharField("後", max_length=500, blank=True)
    image = models.JSONField("前の内容", default=dict, blank=True)
    left = models.CharField("しなかった理由", max_length=500, blank=True)
    kept = models.CharField("戻さなかった理由", max_length=500, blank=True)

    belongs_to = "change"
    objects = BulkStepQuerySet.as_manager()

    class Meta:
        verbose_name = "まとめての変更の1件"
        verbose_name_plural = "まとめての変更の各件"
        ordering = ["id"]
        constraints = [Once("bulk_step_once", ["change", "record_id"], ONCE)]

    def __str__(self) -> str:
        return self.name

    def clean_fields(self, exclude: Any = None) -> None:
        """Long texts are shown shortened: what undoing takes stands in the image."""
        for name in ("name", "before", "after", "left", "kept"):
            limit = getattr(self._meta.get_field(name), "max_length", None)
            setattr(self, name, getattr(self, name)[:limit])
        super().clean_fields(exclude)
