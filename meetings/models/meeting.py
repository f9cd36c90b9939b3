from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from organizations.layers.models import layer_told
from organizations.models import ChainQuerySet, Layer, Platform
from organizations.sources.models import Record
from pilots.models import Pilot
from platform_registry.japanese import fiscal_year, fiscal_year_label, weekday_problem
from platform_registry.models import FISCAL_YEARS, year_within_reason
from platform_registry.records.rules import given, in_order

ENDS_BEFORE_IT_STARTS = "終了は開始より後の時刻を入力してください。"
NEXT_TOO_EARLY = "開催日より後の日付を入力してください。"


class SeriesQuerySet(ChainQuerySet):
    """The name of what a council comes together for is the council's."""

    def confided(self, user: Any, since: Any = None) -> Q:
        meetings = Meeting._base_manager.filter(series=OuterRef("pk"))
        told = Q(confidential=False) | Q(platform__in=_cleared_platforms(user))
        return Q(Exists(meetings.filter(meeting_told(user)))) | (~Exists(meetings) & told)

    def inside(self, user: Any, since: Any) -> Q:
        """A list that is taken in here speaks of all its meetings, and so may what stands beside
        it: it is for those who may know of every one."""
        told = Meeting._base_manager.filter(meeting_told(user)).values("pk")
        others = Meeting._base_manager.filter(series=OuterRef("pk")).exclude(pk__in=told)
        return Q(super().inside(user, since)) & Q(~Exists(others))


class MeetingSeries(Record):
    """会議体: a meeting that comes back (年2回, 毎月 …)."""

    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="meeting_series"
    )
    name = models.CharField("名称", max_length=200)
    frequency = models.CharField("頻度", max_length=100, blank=True, help_text="例：年2回")
    note = models.TextField("説明", blank=True)
    # Says who is told of it when none of its meetings is left.
    confidential = models.BooleanField("守秘の会議があった", default=False, editable=False)

    plural = "meeting-series"
    belongs_to = "platform"
    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = "会議体"
        verbose_name_plural = "会議体"
        ordering = ["platform_id", "name"]
        constraints = [given("series_named", "name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meeting-series", args=[self.pk])


def meeting_told(user: Any, path: str = "", since: Any = None) -> Q:
    """Meetings (at ``path``) this person may know of: secret ones only with clearance for the layer.

    A meeting is secret as its layer is, or was when the meeting was entered; it may be raised
    above its layer. ``since`` is when something inside was made, else the meeting itself counts.
    """
    of_layer = layer_told(user, f"{path}layer__", since or F(f"{path}created_at"))
    of_layer |= Q(**{f"{path}layer": None})
    # A council's meeting that stands on no council is told to nobody by mistake.
    council = Meeting.Kind.COUNCIL
    in_place = ~Q(**{f"{path}kind": council}) | Q(**{f"{path}layer__kind": council})
    told = Q(**{f"{path}confidential": False}) & of_layer & in_place
    cleared = user.cleared_layers()
    if not cleared:
        return told
    # A council's meeting entered without its layer is for whoever is cleared in the platform.
    loose = Q(**{f"{path}layer": None, f"{path}platform__in": _cleared_platforms(user)})
    return told | Q(**{f"{path}layer__in": cleared}) | loose


def _cleared_platforms(user: Any) -> Any:
    """Those with a council the person is cleared for."""
    return Layer.objects.filter(pk__in=user.cleared_layers()).values("platform")


class MeetingQuerySet(ChainQuerySet):
    def confided(self, user: Any, since: Any = None) -> Q:
        return meeting_told(user, since=since)

    def with_doubtful_weekday(self) -> MeetingQuerySet:
        return self.filter(weekday_differs=True)

    def with_duration(self) -> MeetingQuerySet:
        """Each with ``duration``, from start to end; None where either isn't known."""
        field = models.DurationField(null=True)
        lasted = models.ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=field)
        timed: MeetingQuerySet = self.annotate(duration=lasted)
        return timed


class Meeting(Record):
    """会議・打合せ: one meeting with its date, people, agenda, opinions, decisions and actions.

    A meeting of a confidential layer is secret; another may be made so (``confidential``), for
    ever: its papers are all of the time in which it was secret, and what was secret stays so.
    """

    class Kind(models.TextChoices):
        PLATFORM = "platform", "連携PF会合"
        COUNCIL = "council", "地域協議会"
        INTERNAL = "internal", "庁内連携会議"
        WORKING = "working", "打合せ"
        STUDY = "study", "勉強会"
        BRIEFING = "briefing", "説明会・懇談会"
        OTHER = "other", "その他"

    class State(models.TextChoices):
        PLANNED = "planned", "予定"
        HELD = "held", "実施"

    class Mode(models.TextChoices):
        VENUE = "venue", "会場"
        ONLINE = "online", "オンライン"
        BOTH = "both", "会場とオンライン"

    platform = models.ForeignKey(
        Platform, models.PROTECT, verbose_name="連携PF", related_name="meetings"
    )
    layer = models.ForeignKey(
        Layer, models.PROTECT, verbose_name="層", null=True, blank=True, related_name="meetings"
    )
    series = models.ForeignKey(
        MeetingSeries,
        models.SET_NULL,
        verbose_name="会議体",
        null=True,
        blank=True,
        related_name="meetings",
    )
    pilots = models.ManyToManyField(
        Pilot, verbose_name="関係する試行的事業", blank=True, related_name="meetings"
    )
    kind = models.CharField("種類", max_length=20, choices=Kind, default=Kind.WORKING)
    state = models.CharField("予定・実施", max_length=10, choices=State, default=State.HELD)
    mode = models.CharField("開き方", max_length=10, choices=Mode, blank=True)
    fiscal_year = models.PositiveSmallIntegerField("年度", validators=FISCAL_YEARS)
    number = models.PositiveSmallIntegerField("No.・回次", null=True, blank=True)
    title = models.CharField("会議名", max_length=200)
    held_on = models.DateField("開催日", null=True, blank=True)
    date_as_printed = models.CharField("日時（原文の表記）", max_length=100, blank=True)
    weekday_as_printed = models.CharField(
        "曜日（原文）",
        max_length=2,
        blank=True,
        help_text="資料に書かれた曜日。日付と違ってもそのまま残します。",
    )
    weekday_differs = models.BooleanField(default=False, editable=False)
    starts_at = models.TimeField("開始", null=True, blank=True)
    ends_at = models.TimeField("終了", null=True, blank=True)
    venue = models.CharField("会場", max_length=200, blank=True)
    host = models.CharField("運営・進行", max_length=200, blank=True)
    summary_text = models.TextField("概要", blank=True)
    next_on = models.DateField("次回", null=True, blank=True)
    next_starts_at = models.TimeField("次回の開始", null=True, blank=True)
    next_ends_at = models.TimeField("次回の終了", null=True, blank=True)
    next_venue = models.CharField("次回の会場", max_length=200, blank=True)
    confidential = models.BooleanField(
        "守秘にする",
        default=False,
        help_text="この層の閲覧を許可された人だけに見えるようになります。あとから解くことはできません。",
    )
    shared = models.BooleanField("ほかの自治体に見せる", default=False)

    belongs_to = ("layer", "platform")
    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "会議・打合せ"
        verbose_name_plural = "会議・打合せ"
        ordering = ["-held_on", "-fiscal_year", "-number", "-id"]
        indexes = [models.Index(fields=["platform", "held_on"], name="meeting_by_day")]
        constraints = [
            given("meeting_titled", "title"),
            year_within_reason("meeting_year_within_reason"),
            in_order("meeting_hours", "starts_at", "ends_at", ENDS_BEFORE_IT_STARTS),
            in_order("meeting_next_hours", "next_starts_at", "next_ends_at", ENDS_BEFORE_IT_STARTS),
            in_order("meeting_next_day", "held_on", "next_on", NEXT_TOO_EARLY),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.weekday_differs = bool(self.weekday_warning)
        super().save(*args, **kwargs)

    @property
    def is_secret(self) -> bool:
        kept = self.layer is not None and self.layer.keeps(self.created_at)
        return self.confidential or kept or self._is_astray

    @property
    def _is_astray(self) -> bool:
        """A council's meeting on no council."""
        on_council = self.layer is not None and self.layer.kind == Layer.Kind.COUNCIL
        return self.kind == self.Kind.COUNCIL and not on_council

    @property
    def weekday_warning(self) -> str:
        return weekday_problem(self.held_on, self.weekday_as_printed)

    def clean(self) -> None:
        self.clean_alone()
        self._stays_secret()

    def clean_alone(self) -> None:
        """All that its own values and those of its layer say."""
        if self.held_on and self.fiscal_year and fiscal_year(self.held_on) != self.fiscal_year:
            label = fiscal_year_label(fiscal_year(self.held_on))
            raise ValidationError(
                {"fiscal_year": f"開催日は{label}です。年度か開催日を直してください。"}
            )
        if self.layer and self.layer.platform_id != self.platform_id:
            raise ValidationError({"layer": "この連携PFの層を選んでください。"})
        if self.layer and self.held_on and not self.layer.alive_on(self.held_on):
            raise ValidationError(
                {"held_on": "開催日が、この層の設置日から終了日までの間に入っていません。"}
            )
        if self.shared and self.is_secret:
            raise ValidationError({"shared": "守秘の会議は、ほかの自治体に見せられません。"})
        if self.confidential and self.layer is None:
            raise ValidationError(
                {"layer": "守秘にするときは、閲覧を許可された人が決まっている層を選んでください。"}
            )
        if self._is_astray:
            raise ValidationError({"layer": "地域協議会の会議は、地域協議会の層を選んでください。"})

    def _stays_secret(self) -> None:
        """What was said in it was said in confidence; and a meeting stays on its platform."""
        if self._state.adding:
            return
        stored = Meeting._base_manager.filter(pk=self.pk).select_related("layer").first()
        if stored is None:
            return
        if stored.platform_id != self.platform_id:
            raise ValidationError({"platform": "会議をほかの連携PFへ移すことはできません。"})
        if stored.confidential and not self.confidential:
            raise ValidationError(
                {
                    "confidential": "守秘にした会議は、守秘のままです。公開する会議は新しく記録してください。"
                }
            )
