from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from organizations.bodies.names import split_legal_form
from organizations.models import (
    ChainQuerySet,
    Department,
    Organization,
    OwnField,
    OwnValues,
    Platform,
    Term,
)
from organizations.sources.models import Period, Record, refuse_another_year
from platform_registry.japanese.yen import yen_shown
from platform_registry.models import FISCAL_YEARS, year_within_reason
from platform_registry.records.rules import Once, Rule, counted, given, in_order
from surveys.models import Survey


class Pilot(Period, Record, OwnValues):
    """試行的事業: what was tried in a fiscal year, with which money, and what came of it."""

    class Work(models.TextChoices):
        """Kinds of work funded in the national model programme (japan.md 1.3)."""

        BUILDING = "building", "連携PFの構築"
        AWARENESS = "awareness", "普及啓発"
        COOPERATION = "cooperation", "支援団体間の連携による事業"
        SITUATION = "situation", "孤独・孤立の状況把握"
        RESOURCES = "resources", "担い手（支援団体）の把握"
        OTHER = "other", "その他"

    class State(models.TextChoices):
        PLANNED = "planned", "計画"
        RUNNING = "running", "実施中"
        DONE = "done", "完了"
        CANCELLED = "cancelled", "中止"

    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="pilots"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度", validators=FISCAL_YEARS)
    number = models.PositiveSmallIntegerField("番号", default=1)
    detail_number = models.CharField("番号（詳細の原文）", max_length=10, blank=True)
    name = models.CharField("事業名称", max_length=200)
    detail_name = models.CharField("事業名称（詳細）", max_length=200, blank=True)
    work = models.CharField("種別", max_length=20, choices=Work, default=Work.OTHER)
    state = models.CharField("状態", max_length=20, choices=State, default=State.PLANNED)
    department = models.ForeignKey(
        Department,
        models.SET_NULL,
        verbose_name="担当部署",
        null=True,
        blank=True,
        related_name="pilots",
    )
    content = models.TextField("事業内容", blank=True, help_text="1行に1項目で入力します。")
    method = models.TextField("手法", blank=True)
    target = models.TextField("対象", blank=True)
    targets = models.ManyToManyField(
        Term,
        verbose_name="対象（分類）",
        blank=True,
        related_name="+",
        limit_choices_to={"kind": Term.Kind.TARGET},
        help_text="ほかの自治体の事業と一緒にさがすための分類です。",
    )
    aim = models.TextField("ねらい", blank=True)
    ingenuity = models.TextField("工夫点", blank=True)
    result = models.TextField("結果", blank=True)
    surveys = models.ManyToManyField(Survey, verbose_name="調査", blank=True, related_name="pilots")
    result_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name="成果を参照する事業",
        null=True,
        blank=True,
        related_name="shares_result",
        help_text="「上記②と同様」のように、別の事業の成果がそのまま成果であるとき。",
    )
    shared = models.BooleanField("ほかの自治体に見せる", default=False)

    belongs_to = "platform"
    own_kind = OwnField.Of.PILOT
    document_fields = ("detail_name", "detail_number")
    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = "試行的事業"
        verbose_name_plural = "試行的事業"
        ordering = ["platform_id", "fiscal_year", "number", "id"]
        constraints = [
            Once(
                "pilot_number_once",
                ["platform", "fiscal_year", "number"],
                "この年度の同じ番号の事業がすでにあります。別の番号にしてください。",
            ),
            given("pilot_named", "name"),
            counted("pilot_counted"),
            year_within_reason("pilot_year_within_reason"),
            in_order("pilot_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("pilot", args=[self.pk])

    def clean(self) -> None:
        refuse_another_year(self, "事業")
        self._refers_to_a_result()

    def _refers_to_a_result(self) -> None:
        """One step only: not to a pilot that refers to another one itself, and in no circle."""
        chosen = self.result_of
        if chosen is None:
            return
        if chosen.pk == self.pk:
            raise ValidationError({"result_of": "この事業そのものは選べません。"})
        if chosen.result_of_id is not None:
            raise ValidationError(
                {
                    "result_of": f"「{chosen}」の成果も別の事業のものです。"
                    f"「{chosen.result_of}」を選んでください。"
                }
            )
        if self.pk and self.shares_result.exists():
            raise ValidationError(
                {"result_of": "この事業の成果を参照している事業があるため、選べません。"}
            )


class Procurement(Record):
    """発注: to whom, for what, how much. The states of a sum are kept apart and summed honestly."""

    class State(models.TextChoices):
        STATED = "stated", "金額あり"
        ABOUT = "about", "約"
        NOT_STATED = "not_stated", "金額記載なし"
        NO_ORDER = "no_order", "発注なし"
        DASH = "dash", "ー"

    pilot = models.ForeignKey(
        Pilot, models.CASCADE, verbose_name="試行的事業", related_name="procurements"
    )
    vendor = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="発注先（登録団体）",
        null=True,
        blank=True,
        related_name="procurements",
    )
    vendor_name = models.CharField("発注先（表記）", max_length=200, blank=True)
    vendor_key = models.CharField(max_length=200, editable=False, blank=True, db_index=True)
    person = models.BooleanField("発注先は個人", default=False)
    use = models.CharField("用途", max_length=200, blank=True)
    state = models.CharField("金額の状態", max_length=20, choices=State, default=State.STATED)
    amount = models.PositiveBigIntegerField("金額（円）", null=True, blank=True)
    as_printed = models.CharField("金額（原文の表記）", max_length=100, blank=True)

    belongs_to = "pilot"
    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = "発注"
        verbose_name_plural = "発注"
        ordering = ["pilot_id", "id"]
        constraints = [
            Rule(
                "amount_where_stated",
                Q(state__in=["stated", "about"], amount__isnull=False)
                | Q(state__in=["not_stated", "no_order", "dash"], amount=None),
                "金額の状態が「金額あり」「約」のときは金額を入力し、それ以外のときは空欄にしてください。",
                under="amount",
            ),
        ]

    def __str__(self) -> str:
        return self.vendor_name or self.get_state_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.vendor and not self.vendor_name:
            self.vendor_name = self.vendor.name
        self.vendor_key = split_legal_form(self.vendor_name).key if self.vendor_name else ""
        super().save(*args, **kwargs)

    @property
    def shown(self) -> str:
        if self.amount is None:
            return self.get_state_display()
        about = "約" if self.state == self.State.ABOUT else ""
        return f"{about}{self.amount:,}円"

    @property
    def amount_shown(self) -> str:
        """約200万円, for reading; empty where no sum is stated."""
        if self.amount is None:
            return ""
        about = "約" if self.state == self.State.ABOUT else ""
        return f"{about}{yen_shown(self.amount)}"

    @property
    def printed_otherwise(self) -> str:
        """The document's words, where they say more than the sum."""
        said = self.as_printed.strip("（）() ")
        return "" if said in (self.amount_shown, self.shown, "金額の記載なし") else self.as_printed
