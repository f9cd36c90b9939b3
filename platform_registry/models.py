"""Abstract bases that every app stands on, what people have not saved yet, what they keep of lists and did
to many records, the index of the search.

No domain here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from platform_registry.bulk.models import BulkChange, BulkStep
from platform_registry.grids.models import EditDraft
from platform_registry.lists.models import SavedView
from platform_registry.records.rules import Rule
from platform_registry.search.models import SearchEntry

__all__ = ["BulkChange", "BulkStep", "EditDraft", "SavedView", "SearchEntry"]

# A year outside is a slip of the pen, and no era or calendar day can be made of it.
FIRST_YEAR, LAST_YEAR = 1948, 2100
YEAR_EXAMPLES = "例：令和5年度、R5、2023"
NO_SUCH_YEAR = f"この年度は扱えません。年度を確かめてください。{YEAR_EXAMPLES}"
FISCAL_YEARS = [
    MinValueValidator(FIRST_YEAR, NO_SUCH_YEAR),
    MaxValueValidator(LAST_YEAR, NO_SUCH_YEAR),
]

# So of days: none is before the Meiji era, and behind each there is another one.
FIRST_DAY, LAST_DAY = date(1868, 1, 1), date(2200, 12, 31)


def year_within_reason(name: str) -> Rule:
    """The same of ``fiscal_year`` in the database."""
    within = Q(fiscal_year=None) | Q(fiscal_year__range=(FIRST_YEAR, LAST_YEAR))
    return Rule(name, within, NO_SUCH_YEAR, under="fiscal_year")


STAMPS = ("created_by", "updated_by")


class Stamped(models.Model):
    """When and by whom a record was made and last changed. Never a date of verification."""

    created_at = models.DateTimeField("登録日時", auto_now_add=True)
    updated_at = models.DateTimeField("更新日時", auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="登録者",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="更新者",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True

    def stamp(self, by: Any) -> None:
        """Note who is about to save this record."""
        if self.pk is None:
            self.created_by = by
        self.updated_by = by


EDITED_MEANWHILE = "この記録は、開いてから保存するまでの間にほかの人が更新しました{who}。"


class EditedMeanwhile(ValidationError):
    """Somebody else saved the record between opening the form and saving it."""

    def __init__(self) -> None:
        says = EDITED_MEANWHILE.format(who="")
        super().__init__(f"{says}最新の内容を確かめてから、もう一度保存してください。")


class Versioned(models.Model):
    """Guard against lost updates: a form carries the version it was opened with."""

    version = models.PositiveIntegerField("版", default=1, editable=False)

    class Meta:
        abstract = True

    def locked(self) -> str:
        """A sentence where the record may not be changed now; empty where it may."""
        return ""

    def irremovable(self) -> str:
        """A sentence where the record may not be removed now; empty where it may."""
        return ""


def label_of_field(model: type[models.Model], name: str) -> str:
    """What officers call the field; FieldDoesNotExist where the model has none of that name."""
    field: Any = model._meta.get_field(name)
    return str(field.verbose_name)
