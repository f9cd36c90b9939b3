from __future__ import annotations

from django.db import models

from organizations.bodies.models import Organization
from platform_registry.access import ScopedQuerySet
from platform_registry.models import Versioned
from platform_registry.records.rules import given, in_order

WITHDRAWN_TOO_EARLY = "取消日は同意日以降の日付を入力してください。"


class PublicationConsent(Versioned):
    """Consent to publish a group of fields for a purpose, with the wording it was given under."""

    class Fields(models.TextChoices):
        NAME = "name", "団体名"
        PHONE = "phone", "電話番号"
        ADDRESS = "address", "所在地"
        ACTIVITIES = "activities", "活動内容"

    organization = models.ForeignKey(
        Organization, models.CASCADE, verbose_name="団体", related_name="consents"
    )
    field_group = models.CharField("公開する項目", max_length=20, choices=Fields)
    purpose = models.CharField("目的", max_length=100)
    given_on = models.DateField("同意日", null=True, blank=True)
    withdrawn_on = models.DateField("取消日", null=True, blank=True)
    wording = models.CharField("同意の文言", max_length=300, blank=True)
    source = models.CharField("出典", max_length=300, blank=True)

    belongs_to = "organization"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "公開の同意"
        verbose_name_plural = "公開の同意"
        constraints = [
            given("consent_has_a_purpose", "purpose"),
            in_order("consent_in_order", "given_on", "withdrawn_on", WITHDRAWN_TOO_EARLY),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_group_display()}（{self.purpose}）"
