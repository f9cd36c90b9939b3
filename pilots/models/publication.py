from __future__ import annotations

from django.db import models

from organizations.bodies.models import Organization
from organizations.models import ChainQuerySet
from organizations.sources.models import Period, Record
from pilots.models.pilot import Pilot
from platform_registry.records.rules import counted, given, in_order


class Publication(Period, Record):
    """広報物: leaflet, poster, film, page …; how often it was seen stands beside it as numbers."""

    class Kind(models.TextChoices):
        LEAFLET = "leaflet", "リーフレット・パンフレット"
        FLYER = "flyer", "チラシ"
        POSTER = "poster", "ポスター"
        VIDEO = "video", "動画"
        WEB = "web", "ホームページ"
        SOCIAL = "social", "SNS"
        NOVELTY = "novelty", "ノベルティ・団扇"
        OTHER = "other", "その他"

    pilot = models.ForeignKey(
        Pilot, models.CASCADE, verbose_name="試行的事業", related_name="publications"
    )
    name = models.CharField("名称", max_length=200)
    other_names = models.CharField("別の呼び方", max_length=300, blank=True)
    kind = models.CharField("種類", max_length=20, choices=Kind, default=Kind.OTHER)
    accessibility = models.CharField("読みやすさへの配慮", max_length=200, blank=True)
    note = models.TextField("説明", blank=True)
    copies_as_printed = models.PositiveIntegerField(
        "部数の合計（資料の記載）", null=True, blank=True
    )

    open_ended = False
    belongs_to = "pilot"
    document_fields = ("other_names", "copies_as_printed")
    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = "広報物"
        verbose_name_plural = "広報物"
        ordering = ["pilot_id", "id"]
        constraints = [given("publication_named", "name"), in_order("publication_ends_after_start")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.pilot.get_absolute_url()}#publication-{self.pk}"


class Distribution(Record):
    """配布先の1行: where, at how many places, how many copies."""

    publication = models.ForeignKey(
        Publication, models.CASCADE, verbose_name="広報物", related_name="distributions"
    )
    number = models.PositiveSmallIntegerField("No.", default=1)
    group = models.CharField("区分", max_length=50, blank=True)
    place = models.CharField("配布先", max_length=200)
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        verbose_name="配布先（登録団体）",
        null=True,
        blank=True,
        related_name="distributions",
    )
    sites = models.PositiveIntegerField("か所", null=True, blank=True)
    copies = models.PositiveIntegerField("部数", null=True, blank=True)
    note = models.TextField("備考", blank=True, help_text="例：配布日、方法")

    belongs_to = "publication"
    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = "配布"
        verbose_name_plural = "配布"
        ordering = ["publication_id", "number"]
        constraints = [
            given("distribution_place_named", "place"),
            counted("distribution_counted"),
        ]

    def __str__(self) -> str:
        return self.place
