"""What stands beside a list: check boxes with their counts, and the conditions in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django_filters import FilterSet

from platform_registry.lists.filters import OptionsFilter
from platform_registry.lists.tables import changed

SHOWN_OPTIONS = 6
NUMBERS_LIMIT = 2_000  # longer lists are shown without numbers beside the options
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
    errors: Any = ()
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


def problems(filterset: FilterSet) -> list[str]:
    """The names of the conditions that can't be used."""
    return [str(filterset.form[name].label) for name in filterset.form.errors]


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
        return Box(name, filter_.label, bound, bound.errors)
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
    return Box(
        name, filter_.label, None, bound.errors, first, [o for o in options if o not in first]
    )


def numbers(filterset: FilterSet, found: QuerySet[Any]) -> Numbers:
    """Per filter the number of records behind each option, in one question to the database.

    ``found`` is the filtered list. A filter's own ticks don't count for its own options: they
    widen. Without them the list can be long; numbers that would not be whole are left out.
    """
    names = [name for name, f in filterset.filters.items() if isinstance(f, OptionsFilter)]
    counted: Numbers = {name: {} for name in names}
    tallies = [
        filterset.filters[name].tally(
            name, _without(filterset, name) if _ticked(filterset, name) else found
        )
        for name in names
    ]
    if tallies:
        for name, option, number in tallies[0].union(*tallies[1:], all=True):
            counted[name][option or ""] = number
    return {
        name: options
        for name, options in counted.items()
        if not (_ticked(filterset, name) and sum(options.values()) > NUMBERS_LIMIT)
    }


def _ticked(filterset: FilterSet, name: str) -> bool:
    return bool(filterset.form.cleaned_data.get(name))


def _without(filterset: FilterSet, left_out: str) -> QuerySet[Any]:
    """The first rows of the list as it would be without one filter."""
    queryset = filterset.queryset.all()
    for name, value in filterset.form.cleaned_data.items():
        if name != left_out:
            queryset = filterset.filters[name].filter(queryset, value)
    keys = queryset.order_by().values("pk")[: NUMBERS_LIMIT + 1]
    rows: QuerySet[Any] = queryset.model._default_manager.filter(pk__in=keys)
    return rows
