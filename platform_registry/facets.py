"""What stands beside a list: check boxes with their counts, and the conditions in words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django_filters import FilterSet

from platform_registry.filters import OptionsFilter
from platform_registry.tables import changed

SHOWN_OPTIONS = 6
Numbers = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    checked: bool
    number: int | None


@dataclass(frozen=True, slots=True)
class Box:
    """One group of the filter panel: check boxes, or any other field of the filter form."""

    name: str
    label: str
    bound_field: Any = None
    options: list[Option] = field(default_factory=list)
    more: list[Option] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in force, in words, and the address of the list without it."""

    words: str
    url: str


def conditions(filterset: FilterSet, query: QueryDict) -> list[Condition]:
    return [
        Condition(
            _words(filterset.filters[name], value), changed(query, **{name: None}, cursor=None)
        )
        for name, value in filterset.form.cleaned_data.items()
        if value not in (None, "", [])
    ]


def _words(filter_: Any, value: Any) -> str:
    if hasattr(filter_, "words"):
        return str(filter_.words(value))
    return f"{filter_.label}：{value}"


def boxes(filterset: FilterSet, numbers: Numbers) -> list[Box]:
    return [
        _box(name, filter_, filterset, numbers.get(name))
        for name, filter_ in filterset.filters.items()
    ]


def _box(name: str, filter_: Any, filterset: FilterSet, numbers: dict[str, int] | None) -> Box:
    bound = filterset.form[name]
    if not isinstance(filter_, OptionsFilter):
        return Box(name, filter_.label, bound)
    ticked = set(filterset.form.cleaned_data.get(name) or [])
    options = [
        Option(
            value, label, value in ticked, numbers.get(value, 0) if numbers is not None else None
        )
        for value, label in bound.field.choices
    ]
    # Options nothing stands behind only lengthen the panel.
    options = [o for o in options if o.checked or o.number is None or o.number]
    first = [o for i, o in enumerate(options) if i < SHOWN_OPTIONS or o.checked]
    return Box(name, filter_.label, None, first, [o for o in options if o not in first])


def numbers(filterset: FilterSet, limit: int) -> Numbers:
    """Per filter the number of records behind each option, in one question to the database.

    A filter's own ticks don't count for its own options: they widen. Without them the list can
    be longer than ``limit``; then its numbers would not be whole and are left out.
    """
    tallies = [
        filter_.tally(name, _others(filterset, name, limit))
        for name, filter_ in filterset.filters.items()
        if isinstance(filter_, OptionsFilter)
    ]
    found: Numbers = defaultdict(dict)
    if tallies:
        for name, option, number in tallies[0].union(*tallies[1:], all=True):
            found[name][option or ""] = number
    return {name: counts for name, counts in found.items() if sum(counts.values()) <= 2 * limit}


def _others(filterset: FilterSet, left_out: str, limit: int) -> QuerySet[Any]:
    if not filterset.form.cleaned_data.get(left_out):
        return filterset.qs
    queryset = filterset.queryset.all()
    for name, value in filterset.form.cleaned_data.items():
        if name != left_out:
            queryset = filterset.filters[name].filter(queryset, value)
    return queryset.model._base_manager.filter(
        pk__in=queryset.order_by().values("pk")[: 2 * limit + 1]
    )
