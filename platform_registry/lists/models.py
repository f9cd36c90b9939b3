"""What people keep of lists: a set of conditions under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from platform_registry.access import Permission, ScopedQuerySet
from platform_registry.records.rules import Rule, given

if TYPE_CHECKING:
    from organizations.models import User

LONGEST = 4_000
TOO_LONG = "条件が長すぎて保存できません。条件を減らしてください。"
NO_SUCH_LIST = "この一覧の条件は保存できません。"
FOR_WHOM = "だれが使うかを選び直してください。"
# Of an address what belongs to the moment, not to the conditions.
PASSING = ("cursor", "export", "view", "csrfmiddlewaretoken", "picked", "every")


def conditions_in(query: QueryDict) -> str:
    """What of an address is worth keeping: no empty fields, no page."""
    kept = query.copy()
    for name in (*PASSING, *list(query)):
        values = [value for value in query.getlist(name) if value]
        if name in PASSING or not values:
            kept.pop(name, None)
    return str(kept.urlencode())


class SavedViewQuerySet(ScopedQuerySet):
    """One's own, those of one's section, and those of one's municipality.

    Who made one keeps it, as long as he may share it; the administrators keep what is shared.
    """

    def own(self, user: User, permission: Permission) -> Q:
        mine = Q(owner=user.pk)
        if permission == "view":
            sections = user.assignments.on(timezone.localdate()).values("department")
            there = Q(municipality__in=user.municipality_ids("view"))
            of_section = Q(audience=Audience.DEPARTMENT, department__in=sections)
            return mine | (there & (Q(audience=Audience.MUNICIPALITY) | of_section))
        may_share = Q(audience=Audience.ME) | Q(municipality__in=user.municipality_ids("edit"))
        administered = Q(municipality__in=user.municipality_ids("administer"))
        return (mine & may_share) | (administered & ~Q(audience=Audience.ME))

    def of_list(self, user: User, name: str) -> SavedViewQuerySet:
        """What stands above a list, the person's own first; the operator's eyes not excepted."""
        if not user.may_have_views:
            return self.none()
        found: SavedViewQuerySet = self.filter(self.own(user, "view"), list_name=name)
        return found.order_by("audience", "name", "pk")


class Audience(models.TextChoices):
    """In the order in which their tabs stand."""

    ME = "1me", "自分だけ"
    DEPARTMENT = "2department", "部署"
    MUNICIPALITY = "3municipality", "自治体"


class SavedView(models.Model):
    """保存した条件: conditions, order and columns of a list under a name, as its address has them."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="つくった人", related_name="+"
    )
    list_name = models.CharField("一覧", max_length=60, editable=False)
    name = models.CharField("名前", max_length=60)
    query = models.TextField("条件", max_length=LONGEST, blank=True, editable=False)
    audience = models.CharField(
        "だれが使うか", max_length=20, choices=Audience, default=Audience.ME
    )
    municipality = models.ForeignKey(
        "organizations.Municipality",
        models.CASCADE,
        verbose_name="自治体",
        null=True,
        blank=True,
        related_name="+",
    )
    department = models.ForeignKey(
        "organizations.Department",
        models.CASCADE,
        verbose_name="部署",
        null=True,
        blank=True,
        related_name="+",
    )
    is_default = models.BooleanField(
        "一覧を開いたときに、はじめに使う",
        default=False,
        help_text="自分のもの、部署のもの、自治体のものの順に使います。",
    )
    saved_at = models.DateTimeField("保存日時", default=timezone.now, editable=False)

    belongs_to = "municipality"
    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "保存した条件"
        verbose_name_plural = "保存した条件"
        constraints = [
            given("saved_view_named", "name"),
            Rule(
                "saved_view_for_somebody",
                Q(audience=Audience.ME, department=None)
                | Q(audience=Audience.DEPARTMENT, department__isnull=False)
                | Q(audience=Audience.MUNICIPALITY, department=None, municipality__isnull=False),
                FOR_WHOM,
                under="audience",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse(self.list_name)}{self.address}"

    def clean(self) -> None:
        if len(self.query) > LONGEST:
            raise ValidationError(TOO_LONG)
        try:
            reverse(self.list_name)
        except NoReverseMatch:
            raise ValidationError(NO_SUCH_LIST) from None

    @property
    def conditions(self) -> QueryDict:
        return QueryDict(self.query)

    @property
    def address(self) -> str:
        """Of the list: bookmarked it says what was asked, even when the view is gone."""
        return f"?view={self.pk}&{self.query}" if self.query else f"?view={self.pk}"

    def same_for_all(self) -> Any:
        """Other views of the same list for the same people."""
        others = SavedView.objects.filter(list_name=self.list_name, audience=self.audience)
        if self.audience == Audience.ME:
            others = others.filter(owner=self.owner_id)
        return others.filter(
            municipality=self.municipality_id, department=self.department_id
        ).exclude(pk=self.pk)
