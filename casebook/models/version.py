from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, ProtectedError, Q
from django.urls import reverse

from casebook.models.case_sheet import CaseSheet
from casebook.models.passage import Passage, StageNote
from casebook.models.stage import STAGE_CHOICES
from organizations.models import ChainQuerySet, Organization
from platform_registry.models import Versioned
from platform_registry.records.rules import Once, Rule

KEPT_FOR_EVER = "公開した版は、変えることも削除することもできません。直すときは訂正版を公開します。"


class Kept(ChainQuerySet):
    """Rows that are written once: not even a whole queryset of them is deleted."""

    def delete(self) -> Any:
        raise ProtectedError(KEPT_FOR_EVER, set(self))


class SheetVersionQuerySet(Kept):
    """Whoever has an assignment reads what is published; a withdrawn copy stays at home."""

    def own(self, user: Any, permission: Any) -> Q:
        """Withdrawing (administer) is the owner municipality's alone, not its partners'."""
        if permission == "administer":
            places = user.municipality_ids(permission)
            return Q(sheet__platform__municipality_id__in=places)
        return super().own(user, permission)

    def shared(self, user: Any) -> Q:
        return Q(withdrawn_on=None)

    def current(self) -> SheetVersionQuerySet:
        """Of every sheet the last version that is not withdrawn: what others read."""
        later = SheetVersion.objects.filter(
            sheet=OuterRef("sheet"), number__gt=OuterRef("number"), withdrawn_on=None
        )
        return self.filter(~Exists(later), withdrawn_on=None)


class SheetVersion(Versioned):
    """公開した版: a case sheet as it was published, numbered from 1; never changed, never deleted.

    `document` holds the shapes of `casebook/documents/shapes.py` as JSON (`documents/frozen.py`).
    Only the withdrawal is written later, once.
    """

    LATER = ("withdrawn_on", "withdrawn_by_id", "withdrawal_reason", "version")

    sheet = models.ForeignKey(
        CaseSheet, models.PROTECT, verbose_name="事例票", related_name="versions"
    )
    number = models.PositiveSmallIntegerField("版の番号")
    document = models.JSONField("公開した内容", editable=False)
    published_on = models.DateField("公開した日")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="公開した人",
        null=True,
        blank=True,
        related_name="+",
    )
    publisher = models.CharField("公開した人（所属と氏名）", max_length=300, blank=True)
    reason = models.TextField("訂正の理由", blank=True)
    withdrawn_on = models.DateField("取り下げた日", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="取り下げた人",
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawal_reason = models.TextField("取り下げの理由", blank=True)

    belongs_to = "sheet"
    objects = SheetVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "公開した版"
        verbose_name_plural = "公開した版"
        ordering = ["sheet_id", "-number"]
        constraints = [
            Once(
                fields=["sheet", "number"],
                name="sheet_version_once",
                violation_error_message="この番号の版はすでに公開されています。",
            ),
            Rule(
                condition=Q(number=1) | Q(number__gt=1) & ~Q(reason=""),
                name="sheet_version_says_why",
                violation_error_message="訂正の理由を入力してください。",
                under="reason",
            ),
            Rule(
                condition=Q(withdrawn_on=None, withdrawal_reason="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawal_reason=""),
                name="sheet_version_withdrawn_with_reason",
                violation_error_message="取り下げの理由を入力してください。",
                under="withdrawal_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"第{self.number}版" + ("（訂正版）" if self.number > 1 else "")

    def get_absolute_url(self) -> str:
        return reverse("case-sheet-version", args=[self.sheet_id, self.number])

    def clean(self) -> None:
        kept = [field.attname for field in self._meta.concrete_fields]
        kept = [name for name in kept if name not in self.LATER]
        stored = type(self).objects.filter(pk=self.pk).first()
        if stored is None:
            return
        changed = any(getattr(stored, name) != getattr(self, name) for name in kept)
        if changed or stored.withdrawn_on not in (None, self.withdrawn_on):
            raise ValidationError(KEPT_FOR_EVER)

    def locked(self) -> str:
        return KEPT_FOR_EVER if self.pk else ""

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ProtectedError(KEPT_FOR_EVER, {self})


class PublishedPassageQuerySet(Kept):
    """What others wrote, as it stands in the versions they have published last."""

    def own(self, user: Any, permission: Any) -> Q:
        return super().own(user, permission) & _in_force()

    def shared(self, user: Any) -> Q:
        return _in_force()

    def of_others(self, user: Any) -> Any:
        return self.visible_to(user).exclude(super().own(user, "view"))


def _in_force() -> Q:
    return Q(version__in=SheetVersion.objects.current().values("pk"))


class PublishedPassage(models.Model):
    """公開した記述: a passage or stage note of a version as a row, so that it can be searched.

    Written together with the version and kept with it. A note at a stage has `stage`,
    a passage of the form has `part`.
    """

    version = models.ForeignKey(
        SheetVersion, models.PROTECT, verbose_name="公開した版", related_name="passages"
    )
    part = models.CharField("章・欄", max_length=20, choices=Passage.Part, blank=True)
    stage = models.PositiveSmallIntegerField("行程", choices=STAGE_CHOICES, null=True, blank=True)
    number = models.PositiveSmallIntegerField("番号")
    side = models.CharField("庁内・庁外", max_length=10, choices=StageNote.Side, blank=True)
    printed_mark = models.CharField("行程の番号（原文）", max_length=5, blank=True)
    heading = models.CharField("見出し", max_length=300, blank=True)
    tag = models.CharField("区分", max_length=100, blank=True)
    text = models.TextField("本文", blank=True)
    organization = models.ForeignKey(
        Organization, models.SET_NULL, verbose_name="関係する団体", null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    summary = models.BooleanField("要旨", default=False)
    source_text = models.TextField("出典", blank=True)

    belongs_to = "version"
    objects = PublishedPassageQuerySet.as_manager()

    class Meta:
        verbose_name = "公開した記述"
        verbose_name_plural = "公開した記述"
        ordering = ["version_id", "stage", "part", "number", "id"]
        constraints = [
            Rule(
                condition=Q(stage=None) & ~Q(part="") | Q(stage__isnull=False, part=""),
                name="published_at_a_stage_or_in_a_part",
                violation_error_message="行程か章・欄のどちらかを入力してください。",
                under="part",
            )
        ]

    def __str__(self) -> str:
        return self.heading or self.text[:40]

    def get_absolute_url(self) -> str:
        anchor = f"#stage-{self.stage}" if self.stage else ""
        return f"{self.sheet.get_absolute_url()}{anchor}"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ProtectedError(KEPT_FOR_EVER, {self})

    @property
    def sheet(self) -> CaseSheet:
        return self.version.sheet
