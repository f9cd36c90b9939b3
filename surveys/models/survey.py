from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from organizations.models import Municipality
from organizations.sources.models import Period, Quantity, Record, Sourced, refuse_another_year
from platform_registry.access import Permission, ScopedQuerySet
from platform_registry.models import FISCAL_YEARS, Stamped, Versioned, year_within_reason
from platform_registry.records.rules import Once, a_number, given, in_order, not_more, not_negative

if TYPE_CHECKING:
    from organizations.models import User


DUE_TOO_EARLY = "締切日は開始日以降の日付を入力してください。"


class KeptByCoordinators(ScopedQuerySet):
    """A survey and its questions: read by all, kept by coordinators, removed by administrators.

    Whoever enters a record of his municipality may name them (the survey of an indicator).
    """

    takes: ClassVar = {"edit": "import", "remove": "administer"}

    def offered_to(self, user: User, permission: Permission = "edit") -> Self:
        return self.permitted(user, "persons" if permission == "edit" else permission)


class SurveyQuerySet(KeptByCoordinators):
    def shared(self, user: User) -> Q:
        """A survey whose figures are shared is read by every municipality."""
        return Q(shared=True)

    def unused_key(self, municipality: Municipality, wanted: str) -> str:
        """``wanted``, or with the first free number behind it: ``survey-2023-2``."""
        taken = set(self.filter(municipality=municipality).values_list("key", flat=True))
        key, number = wanted, 1
        while key in taken:
            number += 1
            key = f"{wanted}-{number}"
        return key

    def with_response_counts(self) -> Any:
        """How many answers are here, and whether a document's figures stand in for them."""
        figures = SurveyFigure.objects.filter(survey=models.OuterRef("pk"))
        return self.annotate(
            response_count=models.Count("responses"), has_figures=models.Exists(figures)
        )


class Survey(Period, Stamped, Versioned, Sourced):
    """A questionnaire sent to support organizations or residents, with its questions.

    Counts of a survey whose answers are not here (sent, returned, rate) are kept as documents
    print them; the rate is never computed into its field.
    """

    class Audience(models.TextChoices):
        ORGANIZATIONS = "organizations", "支援団体"
        RESIDENTS = "residents", "住民"
        STAFF = "staff", "庁内"
        OTHER = "other", "その他"

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="自治体", related_name="surveys"
    )
    key = models.SlugField(
        "調査キー",
        max_length=60,
        help_text="半角の英数字とハイフン。コマンドで取り込むときに使います（例: survey-2023）。",
    )
    title = models.CharField("調査名", max_length=200)
    audience = models.CharField(
        "対象", max_length=20, choices=Audience, default=Audience.ORGANIZATIONS
    )
    fiscal_year = models.PositiveSmallIntegerField(
        "年度", null=True, blank=True, validators=FISCAL_YEARS
    )
    method = models.CharField("方法", max_length=100, blank=True)
    starts_on = models.DateField("開始日", null=True, blank=True)
    ends_on = models.DateField("締切日", null=True, blank=True)
    sent_count = models.PositiveIntegerField("送付数", null=True, blank=True)
    sent_approx = models.BooleanField("送付数は概数", default=False)
    returned_count = models.PositiveIntegerField("回収数（資料の記載）", null=True, blank=True)
    valid_count = models.PositiveIntegerField("有効回収数（資料の記載）", null=True, blank=True)
    rate_as_printed = models.CharField("回収率（資料の記載）", max_length=50, blank=True)
    question_count = models.PositiveSmallIntegerField("設問数", null=True, blank=True)
    subjects = models.CharField("調査対象", max_length=300, blank=True)
    conducted_by = models.CharField("実施者・委託先", max_length=200, blank=True)
    other_names = models.CharField("別の呼び方", max_length=300, blank=True)
    ingenuity = models.TextField("工夫点", blank=True)
    description = models.TextField("目的・概要", blank=True)
    shared = models.BooleanField(
        "ほかの自治体に見せる",
        default=False,
        help_text="集計の値を公表した調査だけにしてください。",
    )

    belongs_to = "municipality"
    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = "調査"
        verbose_name_plural = "調査"
        ordering = ["-fiscal_year", "-id"]
        constraints = [
            Once(
                "survey_key_once",
                ["municipality", "key"],
                "この調査キーはすでに使われています。別のキーを入力してください。",
            ),
            given("survey_titled", "title"),
            year_within_reason("survey_year_within_reason"),
            in_order("survey_ends_after_start", says=DUE_TOO_EARLY),
            not_more(
                "survey_returned_of_sent", "returned_count", "sent_count",
                "回収数が送付数より多くなっています。どちらかを直してください。送付数が概数なら、その欄にチェックを付けてください。",
                unless=Q(sent_approx=True),
            ),
            not_more(
                "survey_valid_of_returned", "valid_count", "returned_count",
                "有効回収数が回収数より多くなっています。どちらかを直してください。",
            ),
            not_more(
                "survey_valid_of_sent", "valid_count", "sent_count",
                "有効回収数が送付数より多くなっています。どちらかを直してください。",
                unless=Q(sent_approx=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("survey", args=[self.pk])

    def clean(self) -> None:
        super().clean()
        refuse_another_year(self, "調査")

    @property
    def has_printed_counts(self) -> bool:
        """A document says how many came back, whether or not the answers are here."""
        counts = self.returned_count, self.valid_count
        return any(count is not None for count in counts) or bool(self.rate_as_printed)


class FigureQuerySet(KeptByCoordinators):
    def shared(self, user: User) -> Q:
        return Q(**{self.way_to("shared"): True})


class SurveyFigure(Quantity, Record):
    """集計の値: a result as a document prints it, where the answers themselves are not here.

    Percentages are kept with the base the document gives, never recomputed.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, verbose_name="調査", related_name="figures")
    question = models.CharField("設問", max_length=300, blank=True)
    option = models.CharField("選択肢・項目", max_length=300)
    base = models.PositiveIntegerField("母数（n）", null=True, blank=True)
    multiple = models.BooleanField("複数回答", default=False)
    position = models.PositiveSmallIntegerField("並び順", default=0)

    belongs_to = "survey"
    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = "集計の値（資料の記載）"
        verbose_name_plural = "集計の値（資料の記載）"
        ordering = ["survey_id", "position", "id"]
        constraints = [
            given("figure_named", "option"),
            not_negative("figure_not_negative"),
            a_number("figure_says_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.option} {self.shown}"
