from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from organizations.models.municipality import Municipality
from platform_registry.access import ScopedQuerySet
from platform_registry.models import Versioned
from platform_registry.ownership import stands_above_itself
from platform_registry.rules import Once, given

SAME_NAME = (
    "同じ名称の部署がすでにあります。登録済みの部署を使うか、名称か上位の部署を変えてください。"
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
    objects = ScopedQuerySet.as_manager()

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

    def place_in(self, home: int) -> str:
        """「座間市 」 in a joint platform of another municipality (its number), else nothing."""
        return "" if self.municipality_id == home else f"{self.municipality.name} "
