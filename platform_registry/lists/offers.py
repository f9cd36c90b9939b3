"""What a filter's check boxes offer, where it stands in the database: asked once for all filters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db import models
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

Made = Callable[[], django_filters.Filter]
_further: dict[type[models.Model], dict[str, tuple[Made, str]]] = defaultdict(dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """Options as rows: ``label``, and by what they stand in order (numbers by value)."""

    rows: QuerySet[Any]
    label: Any = "label"
    order: Any = "position"
    value: str = "pk"
    first: tuple[tuple[str, str], ...] = ()  # options that are no rows
    said: Callable[[str], str] = str  # how a label is written

    def asked(self, name: str) -> QuerySet[Any, Any]:
        """Rows (filter name, order, option, label)."""
        text = {"_at": self.order, "_option": self.value, "_label": self.label}
        read = {key: Cast(_expression(of), CharField()) for key, of in text.items()}
        rows = self.rows.order_by().annotate(_filter=Value(name, CharField()), **read)
        found: QuerySet[Any, Any] = rows.values_list("_filter", "_at", "_option", "_label")
        return found


def _expression(of: Any) -> Any:
    return F(of) if isinstance(of, str) else of


def _in_order(row: tuple[str, str, str, str]) -> tuple[int, str, str]:
    at = row[1] or ""
    return (int(at), "", row[3]) if at.isdigit() else (0, at, row[3])


def read(offers: dict[str, Offer]) -> dict[str, list[tuple[str, str]]]:
    """Per filter its pairs of option and label, in one question to the database."""
    pairs = {name: list(offer.first) for name, offer in offers.items()}
    asked = [offer.asked(name) for name, offer in offers.items()]
    if asked:
        rows = asked[0].union(*asked[1:], all=True) if asked[1:] else asked[0]
        for name, _, option, label in sorted(rows, key=_in_order):
            pairs[name].append((option, offers[name].said(label)))
    return pairs


def offered_by(filter_: Any) -> Iterable[tuple[str, str]]:
    """The choices of one filter; those of its whole list where that asks for all at once."""
    parent = getattr(filter_, "parent", None)
    if isinstance(parent, ListFilters) and filter_.name in parent.offered:
        return parent.offered[filter_.name]
    found = filter_.offer(parent.queryset if parent is not None else None)
    return read({"": found})[""] if isinstance(found, Offer) else found


def further(kind: type[models.Model], name: str, *, before: str) -> Callable[[Made], Made]:
    """Give the list of a kind of record a filter it doesn't know of, where in the panel.

    @further(Organization, "answer", before="target")
    def answers() -> Filter: ...
    """

    def add(make: Made) -> Made:
        _further[kind][name] = make, before
        return make

    return add


class ListFilters(django_filters.FilterSet):
    """The filters of a list, with those upper floors add to it."""

    filters: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (make, before) in _further[self.queryset.model].items():
            self.add(name, make(), before=before)
        for name, filter_ in self.filters.items():
            filter_.name = name

    def add(self, name: str, added: Any, *, before: str) -> None:
        added.name, added.parent, added.model = name, self, self.queryset.model
        rest: list[tuple[str, Any]] = list(self.filters.items())
        at = next((i for i, (other, _) in enumerate(rest) if other == before), len(rest))
        self.filters = dict([*rest[:at], (name, added), *rest[at:]])

    @property
    def offered(self) -> dict[str, Iterable[tuple[str, str]]]:
        """What every filter offers whose choices come from the database."""
        if not hasattr(self, "_offered"):
            self._offered = self._read()
        return self._offered

    def offer_as(self, other: ListFilters) -> None:
        """Of the same list, for the same person: what is offered stays the same."""
        self._offered = other.offered

    def _read(self) -> dict[str, Iterable[tuple[str, str]]]:
        asking = {name: f for name, f in self.filters.items() if hasattr(f, "offer")}
        found = {name: f.offer(self.queryset) for name, f in asking.items()}
        offers = {name: offer for name, offer in found.items() if isinstance(offer, Offer)}
        return found | read(offers)
