"""What stands beside a list: check boxes with their counts, and the conditions in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django_filters import FilterSet

from platform_registry.lists.filters import OpenOptionsFilter, OptionsFilter, Tallies
from platform_registry.lists.tables import changed

SHOWN_OPTIONS = 6
SHOWN_LETTERS = 20
NUMBERS_LIMIT = 2_000  # longer lists are shown without numbers beside the options
TOO_LONG = "{:,}件より少なく絞り込むと、ここで選べます。"
Numbers = dict[str, Counter[str]]


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
    errors: Any = ""
    options: list[Option] = field(default_factory=list)
    more: list[Option] = field(default_factory=list)
    template: str = ""  # of a filter that draws itself
    hint: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One value of a condition, and the address of the list without it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in force, in words, and the address of the list without it.

    ``before``, ``pieces`` and ``behind`` say the same as a clause of the list's sentence.
    """

    words: str
    url: str
    before: str = ""
    pieces: tuple[Piece, ...] = ()
    behind: str = ""


def conditions(filterset: FilterSet, query: QueryDict) -> list[Condition]:
    return [
        condition
        for name, value in filterset.form.cleaned_data.items()
        if value not in (None, "", [])
        for condition in _said(name, filterset.filters[name], value, query)
    ]


def _said(name: str, filter_: Any, value: Any, query: QueryDict) -> list[Condition]:
    """A filter of several groups (questions) says each by itself."""
    clauses = _clauses(filter_, value)
    every = value if isinstance(value, list) else [value]
    found = []
    for before, said, behind in clauses:
        mine = [one for one, _ in said]

        def left(*gone: Any) -> str:
            return _address(query, filter_, name, [one for one in every if one not in gone])

        pieces = tuple(Piece(text, left(one)) for one, text in said)
        words = _words(filter_, mine if isinstance(value, list) else value)
        found.append(Condition(words, left(*mine), before, pieces, behind))
    return found


def _address(query: QueryDict, filter_: Any, name: str, values: list[Any]) -> str:
    """Of the list with these values of the filter alone."""
    if hasattr(filter_, "address"):
        return changed(query, **filter_.address(name, values), cursor=None)
    return changed(query, **{name: [str(value) for value in values] or None}, cursor=None)


def problems(filterset: FilterSet) -> list[str]:
    """The names of the conditions that can't be used."""
    return [str(filterset.form[name].label) for name in filterset.form.errors]


def named(what: str, asked: str) -> str:
    """並び順「…」: of an address, cut short."""
    return f"{what}「{asked[:SHOWN_LETTERS]}」"


def strangers(filterset: FilterSet, query: QueryDict, known: Collection[str]) -> list[str]:
    """What an address asks that the list has no filter for: without it there would be more."""
    exact = {*known}
    starts: list[str] = []
    for name, filter_ in filterset.filters.items():
        if hasattr(filter_, "asked_as"):
            exact |= filter_.asked_as(name)
        else:
            exact.add(name)
            starts.append(f"{name}_")
    asked = [name for name in query if any(query.getlist(name))]
    names = [n for n in asked if n not in exact and not n.startswith(tuple(starts))]
    return [f"「{name[:SHOWN_LETTERS]}」（この一覧にない条件）" for name in names]


def _words(filter_: Any, value: Any) -> str:
    if hasattr(filter_, "words"):
        return str(filter_.words(value))
    return f"{filter_.label}：{value}"


def _clauses(filter_: Any, value: Any) -> list[Any]:
    if hasattr(filter_, "clauses"):
        clauses: list[Any] = filter_.clauses(value)
        return clauses
    return [("", [(value, _words(filter_, value))], "の")]


def boxes(filterset: FilterSet, numbers: Numbers) -> list[Box]:
    return [
        box
        for name, filter_ in filterset.filters.items()
        for box in _boxes(name, filter_, filterset, numbers.get(name))
    ]


def _boxes(
    name: str, filter_: Any, filterset: FilterSet, numbers: dict[str, int] | None
) -> list[Box]:
    if hasattr(filter_, "boxes"):
        own: list[Box] = filter_.boxes(name, numbers)
        return own
    bound = filterset.form[name]
    if not isinstance(filter_, OptionsFilter):
        return [Box(name, filter_.label, bound, bound.errors)]
    if isinstance(filter_, OpenOptionsFilter):
        choices = filter_.values(numbers or {})
        hint = TOO_LONG.format(NUMBERS_LIMIT) if numbers is None else ""
    else:
        choices, hint = bound.field.choices, ""
    return [
        tick_box(
            name, filter_.label, choices, _ticks(filterset, name), numbers, bound.errors, hint=hint
        )
    ]


def tick_box(
    name: str,
    label: str,
    choices: Any,
    ticked: Collection[str],
    numbers: dict[str, int] | None,
    errors: Any = "",
    **more: Any,
) -> Box:
    options = [
        Option(value, text, value in ticked, None if numbers is None else numbers.get(value, 0))
        for value, text in choices
    ]
    # Options nothing stands behind only lengthen the panel.
    options = [o for o in options if o.checked or o.number is None or o.number]
    first = [o for i, o in enumerate(options) if i < SHOWN_OPTIONS or o.checked]
    rest = [o for o in options if o not in first]
    return Box(name, label, errors=errors, options=first, more=rest, **more)


def numbers(filterset: FilterSet, found: QuerySet[Any]) -> Numbers:
    """Per filter the number of records behind each option, in as few questions as can be.

    ``found`` is the filtered list. A filter's own ticks don't count for its own options: they
    widen. Without them the list can be long; numbers that would not be whole are left out.
    """
    filters = {
        n: f for n, f in filterset.filters.items() if isinstance(f, OptionsFilter) and f.counts
    }
    without = {n: {n, *f.apart_from} & _ticked(filterset) for n, f in filters.items()}
    free = [n for n, f in filters.items() if f.of_record and not without[n]]
    counted: Numbers = {name: Counter() for name in filters}
    counted |= _of_records({name: filters[name].option() for name in free}, found)
    rows = {
        name: _all_but(filterset, without[name]) if without[name] else found
        for name in filters
        if name not in free
    }
    tallies: Tallies = []
    for name, qs in rows.items():
        itself = filters[name].numbers(qs)
        counted[name] = Counter() if itself is None else itself
        tallies += filters[name].tallies(name, qs) if itself is None else []
    if tallies:
        for name, option, number in tallies[0].union(*tallies[1:], all=True):
            counted[name][option or ""] = number
    return {
        name: options
        for name, options in counted.items()
        if not (without[name] and _is_cut_off(options, rows[name]))
    }


def _is_cut_off(options: Counter[str], rows: QuerySet[Any]) -> bool:
    """A record may stand under several options: only many of these may mean many records."""
    return options.total() > NUMBERS_LIMIT and rows.count() > NUMBERS_LIMIT


def _of_records(options: dict[str, Any], found: QuerySet[Any]) -> Numbers:
    """Of what stands in the records themselves, by their combinations, in one walk for all."""
    counted: Numbers = {name: Counter() for name in options}
    # Names that can't clash with the model's.
    columns = {f"_of_{name}": option for name, option in options.items()}
    rows = found.order_by().annotate(**columns).values(*columns).annotate(_number=Count("pk"))
    for *values, number in rows.values_list(*columns, "_number") if options else ():
        for name, value in zip(options, values, strict=True):
            counted[name][value or ""] += number
    return counted


def _ticks(filterset: FilterSet, name: str) -> set[str]:
    return set(filterset.form.cleaned_data.get(name) or [])


def _ticked(filterset: FilterSet) -> set[str]:
    """The filters something is asked of."""
    return {name for name, value in filterset.form.cleaned_data.items() if value}


def _all_but(filterset: FilterSet, left_out: set[str]) -> QuerySet[Any]:
    """The first rows of the list as it would be without some filters."""
    queryset = filterset.queryset.all()
    for name, value in filterset.form.cleaned_data.items():
        if name not in left_out:
            queryset = filterset.filters[name].filter(queryset, value)
    keys = queryset.order_by().values("pk")[: NUMBERS_LIMIT + 1]
    rows: QuerySet[Any] = queryset.model._default_manager.filter(pk__in=keys)
    return rows
