from django.db import models

from organizations.models.organization import OfOrganization, Organization
from organizations.models.vocabulary import Term
from platform_registry.models import Versioned


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
    objects = OfOrganization.as_manager()

    class Meta:
        verbose_name = "支援・居場所"
        verbose_name_plural = "支援・居場所"
        ordering = ["function__position", "id"]

    def __str__(self) -> str:
        return self.name or self.function.label
