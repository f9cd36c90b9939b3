from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from organizations.models import ChainQuerySet
from organizations.sources.models import Quantity, Record, plain_number
from pilots.models.event import PilotEvent
from pilots.models.pilot import Pilot
from platform_registry.records.rules import NO_NUMBER, NO_SHARE, Rule, a_number, counted, given
from surveys.models import Option, Question, Survey


class Kpi(Record):
    """目的・期待効果・KPI, or an indicator found when the outcome was checked; its type is enforced."""

    class Type(models.TextChoices):
        NUMBER = "number", "数"
        RATIO = "ratio", "割合（％）"
        YES_NO = "yes_no", "はい・いいえ"
        NARRATIVE = "narrative", "文章"

    class Origin(models.TextChoices):
        PLANNED = "planned", "目的・期待効果・KPI"
        CHECKED = "checked", "成果検証"

    pilot = models.ForeignKey(Pilot, models.CASCADE, verbose_name="試行的事業", related_name="kpis")
    number = models.PositiveSmallIntegerField("番号", default=1)
    origin = models.CharField("区分", max_length=10, choices=Origin, default=Origin.PLANNED)
    type = models.CharField("型", max_length=10, choices=Type, default=Type.NARRATIVE)
    label = models.CharField("指標", max_length=300)
    unit = models.CharField("単位", max_length=20, blank=True)
    baseline = models.DecimalField("基準値", max_digits=14, decimal_places=2, null=True, blank=True)
    goal = models.DecimalField("目標値", max_digits=14, decimal_places=2, null=True, blank=True)

    belongs_to = "pilot"
    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = "KPI"
        verbose_name_plural = "KPI"
        ordering = ["pilot_id", "origin", "number", "id"]
        constraints = [
            given("kpi_labelled", "label"),
            counted("kpi_counted"),
            Rule(
                "kpi_goal_in_numbers",
                Q(goal=None) | Q(type__in=["number", "ratio"]),
                "目標値は「数」か「割合」の指標にだけ入力できます。型を確かめてください。",
                under="goal",
            ),
            Rule(
                "kpi_goal_is_a_share",
                Q(goal=None) | ~Q(type="ratio") | Q(goal__range=(0, 100)),
                NO_SHARE,
                under="goal",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def in_numbers(self) -> bool:
        return self.type in (self.Type.NUMBER, self.Type.RATIO)

    @property
    def unit_shown(self) -> str:
        return self.unit or ("%" if self.type == self.Type.RATIO else "")

    @property
    def goal_shown(self) -> str:
        """120名; empty where no goal is stated."""
        return "" if self.goal is None else f"{plain_number(self.goal)}{self.unit_shown}"

    def clean(self) -> None:
        """Results that are there already keep their type."""
        readings = KpiReading.objects.filter(kpi=self.pk)
        if self.in_numbers and readings.filter(value=None, as_printed="").exists():
            raise ValidationError(
                {"type": "数値のない結果がすでに登録されています。先に結果を直してください。"}
            )
        if self.type == self.Type.RATIO and readings.filter(value__gt=100).exists():
            raise ValidationError(
                {"type": "100を超える結果がすでに登録されています。先に結果を直してください。"}
            )


# Which of its fields hold a result of an indicator of that type; the first is asked for.
FITTING: dict[str, tuple[str, ...]] = {
    Kpi.Type.NUMBER: ("value", "as_printed"),
    Kpi.Type.RATIO: ("value", "as_printed"),
    Kpi.Type.YES_NO: ("yes",),
    Kpi.Type.NARRATIVE: ("text",),
}
RESULTS = ("value", "text", "yes", "as_printed")
MISSING = {
    "value": NO_NUMBER,
    "text": "結果を文章で入力してください。",
    "yes": "「はい」か「いいえ」を選んでください。",
}


class KpiReading(Quantity, Record):
    """One measurement of an indicator: value or text, base, as of when, resting on what."""

    kpi = models.ForeignKey(Kpi, models.CASCADE, verbose_name="KPI", related_name="readings")
    text = models.TextField("結果（文章）", blank=True)
    yes = models.BooleanField("はい", null=True, blank=True)
    base = models.PositiveIntegerField("母数（n）", null=True, blank=True)
    as_of = models.DateField("時点", null=True, blank=True)
    survey = models.ForeignKey(
        Survey, models.PROTECT, verbose_name="もとの調査", null=True, blank=True, related_name="+"
    )
    question = models.ForeignKey(
        Question,
        models.SET_NULL,
        verbose_name="もとの設問",
        null=True,
        blank=True,
        related_name="+",
    )
    option = models.ForeignKey(
        Option,
        models.SET_NULL,
        verbose_name="もとの選択肢",
        null=True,
        blank=True,
        related_name="+",
    )
    event = models.ForeignKey(
        PilotEvent,
        models.SET_NULL,
        verbose_name="もとの行事",
        null=True,
        blank=True,
        related_name="+",
    )
    evidence = models.CharField("出どころ", max_length=200, blank=True, help_text="例：受付簿")
    approved_by = models.CharField("確認者", max_length=100, blank=True)

    belongs_to = "kpi"
    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = "KPIの結果"
        verbose_name_plural = "KPIの結果"
        ordering = ["kpi_id", "as_of", "id"]
        constraints = [
            a_number("reading_says_a_result", ~Q(text="") | Q(yes__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """120名, はい, or what was written: a result of any type as text."""
        answer = {True: "はい", False: "いいえ", None: ""}[self.yes]
        return " ".join(part for part in (answer, self.shown or self.text) if part)

    @property
    def unit_shown(self) -> str:
        """The one its indicator is measured in, where the reading has none of its own."""
        return self.unit or self.kpi.unit_shown

    @property
    def survey_url(self) -> str:
        """The results of the survey, at the question the reading rests on."""
        place = f"#question-{self.question_id}" if self.question_id else ""
        return f"{self.survey.get_absolute_url()}{place}" if self.survey else ""

    def clean(self) -> None:
        if not hasattr(self, "kpi"):
            return
        kind = self.kpi.type
        if kind == Kpi.Type.RATIO and self.value is not None and not 0 <= self.value <= 100:
            raise ValidationError({"value": NO_SHARE})
        wanted = FITTING.get(kind, ())
        given = [name for name in RESULTS if getattr(self, name) not in (None, "")]
        if not wanted or set(wanted) & set(given):
            return
        if not given:
            raise ValidationError({wanted[0]: MISSING[wanted[0]]})
        label, right = Kpi.Type(kind).label, MISSING[wanted[0]]
        raise ValidationError(
            {
                given[
                    0
                ]: f"このKPIの型は「{label}」です。{right}型が違うときは、KPIの型を直してください。"
            }
        )
