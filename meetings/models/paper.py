"""What belongs to a meeting: who came, what was on, what was decided and is to be done."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from meetings.models.meeting import Meeting, meeting_told
from organizations.bodies.names import forms_agree, split_legal_form
from organizations.models import ChainQuerySet, Department, Membership, Organization
from organizations.sources.models import Exactness, Record
from pilots.models import Pilot
from platform_registry.forms.as_written import rough_shown
from platform_registry.japanese import search_key
from platform_registry.records.rules import Rule, counted, given

CAME_ALREADY = (
    "「{}」の出席はすでにあります。人数が違うときはその「人数」を直し、"
    "別の人のときは「役職」か「相手（表記）」で区別してください。"
)
NUMBER_TAKEN = "番号{}の議題はすでにあります。{}など、別の番号を入力してください。"


def paper_told(user: Any, since: Any = None) -> Q:
    """A paper is as secret as its meeting; what was not said in a meeting is open."""
    return Q(meeting=None) | meeting_told(user, "meeting__", since)


class Paper(Record):
    """What belongs to a meeting, is as confidential as the meeting and read with it."""

    read_at = "meeting"

    class Meta:
        abstract = True

    def clean(self) -> None:
        """One that hangs on a platform too hangs on its meeting's."""
        meeting: Any = getattr(self, "meeting", None)
        platform = getattr(self, "platform_id", None)
        if meeting and platform and meeting.platform_id != platform:
            raise ValidationError({"meeting": "この連携PFの会議を選んでください。"})


class PaperQuerySet(ChainQuerySet):
    def confided(self, user: Any, since: Any = None) -> Q:
        return paper_told(user, since)


class Attendance(Paper):
    """出席: a body and how many came; names of ordinary staff are not stored (privacy: P3)."""

    class Side(models.TextChoices):
        COUNTERPART = "counterpart", "相手"
        CONSULTANT = "consultant", "受託者"
        OTHER = "other", "その他"

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, verbose_name="会議", related_name="attendances"
    )
    membership = models.ForeignKey(
        Membership,
        models.SET_NULL,
        verbose_name="構成員",
        null=True,
        blank=True,
        related_name="attendances",
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="団体",
        null=True,
        blank=True,
        related_name="attendances",
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        verbose_name="部署",
        null=True,
        blank=True,
        related_name="attendances",
    )
    name_as_printed = models.CharField("相手（表記）", max_length=200, blank=True)
    side = models.CharField("区分", max_length=20, choices=Side, default=Side.COUNTERPART)
    post = models.CharField("役職", max_length=100, blank=True)
    heads = models.PositiveSmallIntegerField("人数", null=True, blank=True)
    exactness = models.CharField(
        "人数の正確さ", max_length=12, choices=Exactness, default=Exactness.EXACT
    )

    belongs_to = "meeting"
    named_with = ("organization", "department__parent")
    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "出席"
        verbose_name_plural = "出席"
        ordering = ["meeting_id", "side", "id"]
        constraints = [
            Rule(
                "attendance_of_somebody",
                Q(organization__isnull=False)
                | Q(department__isnull=False)
                | ~Q(name_as_printed=""),
                "団体・部署・相手（表記）のどれかを入力してください。",
                under="organization",
            ),
            Rule(
                "attendance_of_one_body",
                Q(organization=None) | Q(department=None),
                "団体と部署は、別々の行に分けて入力してください。",
                under="department",
            ),
        ]

    def __str__(self) -> str:
        return self.name_as_printed or str(self.organization or self.department or "")

    @property
    def heads_shown(self) -> str:
        """約100名; empty where nobody counted."""
        shown = rough_shown(self.heads, self.exactness)
        return f"{shown}名" if shown else ""

    def clean(self) -> None:
        """Rows that stood double before there was a rule may be mended one by one."""
        super().clean()
        if self.meeting_id is None:
            return  # the form says so
        rows = self.meeting.attendances.select_related("organization", "department__parent")
        same = [row for row in rows if row.same_as(self)]
        if same and self.pk not in {row.pk for row in same}:
            says = CAME_ALREADY.format(self.organization or self.department or self)
            raise ValidationError({self._named_by: says})

    def same_as(self, other: Attendance) -> bool:
        """Of one body, and not of persons who are told apart by a name or a post."""
        bodies = (self.organization_id, self.department_id)
        if bodies == (other.organization_id, other.department_id):
            return self._person == other._person
        return self._is_written_for(other) or other._is_written_for(self)

    def _is_written_for(self, other: Attendance) -> bool:
        """By hand alone, with the name of the body that stands in the other row."""
        if self._body or other._body is None:
            return False
        person = ("", search_key(self.post))
        return other._is_body(self.name_as_printed) and other._person == person

    @property
    def _named_by(self) -> str:
        named = [name for name in ("organization", "department") if getattr(self, name)]
        return named[0] if named else "name_as_printed"

    @property
    def _body(self) -> Organization | Department | None:
        return self.organization or self.department

    def _is_body(self, written: str) -> bool:
        """Whether this is the name of the row's body, with its legal form or without."""
        found = split_legal_form(written)
        names = (self._body.name, str(self._body)) if self._body else ()
        return any(
            found.key == name.key and forms_agree(found.form_code, name.form_code) is not False
            for name in map(split_legal_form, names)
        )

    @property
    def _person(self) -> tuple[str, str]:
        """Keys of who came, as far as it is written; the body's own name is nobody's."""
        name = self.name_as_printed
        key = "" if self._is_body(name) else split_legal_form(name).key
        return key, search_key(self.post)


class AgendaItem(Paper):
    meeting = models.ForeignKey(Meeting, models.CASCADE, verbose_name="会議", related_name="agenda")
    number = models.PositiveSmallIntegerField("番号", default=1)
    text = models.CharField("議題", max_length=300)
    pilots = models.ManyToManyField(
        Pilot, verbose_name="関係する試行的事業", blank=True, related_name="agenda_items"
    )

    belongs_to = "meeting"
    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "議題"
        verbose_name_plural = "議題"
        ordering = ["meeting_id", "number"]
        constraints = [given("agenda_written", "text"), counted("agenda_counted")]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Items that were numbered alike before there was a rule may be mended one by one."""
        super().clean()
        if self.meeting_id is None or self.number is None:
            return  # the form says so
        numbers = dict(self.meeting.agenda.values_list("pk", "number"))
        if self.number in numbers.values() and numbers.get(self.pk) != self.number:
            says = NUMBER_TAKEN.format(self.number, max(numbers.values()) + 1)
            raise ValidationError({"number": says})


class Decision(Paper):
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, verbose_name="会議", related_name="decisions"
    )
    text = models.TextField("決まったこと")

    belongs_to = "meeting"
    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "決定"
        verbose_name_plural = "決定"
        ordering = ["meeting_id", "id"]
        constraints = [given("decision_written", "text")]

    def __str__(self) -> str:
        return self.text


class ActionQuerySet(PaperQuerySet):
    def open(self) -> ActionQuerySet:
        return self.filter(state__in=[Action.State.NOT_STARTED, Action.State.UNDER_WAY])

    def overdue(self, today: date | None = None) -> ActionQuerySet:
        return self.open().filter(due_on__lt=today or timezone.localdate())


class Action(Paper):
    """すること: what was agreed to be done, by whom and until when."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", "未着手"
        UNDER_WAY = "under_way", "進行中"
        DONE = "done", "完了"
        DROPPED = "dropped", "取りやめ"
        CARRIED = "carried", "次の会議へ引継ぎ"

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, verbose_name="会議", related_name="actions"
    )
    text = models.TextField("すること")
    department = models.ForeignKey(
        Department,
        models.SET_NULL,
        verbose_name="担当（部署）",
        null=True,
        blank=True,
        related_name="actions",
    )
    owner = models.CharField("担当（表記）", max_length=100, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    state = models.CharField("状態", max_length=20, choices=State, default=State.NOT_STARTED)

    belongs_to = "meeting"
    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = "すること"
        verbose_name_plural = "すること"
        ordering = ["due_on", "id"]
        constraints = [given("action_written", "text")]

    def __str__(self) -> str:
        return self.text

    @property
    def overdue(self) -> bool:
        waiting = self.state in (self.State.NOT_STARTED, self.State.UNDER_WAY)
        return waiting and self.due_on is not None and self.due_on < timezone.localdate()
