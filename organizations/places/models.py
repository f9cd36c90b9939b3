from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from platform_registry.access import Permission, ScopedQuerySet
from platform_registry.japanese import valid_municipality_code
from platform_registry.models import Versioned
from platform_registry.records.ownership import stands_above_itself
from platform_registry.records.rules import Once, given, in_order

if TYPE_CHECKING:
    from organizations.people.models import User


def validate_code(code: str) -> None:
    if not valid_municipality_code(code):
        raise ValidationError(
            "団体コードの検査数字が合いません。6桁の全国地方公共団体コードを確かめてください。"
        )


class MunicipalityQuerySet(ScopedQuerySet):
    """The master is public knowledge; its own figures are kept by each municipality itself."""

    takes: ClassVar = {"edit": "administer"}

    def own(self, user: User, permission: Permission) -> Q:
        """Its own figures; the master is the operator's."""
        taken = self.takes.get(permission, permission)
        return Q(pk__in=user.municipality_ids(taken) if permission != "remove" else [])

    def offered_to(self, user: User, permission: Permission = "edit") -> Self:
        """Where the user may enter records."""
        mine = Q(pk__in=user.municipality_ids(permission))
        return self if user.is_superuser else self.filter(mine)

    def shared(self, user: User) -> Q:
        return Q(pk__isnull=False)

    def current(self) -> MunicipalityQuerySet:
        return self.filter(valid_to=None)

    def prefectures(self) -> MunicipalityQuerySet:
        return self.filter(kind=Municipality.Kind.PREFECTURE)


class Municipality(Versioned):
    """A local government: prefecture, city, special ward, town, village, or ward of a designated city.

    The code is the 全国地方公共団体コード (6 digits with check digit). 25 names occur in two
    prefectures, so a municipality is always shown with its prefecture.
    """

    class Kind(models.TextChoices):
        PREFECTURE = "prefecture", "都道府県"
        DESIGNATED_CITY = "designated_city", "政令指定都市"
        SPECIAL_WARD = "special_ward", "特別区"
        CITY = "city", "市"
        TOWN = "town", "町"
        VILLAGE = "village", "村"
        CITY_WARD = "city_ward", "政令指定都市の区"

    code = models.CharField("団体コード", max_length=6, unique=True, validators=[validate_code])
    name = models.CharField("名称", max_length=50)
    kana = models.CharField("読み", max_length=100, blank=True)
    kind = models.CharField("区分", max_length=20, choices=Kind)
    prefecture = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="都道府県",
        null=True,
        blank=True,
        related_name="municipalities",
        limit_choices_to={"kind": Kind.PREFECTURE},
    )
    city = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="市（区の属する政令指定都市）",
        null=True,
        blank=True,
        related_name="wards",
    )
    population = models.PositiveIntegerField("人口（人）", null=True, blank=True)
    population_on = models.DateField("人口の時点", null=True, blank=True)
    population_source = models.CharField("人口の出典", max_length=100, blank=True)
    valid_from = models.DateField("有効期間（から）", null=True, blank=True)
    valid_to = models.DateField("有効期間（まで）", null=True, blank=True)

    plural = "municipalities"
    belongs_to = ()
    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = "自治体"
        verbose_name_plural = "自治体"
        ordering = ["code"]
        constraints = [
            given("municipality_named", "name"),
            in_order("municipality_valid_in_order", "valid_from", "valid_to"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("municipality", args=[self.pk])

    @property
    def full_name(self) -> str:
        """Name with prefecture (and city for a ward): 神奈川県座間市, 宮城県仙台市青葉区."""
        city = self.city.name if self.city else ""
        prefecture = self.prefecture.name if self.prefecture else ""
        return f"{prefecture}{city}{self.name}"


SAME_NAME = (
    "同じ名称の部署がすでにあります。登録済みの部署を使うか、名称か上位の部署を変えてください。"
)


class DepartmentQuerySet(ScopedQuerySet):
    def offered_to(self, user: User, permission: Permission = "edit") -> Self:
        return super().offered_to(user, permission).as_choices()

    def as_choices(self) -> Self:
        """部, the 課 within it, then the next 部; those that are closed last."""
        above, top = "parent__name", "parent__parent__name"
        section = Case(
            When(parent__parent__isnull=False, then=F(above)),
            When(parent__isnull=False, then=F("name")),
            default=Value(""),
        )
        return self.select_related("parent", "municipality").order_by(
            F("closed_on").asc(nulls_first=True),
            "municipality_id",
            Coalesce(F(top), F(above), F("name")),
            section,
            Case(When(parent__parent__isnull=False, then=F("name")), default=Value("")),
        )


class Department(Versioned):
    """部・課・係: a tree inside one municipality."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="自治体", related_name="departments"
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="上位の部署",
        null=True,
        blank=True,
        related_name="children",
    )
    name = models.CharField("名称", max_length=100)
    closed_on = models.DateField("廃止日", null=True, blank=True)

    belongs_to = "municipality"
    stays_while_named = True
    named_with = ("parent",)
    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "部署"
        verbose_name_plural = "部署"
        ordering = ["municipality_id", "name"]
        constraints = [
            Once(
                "department_once",
                ["municipality", "parent", "name"],
                SAME_NAME,
            ),
            Once(  # an empty parent counts as different from itself in SQL
                "top_department_once",
                ["municipality", "name"],
                SAME_NAME,
                condition=models.Q(parent=None),
            ),
            given("department_named", "name"),
        ]

    def __str__(self) -> str:
        return f"{self.parent.name} {self.name}" if self.parent else self.name

    def get_absolute_url(self) -> str:
        return reverse("department", args=[self.pk])

    def clean(self) -> None:
        if self.parent and self.parent.municipality_id != self.municipality_id:
            raise ValidationError({"parent": "同じ自治体の部署を選んでください。"})
        if stands_above_itself(self):
            raise ValidationError({"parent": "この部署か、その下の部署は選べません。"})

    def label_beside(self, platform: Any) -> str:
        """With the municipality where several take part in the platform."""
        return f"{self.place_in(platform.municipality_id) if platform else ''}{self}"

    def place_in(self, home: int) -> str:
        """「座間市 」 in a joint platform of another municipality (its number), else nothing."""
        return "" if self.municipality_id == home else f"{self.municipality.name} "
