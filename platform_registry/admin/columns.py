"""Columns of the administration's lists: days in era years, long texts cut, and whose a record is."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.admin import display
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.text import Truncator

from platform_registry.japanese import era_date, era_datetime, fiscal_year_label
from platform_registry.records.ownership import load_upwards, upwards

LONGEST = 60  # characters of a text in a cell
COMMON = "共通"
PLACE = "organizations.Municipality"
Column = str | Callable[[Any], str]


@cache
def column(model: Any, name: str) -> Column:
    """The named field as offices write it; Django shows by itself what needs no care."""
    words = _words_for(model, name)
    if words is None:
        return name

    field: Any = model._meta.get_field(name)

    @display(description=field.verbose_name, ordering=name, empty_value="-")
    def shown(record: Any) -> str:
        value = getattr(record, name)
        return "" if value is None else words(value)

    shown.__name__ = name  # Django names the cells of a column after it
    return shown


def _words_for(model: type[models.Model], name: str) -> Callable[[Any], str] | None:
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if name == "fiscal_year":
        return fiscal_year_label
    if isinstance(field, models.DateTimeField):
        return _moment
    if isinstance(field, models.DateField):
        return era_date
    long = isinstance(field, models.CharField | models.TextField) and not field.choices
    return _cut if long and (field.max_length or LONGEST + 1) > LONGEST else None


def _moment(value: Any) -> str:
    return era_datetime(timezone.localtime(value))


def _cut(text: str) -> str:
    return Truncator(text).chars(LONGEST)


@display(description="自治体")
def municipality_of(record: Any) -> str:
    """Whose record it is, wherever above it that is said; nobody's own is common to all."""
    places = (above for above in upwards(record) if above._meta.label == PLACE)
    return str(next(places, COMMON))


class RecordList(ChangeList):
    """The rows of one page with everything they hang on: a query for each kind, not for each row.

    Whose they are is told from it, and what many of them are called.
    """

    def get_results(self, request: Any) -> None:
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        above = [row for row in rows if hasattr(row, "belongs_to")]
        load_upwards(above)
        tops = {id(top): top for row in above for top in upwards(row)}
        places = [top for top in tops.values() if top._meta.label == PLACE]
        prefetch_related_objects(places, "prefecture", "city")
        self.result_list = rows
