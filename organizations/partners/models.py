from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from organizations.places.models import Municipality
from organizations.platforms.models import ChainQuerySet, Platform
from platform_registry.access import Permission
from platform_registry.models import Stamped, Versioned
from platform_registry.records.rules import Once


class InvitationQuerySet(ChainQuerySet):
    def own(self, user: Any, permission: Permission) -> Q:
        """Known to the administrators of both sides, and to nobody else."""
        if permission == "remove":
            return Q(pk__in=[])  # withdrawn, declined or left; never removed
        places = user.municipality_ids("administer")
        return Q(platform__municipality__in=places) | Q(municipality__in=places)

    def shared(self, user: Any) -> None:
        return None

    def waiting(self) -> InvitationQuerySet:
        return self.filter(state=Invitation.State.INVITED)


class Invitation(Stamped, Versioned):
    """共同の招待: a municipality is asked to take part in a joint platform.

    Only with its own administrator's word does it become a partner; leaving is as free.
    """

    class State(models.TextChoices):
        INVITED = "invited", "招待中"
        ACCEPTED = "accepted", "共同中"
        DECLINED = "declined", "辞退"
        WITHDRAWN = "withdrawn", "取下げ"
        LEFT = "left", "共同を終了"

    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="invitations"
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="招待する自治体", related_name="invitations"
    )
    state = models.CharField(
        "状態", max_length=12, choices=State, default=State.INVITED, editable=False
    )
    note = models.CharField("ひとこと", max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="答えた人",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    answered_at = models.DateTimeField("答えた日時", null=True, blank=True, editable=False)

    carries_notes = False
    belongs_to = "platform"
    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "共同の招待"
        verbose_name_plural = "共同の招待"
        ordering = ["-id"]
        constraints = [
            Once(
                "invited_once",
                ["platform", "municipality"],
                "この自治体は、すでに招待中か共同中です。",
                condition=Q(state__in=["invited", "accepted"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.platform}への{self.municipality.name}の共同"

    def get_absolute_url(self) -> str:
        return reverse("invitation", args=[self.pk])

    def clean(self) -> None:
        if self.municipality_id == self.platform.municipality_id:
            raise ValidationError(
                {"municipality": "この連携PFの自治体です。ほかの自治体を選んでください。"}
            )
