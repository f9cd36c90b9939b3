"""Sums over many events and deliveries that say what they leave out.

People counted in different ways are never added; nor are those of the places or kinds of one
event, who may be the same people. What has no figure is told and is no zero.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Max, Q, QuerySet, Sum, When

from organizations.sources.models import Exactness, plain_number
from pilots.models import AttendanceCount, Publication

Counting = AttendanceCount.Counting
HEADS = ("", "人", "名")  # 組 and 団体 are counted in another way
SHARE = "{:.1%}"


@dataclass(frozen=True, slots=True)
class Turnout:
    """People of some events who were counted in one way: 約333人, of 4 events."""

    counting: str
    total: Decimal
    about: bool
    events: int

    @property
    def shown(self) -> str:
        return f"{'約' if self.about else ''}{plain_number(self.total)}人"


@dataclass(frozen=True, slots=True)
class Turnouts:
    """One sum for each way of counting, and how many events stand in none of them."""

    sums: list[Turnout]
    only_parts: int
    uncounted: int


def turnouts(events: QuerySet[Any]) -> Turnouts:
    """Sums of the whole numbers of events; an event with two for one way of counting has none."""
    counts = AttendanceCount.objects.filter(event__in=events.order_by().values("pk"))
    numbers = counts.exclude(value=None).order_by()
    whole = numbers.filter(category="", place="", unit__in=HEADS).values("counting", "event")
    inexact = Max(Case(When(exactness=Exactness.EXACT, then=0), default=1))
    single = whole.annotate(n=Count("pk"), number=Max("value"), about=inexact).filter(n=1)
    asked: dict[str, Any] = {"summed": Count("event", distinct=True)}
    for way in Counting:
        of_way = Q(counting=way)
        asked |= {
            f"{way}_total": Sum("number", filter=of_way),
            f"{way}_about": Max("about", filter=of_way),
            f"{way}_events": Count("event", filter=of_way),
        }
    found = single.aggregate(**asked)
    with_numbers = numbers.aggregate(n=Count("event", distinct=True))["n"]
    return Turnouts(
        sums=[
            Turnout(
                str(way.label), found[f"{way}_total"], bool(found[f"{way}_about"]),
                found[f"{way}_events"],
            )
            for way in Counting
            if found[f"{way}_events"]
        ],
        only_parts=with_numbers - found["summed"],
        uncounted=events.count() - with_numbers,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subtotal:
    """Copies and sites of one group of places: 区役所内 190部."""

    group: str
    copies: int
    sites: int | None
    rows: int
    without: int
    share: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the copies of one publication."""

    publication: Publication
    groups: list[Subtotal]
    copies: int
    sites: int | None
    without: int
    warning: str

    @property
    def printed(self) -> int | None:
        return self.publication.copies_as_printed

    @property
    def share(self) -> str:
        return share(self.copies, self.printed)


def share(part: int | None, whole: int | None) -> str:
    """35.0%, of a known whole; nothing where either isn't known."""
    return SHARE.format(part / whole) if part is not None and whole else ""


def delivered(rows: QuerySet[Any]) -> list[Delivered]:
    """Subtotals by publication and group; ``rows`` are some deliveries, of any publications."""
    tally = rows.order_by().values_list("publication", "group").annotate(
        Sum("copies"), Sum("sites"), Count("pk"), Count("copies")
    )  # fmt: skip
    found: dict[int, list[Any]] = defaultdict(list)
    for publication, *numbers in tally.order_by("publication", "group"):
        found[publication].append(numbers)
    publications = Publication.objects.filter(pk__in=found).select_related(
        "pilot__platform__municipality"
    )
    ordered = publications.order_by("pilot__platform__municipality__code", "id")
    return [_delivered(publication, found[publication.pk]) for publication in ordered]


def _delivered(publication: Publication, tally: list[Any]) -> Delivered:
    printed = publication.copies_as_printed
    groups = [
        Subtotal(group, copies or 0, sites, rows, rows - stated, share(copies, printed))
        for group, copies, sites, rows, stated in tally
    ]
    copies = sum(group.copies for group in groups)
    sites = [group.sites for group in groups if group.sites is not None]
    without = sum(group.without for group in groups)
    over = f"配布の和{copies:,}部が、資料の合計{printed or 0:,}部を超えています。"
    warning = over if printed is not None and copies > printed else ""
    return Delivered(publication, groups, copies, sum(sites) if sites else None, without, warning)
