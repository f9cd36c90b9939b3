"""What a person has typed into an edit page and not saved yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from platform_registry.access import Permission, ScopedQuerySet
from platform_registry.records.rules import Once
from platform_registry.secrecy import untold

if TYPE_CHECKING:
    from organizations.models import User


TWICE = "この画面の下書きはすでにあります。画面を開き直してください。"


class EditDraftQuerySet(ScopedQuerySet):
    """A person's own alone, the operator's eyes not excepted, and as secret as its record."""

    def own(self, user: User, permission: Permission) -> Q:
        return Q(user=user.pk)

    def confided(self, user: User, since: Any = None) -> Q:
        return ~untold(user, "record_type", "record_id", "saved_at")

    def inside(self, user: User, since: Any) -> None:
        """Nothing stands beside a draft."""
        return None

    def permitted(self, user: User, permission: Permission) -> Self:
        return self.filter(self.own(user, permission)).told_to(user)

    def of(self, user: User) -> Self:
        """`visible_to`, asking only of the kinds the person has drafts of: mostly there are none."""
        mine = self.filter(self.own(user, "view"))
        numbers = set(mine.order_by().values_list("record_type", flat=True).distinct())
        if not numbers:
            return self.none()
        kinds = {ContentType.objects.get_for_id(n).model_class() for n in numbers if n}
        among = {kind for kind in kinds if kind is not None}
        return mine.filter(~untold(user, "record_type", "record_id", "saved_at", among))

    def told_to(self, user: User) -> Self:
        """Who reads his own words again reads nothing that would have to be written down."""
        return self.filter(self.confided(user))


class EditDraft(models.Model):
    """What is typed into one edit page, by the names of its fields.

    ``key`` says of which page. ``record`` is what is edited; of a new record what it will hang on,
    as far as that is chosen: who may no longer read that doesn't get the draft back either.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="入力した人", related_name="+"
    )
    key = models.CharField("画面", max_length=100)
    record_type = models.ForeignKey(
        ContentType,
        models.CASCADE,
        verbose_name="記録の種類",
        null=True,
        blank=True,
        related_name="+",
    )
    record_id = models.PositiveBigIntegerField("記録の番号", null=True, blank=True)
    record = GenericForeignKey("record_type", "record_id")
    data = models.JSONField("入力した内容", default=dict)
    saved_at = models.DateTimeField("保存した日時", default=timezone.now)
    version = models.PositiveIntegerField("版", default=1)

    belongs_to = ()
    objects = EditDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "書きかけの入力"
        verbose_name_plural = "書きかけの入力"
        ordering = ["-saved_at"]
        constraints = [Once("one_draft_of_a_page", ["user", "key"], TWICE)]
        indexes = [models.Index(fields=["record_type", "record_id"], name="draft_of_record")]

    def __str__(self) -> str:
        """Never what was typed: this is what logs and error pages would print."""
        return f"書きかけの入力 {self.pk}"

    @property
    def typed(self) -> QueryDict:
        """As the page would send it."""
        sent = QueryDict(mutable=True)
        for name, values in self.data.items():
            sent.setlist(name, values)
        return sent
