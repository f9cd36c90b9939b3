from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from platform_registry.forms.unseen import refuse_unreadable_in
from platform_registry.japanese import as_fine_as
from platform_registry.models import Versioned
from platform_registry.records.rules import Once, Rule
from surveys.importing.cells.questions import conditions, half_width
from surveys.models.survey import KeptByCoordinators, Survey

ANSWERED = (
    "この{what}には{n}件の回答があるため、削除できません。"
    "回答を取り込んだ取込を取り消すと、回答がなくなり、削除できます。"
)
ASKED_AFTER = (
    "{who}の回答の条件が、この{what}を指しているため、削除できません。先に条件を直してください。"
)
BEING_IMPORTED = (
    "取り込む途中のファイル「{names}」がこの設問を使っているため、削除できません。"
    "先に取込を終えるか、やめてください。"
)


class Question(Versioned):
    """One question of a survey. A row of a matrix is a question with the matrix as ``group``."""

    class Kind(models.TextChoices):
        SINGLE = "single", "単一回答"
        MULTI = "multi", "複数回答"
        NUMBER = "number", "数値"
        DATE = "date", "日付"
        TIME = "time", "時刻"
        TEXT = "text", "自由記述"
        ID = "id", "識別番号"

    class Precision(models.TextChoices):
        """How much of a date the questionnaire asks for."""

        YEAR = "年", "年"
        MONTH = "年月", "年月"
        DAY = "年月日", "年月日"

    CHOICE_KINDS = (Kind.SINGLE, Kind.MULTI)

    survey = models.ForeignKey(
        Survey, models.CASCADE, verbose_name="調査", related_name="questions"
    )
    position = models.PositiveSmallIntegerField("並び順")
    number = models.CharField(
        "番号", max_length=20, blank=True, help_text="調査票のとおりに（例: 問5、問14-1）"
    )
    text = models.CharField("設問文", max_length=1000)
    kind = models.CharField("種類", max_length=10, choices=Kind)
    group = models.CharField("設問のまとまり", max_length=500, blank=True)
    unit = models.CharField("単位", max_length=20, blank=True)
    required = models.BooleanField("必須", default=False)
    minimum = models.DecimalField("最小", max_digits=30, decimal_places=10, null=True, blank=True)
    maximum = models.DecimalField("最大", max_digits=30, decimal_places=10, null=True, blank=True)
    precision = models.CharField("年月の細かさ", max_length=3, choices=Precision, blank=True)
    condition = models.CharField(
        "回答の条件",
        max_length=200,
        blank=True,
        help_text="例: 問4=1,2（問4で1か2を選んだ人に聞く）",
    )
    other_headings = models.TextField(
        "ほかの見出し",
        blank=True,
        help_text="1行に1つ。届くファイルの列の見出しがこのとおりなら、この設問の回答として読み取ります。",
    )

    belongs_to = "survey"
    objects = KeptByCoordinators.as_manager()

    class Meta:
        verbose_name = "設問"
        verbose_name_plural = "設問"
        ordering = ["position", "id"]
        constraints = [
            Once(
                "question_position_once",
                ["survey", "position"],
                "同じ並び順の設問がすでにあります。",
            ),
            Once(
                "question_number_once",
                ["survey", "number"],
                "同じ番号の設問がすでにあります。",
                condition=~Q(number=""),
            ),
            Rule(
                "question_limits_in_order",
                Q(minimum=None) | Q(maximum=None) | Q(minimum__lte=F("maximum")),
                "最大は、最小と同じか、それより大きい数にしてください。",
                under="maximum",
            ),
        ]

    def number_shown(self, number: Any, *, approx: bool = False) -> str:
        """約30人: as it stands on a page, with the unit the question asks for."""
        return f"{'約' if approx else ''}{number}{self.unit}"

    def day_shown(self, day: date) -> str:
        """No finer than it was asked for: 平成27年, 令和5年12月."""
        grains: dict[str, str] = {self.Precision.YEAR: "year", self.Precision.MONTH: "month"}
        return as_fine_as(day, grains.get(self.precision, "day"))

    def __str__(self) -> str:
        return f"{self.number} {self.text}".strip()

    @property
    def is_choice(self) -> bool:
        return self.kind in self.CHOICE_KINDS

    @property
    def headings(self) -> list[str]:
        return [line.strip() for line in self.other_headings.splitlines() if line.strip()]

    def conditional(self, number: str = "") -> list[Question]:
        """The questions that are asked of those who chose something in this one."""
        asked = half_width(number or self.number)
        others = self.survey.questions.exclude(condition="").exclude(pk=self.pk)
        return [q for q in others if asked in {named for named, _ in conditions(q.condition)}]

    def irremovable(self) -> str:
        """Answers, conditions of other questions and imports under way rest on a question."""
        after = self.conditional() if self.number else []
        named = ASKED_AFTER.format(what="設問", who=_named(after)) if after else ""
        return self.answered() or named or self.being_imported()

    def answered(self) -> str:
        answers = self.answers.values("response").distinct().count()
        return ANSWERED.format(what="設問", n=answers) if answers else ""

    def is_asked_in(self, fields: list[dict[str, Any]]) -> bool:
        """Whether a kept mapping (surveys.importing.columns.profiles) has a column of it."""
        wanted = str(self), self.group
        asked = (item for item in fields if item.get("role") == "question")
        return any(
            (f"{item.get('number', '')} {item['text']}".strip(), item.get("group") or "") == wanted
            for item in asked
        )

    def being_imported(self) -> str:
        ahead = self.survey.import_batches.ahead().select_related("file").defer("file__content")
        names = "」「".join(batch.file.name for batch in ahead if self.is_asked_in(batch.fields))
        return BEING_IMPORTED.format(names=names) if names else ""

    def clean(self) -> None:
        """Answers and options are of the kind of their question."""
        super().clean()
        refuse_unreadable_in(self, "number", "text", "group", "unit")
        before = Question.objects.filter(pk=self.pk).first() if self.pk else None
        if before is None or self.kind in (
            before.kind,
            self.Kind.MULTI if before.is_choice else "",
        ):
            return
        if before.answers.exists() or before.options.exists():
            raise ValidationError(
                {
                    "kind": "回答か選択肢がある設問の種類は変えられません。別の設問として加えてください。"
                }
            )


def _named(questions: list[Question]) -> str:
    return "、".join(question.number or question.text for question in questions)


class OptionQuerySet(KeptByCoordinators):
    """To leave out an option nobody chose is to correct its question."""

    takes: ClassVar = KeptByCoordinators.takes | {"remove": "import"}


class Option(Versioned):
    """An answer option. ``missing_kind`` marks options that stand for no answer (無回答, 非該当)."""

    class MissingKind(models.TextChoices):
        BLANK = "blank", "空欄"
        NOT_ASKED = "not_asked", "非該当（聞いていない）"
        NO_ANSWER = "no_answer", "無回答"
        INVALID = "invalid", "無効"

    question = models.ForeignKey(
        Question, models.CASCADE, verbose_name="設問", related_name="options"
    )
    position = models.PositiveSmallIntegerField("並び順")
    code = models.CharField("コード", max_length=50, blank=True)
    label = models.CharField("選択肢", max_length=500)
    is_other = models.BooleanField("その他", default=False)
    is_exclusive = models.BooleanField(
        "排他", default=False, help_text="ほかの選択肢といっしょには選べないもの（特にない など）"
    )

    belongs_to = "question"
    objects = OptionQuerySet.as_manager()

    class Meta:
        verbose_name = "選択肢"
        verbose_name_plural = "選択肢"
        ordering = ["position", "id"]
        constraints = [
            Once("option_once", ["question", "label"], "同じ選択肢がすでにあります。"),
            Once(
                "option_code_once",
                ["question", "code"],
                "同じコードの選択肢がすでにあります。",
                condition=~Q(code=""),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        super().clean()
        refuse_unreadable_in(self, "label")

    def irremovable(self) -> str:
        """Answers, conditions of other questions and imports under way rest on an option."""
        after = [q for q in self.question.conditional() if self._is_asked_for_in(q)]
        named = ASKED_AFTER.format(what="選択肢", who=_named(after)) if after else ""
        return self.answered() or named or self.question.being_imported()

    def answered(self) -> str:
        answers = self.answers.count()
        return ANSWERED.format(what="選択肢", n=answers) if answers else ""

    def _is_asked_for_in(self, other: Question) -> bool:
        number, code = half_width(self.question.number), half_width(self.code)
        named = (codes for asked, codes in conditions(other.condition) if asked == number)
        return any(code in codes for codes in named)
