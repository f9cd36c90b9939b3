from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from organizations.bodies.models import Organization
from organizations.models import ChainQuerySet
from organizations.sources.models import Grain, Period, Quantity, Record
from pilots.models.pilot import Pilot
from platform_registry.japanese import (
    fiscal_year_bounds,
    fiscal_year_label,
    weekday_problem,
)
from platform_registry.records.rules import (
    Rule,
    a_number,
    a_share,
    counted,
    given,
    in_order,
    not_negative,
)

OF_ANOTHER_YEAR = "この事業は{}のものです。日付を直すか、その年度の事業に登録してください。"


class PilotEventQuerySet(ChainQuerySet):
    def with_doubtful_weekday(self) -> PilotEventQuerySet:
        return self.exclude(weekday_as_printed="").filter(weekday_differs=True)


class PilotEvent(Period, Record):
    """行事 of a pilot: talk, forum, exhibition, workshop …; the printed weekday is kept apart."""

    class Kind(models.TextChoices):
        TALK = "talk", "講演会・研修会"
        FORUM = "forum", "フォーラム"
        SYMPOSIUM = "symposium", "シンポジウム"
        STUDY = "study", "学習会・勉強会"
        EXHIBITION = "exhibition", "展示"
        WORKSHOP = "workshop", "ワークショップ"
        TALK_SHOW = "talk_show", "トークイベント"
        GALLERY_TOUR = "gallery_tour", "ギャラリーツアー"
        EXCHANGE = "exchange", "情報交換会・懇談会"
        OTHER = "other", "その他"

    class Format(models.TextChoices):
        IN_PERSON = "in_person", "対面"
        ONLINE = "online", "オンライン"
        HYBRID = "hybrid", "対面とオンライン"
        ARCHIVE = "archive", "録画配信"

    pilot = models.ForeignKey(
        Pilot, models.CASCADE, verbose_name="試行的事業", related_name="events"
    )
    name = models.CharField("名称", max_length=300)
    other_name = models.CharField("別の名称", max_length=300, blank=True)
    kind = models.CharField("種類", max_length=20, choices=Kind, default=Kind.OTHER)
    theme = models.CharField("テーマ", max_length=300, blank=True)
    weekday_as_printed = models.CharField("曜日（原文）", max_length=2, blank=True)
    weekday_differs = models.BooleanField(default=False, editable=False)
    opens_at = models.TimeField("開場", null=True, blank=True)
    starts_at = models.TimeField("開始時刻", null=True, blank=True)
    ends_at = models.TimeField("終了時刻", null=True, blank=True)
    venue = models.CharField("会場", max_length=200, blank=True)
    format = models.CharField("形式", max_length=20, choices=Format, blank=True)
    format_as_printed = models.CharField("形式（原文の表記）", max_length=200, blank=True)
    capacity = models.PositiveIntegerField("定員（計画）", null=True, blank=True)
    audience = models.TextField("対象・参加を促した先", blank=True)
    content = models.TextField("内容", blank=True)

    open_ended = False
    belongs_to = "pilot"
    document_fields = ("other_name",)
    objects = PilotEventQuerySet.as_manager()

    class Meta:
        verbose_name = "行事"
        verbose_name_plural = "行事"
        ordering = ["pilot_id", "starts_on", "id"]
        constraints = [
            given("event_named", "name"),
            in_order("event_ends_after_start"),
            Rule(
                "event_hours",
                Q(starts_at=None)
                | Q(ends_at=None)
                | Q(ends_at__gte=F("starts_at"))
                | Q(starts_on__isnull=False, ends_on__isnull=False, ends_on__gt=F("starts_on")),
                "終了時刻は開始時刻より後にしてください。",
                under="ends_at",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.pilot.get_absolute_url()}#event-{self.pk}"

    def clean(self) -> None:
        if not self.starts_on or not hasattr(self, "pilot"):
            return
        begins, ends = fiscal_year_bounds(self.pilot.fiscal_year)
        last = self.ends_on or self.starts_on
        turned = last < self.starts_on  # is said by a rule of its own
        if not turned and (self.starts_on > ends or last < begins):
            year = fiscal_year_label(begins.year)
            raise ValidationError({"starts_on": OF_ANOTHER_YEAR.format(year)})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.weekday_differs = bool(self.weekday_warning)
        super().save(*args, **kwargs)

    @property
    def weekday_warning(self) -> str:
        """Only a day that is known as one can have the wrong weekday."""
        day = self.starts_on if self.grain == Grain.DAY else None
        return weekday_problem(day, self.weekday_as_printed)

    @property
    def period_shown(self) -> str:
        """A known day as a date, beside the weekday the document prints; else its words."""
        known = self.starts_on is not None and self.grain == Grain.DAY
        return self.dates_shown if known else super().period_shown


class ProgrammeItem(Record):
    """次第の1行."""

    event = models.ForeignKey(
        PilotEvent, models.CASCADE, verbose_name="行事", related_name="programme"
    )
    number = models.PositiveSmallIntegerField("番号", default=1)
    time_as_printed = models.CharField("時刻", max_length=50, blank=True)
    text = models.CharField("内容", max_length=300)

    belongs_to = "event"
    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = "次第"
        verbose_name_plural = "次第"
        ordering = ["event_id", "number"]
        constraints = [given("programme_written", "text"), counted("programme_counted")]

    def __str__(self) -> str:
        return f"{self.time_as_printed} {self.text}".strip()


class Speaker(Record):
    """登壇: a person who appeared in public at an event, with the post printed for that event."""

    event = models.ForeignKey(
        PilotEvent, models.CASCADE, verbose_name="行事", related_name="speakers"
    )
    name = models.CharField("氏名", max_length=100)
    affiliation = models.CharField("所属・職（表記）", max_length=200, blank=True)
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        verbose_name="所属（登録団体）",
        null=True,
        blank=True,
        related_name="speakers",
    )
    part = models.CharField("役割", max_length=100, blank=True, help_text="例：基調講演")
    title = models.CharField("演題", max_length=300, blank=True)

    belongs_to = "event"
    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = "登壇者"
        verbose_name_plural = "登壇者"
        ordering = ["event_id", "id"]
        constraints = [given("speaker_named", "name")]

    def __str__(self) -> str:
        return self.name


class AttendanceQuerySet(ChainQuerySet):
    def totals(self) -> AttendanceQuerySet:
        return self.filter(category="")


class AttendanceCount(Quantity, Record):
    """人数 of an event. 実人数, のべ and 申込 are never added together; neither are places."""

    class Counting(models.TextChoices):
        ATTENDED = "attended", "参加（実人数）"
        TOTAL_VISITS = "total_visits", "のべ"
        APPLIED = "applied", "申込"
        NOT_STATED = "not_stated", "数え方の記載なし"

    event = models.ForeignKey(
        PilotEvent, models.CASCADE, verbose_name="行事", related_name="attendance"
    )
    counting = models.CharField(
        "数え方", max_length=20, choices=Counting, default=Counting.ATTENDED
    )
    place = models.CharField("会場・回", max_length=100, blank=True, help_text="例：1Fロビー")
    category = models.CharField(
        "区分", max_length=100, blank=True, help_text="例：行政。全体の人数のときは空欄にします。"
    )
    percent = models.DecimalField(
        "割合（原文・％）", max_digits=5, decimal_places=1, null=True, blank=True
    )

    belongs_to = "event"
    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "参加人数"
        verbose_name_plural = "参加人数"
        ordering = ["event_id", "counting", "place", "id"]
        constraints = [
            # A document may name only the kinds of people who came, without numbers.
            a_number("attendance_counts", Q(percent__isnull=False) | ~Q(category="")),
            not_negative("attendance_not_negative"),
            a_share("attendance_share", "percent"),
        ]

    def __str__(self) -> str:
        return f"{self.category or self.place or '全体'} {self.shown}"
