from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from organizations.bodies.models import Organization
from organizations.layers.models import Layer, layer_told
from organizations.own.models import OwnField, OwnValues
from organizations.places.models import Department
from organizations.platforms.models import ChainQuerySet
from organizations.sources.models import Record
from platform_registry.japanese import era_date
from platform_registry.records.rules import Once, Rule, in_order
from platform_registry.secrecy import NOBODY

# A list of 120 members need not carry everything that is known of each organization.
NOT_IN_A_NAME = tuple(
    f"organization__{field.name}"
    for field in Organization._meta.concrete_fields
    if field.name not in ("id", "name", "municipality")
)


def _body_in(places: Any) -> Q:
    return Q(organization__municipality__in=places) | Q(department__municipality__in=places)


def stated() -> Q:
    """Takes or took part, or is named as expected (想定) by a document that was published."""
    printed = Q(state=Membership.State.EXPECTED, source__isnull=False)
    return Q(state__in=Membership.MEMBERS) | printed


class MembershipQuerySet(ChainQuerySet):
    """Bodies are known as the layer is; persons in a confidential one to those cleared for it."""

    def own(self, user: Any, permission: Any) -> Q:
        """Candidates are for those who may ask them: staff of the body's own municipality."""
        if permission != "view":
            kept = Q(layer__platform__municipality__in=user.municipality_ids("administer"))
            cleared = ~Q(person_name="") & Q(layer__in=user.cleared_layers())
            may_write = Q(layer__confidential=False) | kept | cleared
            return super().own(user, permission) & self._asked_by(user) & may_write
        return super().own(user, "view") & (stated() | self._asked_by(user))

    def _asked_by(self, user: Any) -> Q:
        """A person stands in no register but the layer's, and is asked by all who keep it."""
        person = ~Q(person_name="") & super().own(user, "persons")
        return person | _body_in(user.municipality_ids("persons"))

    def shared(self, user: Any) -> Q:
        """Others see who takes part, and a person's post without the name."""
        return Q(layer__platform__shared=True, person_name="") & stated()

    def confided(self, user: Any, since: Any = None) -> Q:
        return Q(person_name="") | layer_told(user, "layer__", since or F("created_at"))

    def inside(self, user: Any, since: Any) -> Q:
        """That a body takes part is known; what is noted at it is the layer's, and at a candidate
        of those who ask it."""
        told = self.confided(user) & layer_told(user, "layer__", since)
        return told if user.is_superuser else told & (stated() | self._asked_by(user))

    def posts_told_to(self, user: Any) -> Any:
        """Layer and post of persons in ordinary layers of shared platforms, for those who read
        no names: not the platform's own people."""
        persons = self.filter(stated(), layer__platform__shared=True).exclude(person_name="")
        told = persons.filter(layer_told(NOBODY, "layer__", F("created_at")))
        return told.exclude(super().own(user, "view")).order_by("row", "id").values("layer", "post")

    def taking_part(self, day: date | None = None) -> MembershipQuerySet:
        """Who is a member on that day, today where none is given."""
        return self.filter(state=Membership.State.JOINED).there(day or timezone.localdate())

    def candidates(self) -> MembershipQuerySet:
        """Not members yet, and not declined."""
        return self.filter(state__in=Membership.BEFORE)

    def on(self, day: date) -> MembershipQuerySet:
        """Members as of that day; whoever has no known start may have been one (`since_unknown`)."""
        return self.filter(state__in=Membership.MEMBERS).there(day)

    def stated_on(self, day: date) -> MembershipQuerySet:
        """What a document may say of that day: members and those it names as expected (想定)."""
        return self.filter(stated()).there(day)

    def since_unknown(self, day: date) -> MembershipQuerySet:
        """Of whom nothing says that they were there on that day already: no first day is known,
        they are not from the beginning of the layer, and were entered in their state later."""
        steps = MembershipStep.objects.filter(membership=OuterRef("pk"))
        taken = Q(state=Membership.State.JOINED) | Q(state=OuterRef("state"))
        entered = Exists(steps.filter(taken, made_at__date__lte=day)) | (
            ~Exists(steps) & Q(created_at__date__lte=day)
        )
        since_then = Q(founding=True, layer__starts_on__lte=day) | entered
        return self.filter(starts_on=None).exclude(since_then)

    def there(self, day: date) -> MembershipQuerySet:
        left_some_time = Q(state=Membership.State.LEFT, ends_on=None)
        return self.exclude(left_some_time).filter(
            Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day)
        )

    def with_bodies(self) -> Any:
        """With what is needed to name them; a joint platform has departments of several places."""
        guest = ~Q(department__municipality=F("layer__platform__municipality"))
        place = Case(When(guest, then=F("department__municipality__name")), default=Value(""))
        found: Any = self.select_related("organization", "department__parent")
        found = found.defer(*NOT_IN_A_NAME)
        return found.annotate(guest_of=place)


class Membership(Record, OwnValues):
    """One organization, department or person in a layer, from 意向あり to 退会."""

    class Role(models.TextChoices):
        CHAIR = "chair", "座長"
        CONVENER = "convener", "世話人"
        SECRETARIAT = "secretariat", "事務局"
        COORDINATING = "coordinating", "調整機関"
        MEMBER = "member", "構成員"
        OBSERVER = "observer", "オブザーバー"
        MAIN = "main", "庁内連携（メイン）"
        LEAD = "lead", "担当部局"
        ADVISER = "adviser", "助言者"

    class State(models.TextChoices):
        EXPECTED = "expected", "想定"
        INTERESTED = "interested", "意向あり"
        INVITED = "invited", "打診中"
        APPLIED = "applied", "申込"
        JOINED = "joined", "参加"
        DECLINED = "declined", "辞退"
        LEFT = "left", "退会"

    # Changed in the form only, which knows the rules between them.
    RULED = ("state", "role", "starts_on", "ends_on")
    document_fields = ("row", "side", "name_as_printed")
    BEFORE = (State.EXPECTED, State.INTERESTED, State.INVITED, State.APPLIED)
    MEMBERS = (State.JOINED, State.LEFT)
    AFTER = (State.LEFT, State.DECLINED)

    layer = models.ForeignKey(Layer, models.PROTECT, verbose_name="層", related_name="memberships")
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="団体",
        null=True,
        blank=True,
        related_name="memberships",
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        verbose_name="部署",
        null=True,
        blank=True,
        related_name="memberships",
    )
    person_name = models.CharField("個人の氏名", max_length=100, blank=True)
    row = models.PositiveSmallIntegerField("名簿の行", null=True, blank=True)
    side = models.CharField("名簿の区分", max_length=100, blank=True)
    name_as_printed = models.CharField("名簿の表記", max_length=200, blank=True)
    post = models.CharField("役職", max_length=100, blank=True)
    role = models.CharField("役割", max_length=20, choices=Role, default=Role.MEMBER)
    part = models.TextField("連携の内容", blank=True)
    founding = models.BooleanField("発足時から", default=False)
    state = models.CharField("状態", max_length=20, choices=State, default=State.JOINED)
    starts_on = models.DateField("参加日", null=True, blank=True)
    ends_on = models.DateField("退会日", null=True, blank=True)

    belongs_to = "layer"
    own_kind = OwnField.Of.MEMBERSHIP
    named_with = ("organization", "department__parent")
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "構成員"
        verbose_name_plural = "構成員"
        ordering = ["layer_id", "row", "id"]
        constraints = [
            Rule(
                "membership_of_exactly_one",
                Q(organization__isnull=False, department=None, person_name="")
                | Q(organization=None, department__isnull=False, person_name="")
                | (Q(organization=None, department=None) & ~Q(person_name="")),
                "団体・部署・個人のうち、どれか1つだけを入力してください。",
                under="organization",
            ),
            Once(
                "one_coordinating_agency",
                ["layer"],
                "調整機関は1つだけです（法第17条）。今の調整機関の役割を変えるか、終了日を入れてください。",
                condition=Q(role="coordinating", ends_on=None),
                under="role",
            ),
            in_order("membership_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.body_name

    def clean(self) -> None:
        """No two stays at once; individuals and 調整機関 by the rules of the layer."""
        if self.layer_id is None:
            return  # the form says so
        self.clean_alone()
        self.clean_beside(self._beside())

    def clean_alone(self) -> None:
        if self.person_name and not self.layer.individuals_allowed:
            raise ValidationError({"person_name": "この層には個人は参加できません（層の決まり）。"})
        if self.state == self.State.LEFT and self.ends_on is None:
            raise ValidationError({"ends_on": "退会日を入力してください。"})

    def clean_beside(self, others: Iterable[Membership]) -> None:
        """``others`` are of the same layer: at least those of this body and the 調整機関."""
        at_once = [other for other in others if self.meets(other)]
        agency = next((other for other in at_once if self.both_coordinate(other)), None)
        if agency:
            raise ValidationError(
                {
                    "role": "調整機関は1つだけ指定できます（法第17条第1項）。"
                    f"今は「{agency}」が調整機関です。"
                }
            )
        if any(self.is_stay_of_same(other) for other in at_once):
            raise ValidationError(
                {
                    "starts_on": "同じ団体・部署・個人が、この期間すでに構成員になっています。"
                    "期間を確かめてください。"
                }
            )

    def _beside(self) -> MembershipQuerySet:
        same = Q(
            organization=self.organization_id,
            department=self.department_id,
            person_name=self.person_name,
        )
        others: MembershipQuerySet = self.layer.memberships.exclude(pk=self.pk)
        rows = others.filter(same | Q(role=self.Role.COORDINATING)).order_by("row", "id")
        return cast(MembershipQuerySet, rows.with_bodies())

    def meets(self, other: Membership) -> bool:
        """Whether another stay shares a day with this one; an unknown first or last day is open.
        Who declined was never there."""
        if other is self or (self.pk is not None and self.pk == other.pk):
            return False
        if self.State.DECLINED in (self.state, other.state):
            return False
        return _not_after(self.starts_on, other.ends_on) and _not_after(
            other.starts_on, self.ends_on
        )

    def both_coordinate(self, other: Membership) -> bool:
        return self.role == other.role == self.Role.COORDINATING

    def is_stay_of_same(self, other: Membership) -> bool:
        """Of one body. 担当部局 is a duty beside the stay: documents print it in a list of its own."""
        return self.body == other.body and (self.role == self.Role.LEAD) == (
            other.role == self.Role.LEAD
        )

    @property
    def body(self) -> tuple[Any, ...]:
        """What tells bodies apart; one that is not stored yet is itself."""
        new = self.organization if self.organization_id is None else None
        return self.organization_id, new and id(new), self.department_id, self.person_name

    def is_there(self, day: date) -> bool:
        """Whether the day lies in the stay; an unknown end is open."""
        begun = self.starts_on is None or self.starts_on <= day
        return begun and (self.ends_on is None or day <= self.ends_on)

    @property
    def is_stated(self) -> bool:
        """The same of one record as ``stated`` of rows."""
        printed = self.state == self.State.EXPECTED and self.source_id is not None
        return self.state in self.MEMBERS or printed

    @property
    def is_over(self) -> bool:
        """Said to have left or declined, or a term that has run out."""
        ended = self.ends_on is not None and self.ends_on < timezone.localdate()
        return ended or self.state in (self.State.DECLINED, self.State.LEFT)

    @property
    def state_shown(self) -> str:
        """参加（令和8年3月31日まで）: with the last day of the stay where it is known."""
        until = f"（{era_date(self.ends_on)}まで）" if self.ends_on else ""
        return f"{self.get_state_display()}{until}"

    @property
    def body_name(self) -> str:
        if self.organization:
            return self.organization.name
        return f"{self.department_place}{self.department}" if self.department else self.person_name

    @property
    def department_place(self) -> str:
        """「座間市 」 before a department of another municipality than the platform's own."""
        if "guest_of" in self.__dict__:  # asked for with the bodies
            place = self.__dict__["guest_of"]
            return f"{place} " if place else ""
        return (
            self.department.place_in(self.layer.platform.municipality_id) if self.department else ""
        )

    def get_absolute_url(self) -> str:
        return self.layer.get_absolute_url()


def _not_after(first: date | None, last: date | None) -> bool:
    return first is None or last is None or first <= last


class StepQuerySet(ChainQuerySet):
    """The way to a membership is shown to nobody outside the platform's municipalities."""

    def shared(self, user: Any) -> None:
        return None

    def confided(self, user: Any, since: Any = None) -> Q:
        of_body = Q(membership__person_name="")
        of_known = of_body | layer_told(user, "membership__layer__", F("membership__created_at"))
        return of_known & layer_told(user, "membership__layer__", since or F("made_at"))


class MembershipStep(models.Model):
    """One step of a membership with date, person and source. Append-only."""

    class Source(models.TextChoices):
        SURVEY = "survey", "調査の回答"
        MEETING = "meeting", "会議・打合せ"
        REFERRAL = "referral", "紹介"
        CONTACT = "contact", "直接の連絡"
        DOCUMENT = "document", "文書"

    membership = models.ForeignKey(
        Membership, models.CASCADE, verbose_name="構成員", related_name="steps"
    )
    state = models.CharField("状態", max_length=20, choices=Membership.State)
    on = models.DateField("日付", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="記録した人",
        null=True,
        blank=True,
        related_name="+",
    )
    source_kind = models.CharField("きっかけ", max_length=20, choices=Source, blank=True)
    note = models.CharField("内容", max_length=200, blank=True)
    # What the step rests on: a response to a survey, a meeting.
    origin_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    origin_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    origin = GenericForeignKey("origin_type", "origin_id")
    made_at = models.DateTimeField("記録日時", auto_now_add=True)

    belongs_to = read_at = "membership"
    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = "参画の経過"
        verbose_name_plural = "参画の経過"
        ordering = ["on", "id"]
        constraints = [
            Rule(
                "step_rests_on_a_record",
                Q(origin_type=None, origin_id=None)
                | Q(origin_type__isnull=False, origin_id__isnull=False),
                "経過のもとになった記録が分かりません。もう一度選んでください。",
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()

    def locked(self) -> str:
        return "参画の経過は、書き足すことだけができます。" if self.pk else ""
