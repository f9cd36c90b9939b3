"""The coverage table of a platform: target groups × support functions of its members.

Three things are told apart: none known, known but not verified within a year, verified.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from organizations.bodies.finding import STALE_AFTER
from organizations.models import Membership, Municipality, Platform, SupportActivity, Term


@dataclass
class Cell:
    """Organizations that give this support to this group; `url` leads to who could be asked."""

    url: str
    verified: set[int] = field(default_factory=set)
    unverified: set[int] = field(default_factory=set)

    @property
    def known(self) -> int:
        return len(self.verified | self.unverified)

    @property
    def words(self) -> str:
        if not self.known:
            return "把握なし"
        return "確認済み" if self.verified else "未確認"


@dataclass(frozen=True)
class Coverage:
    functions: list[Term]
    rows: list[tuple[Term, list[Cell]]]

    @property
    def is_known(self) -> bool:
        """Whether anything is known of what the members do; without it nothing can be said to lack."""
        return any(cell.known for _, cells in self.rows for cell in cells)

    @property
    def missing(self) -> int:
        return sum(1 for _, cells in self.rows for cell in cells if not cell.known)


def coverage(platform: Platform, today: date | None = None) -> Coverage:
    """Two queries, whatever the number of members."""
    places = Municipality.objects.filter(
        Q(pk=platform.municipality_id) | Q(joint_platforms=platform)
    )
    terms = list(Term.objects.used_in(places.values("pk")))
    functions = [term for term in terms if term.kind == Term.Kind.FUNCTION]
    targets = [term for term in terms if term.kind == Term.Kind.TARGET]
    cells = {(t.pk, f.pk): Cell(_candidates(t, f)) for t in targets for f in functions}
    limit = (today or timezone.localdate()) - STALE_AFTER
    for target, function, organization, verified_on in _given(platform):
        cell = cells.get((target, function))
        if cell is not None:
            seen = verified_on is not None and verified_on >= limit
            (cell.verified if seen else cell.unverified).add(organization)
    rows = [
        (target, [cells[target.pk, function.pk] for function in functions]) for target in targets
    ]
    return Coverage(functions, rows)


def _given(platform: Platform) -> list[tuple[int, int, int, date | None]]:
    members = Membership.objects.taking_part().filter(layer__platform=platform)
    activities = SupportActivity.objects.filter(
        organization__in=members.values("organization"), targets__isnull=False
    )
    return list(
        activities.values_list(
            "targets", "function", "organization", "organization__verified_on"
        ).distinct()
    )


def _candidates(target: Term, function: Term) -> str:
    query = urlencode({"target": target.pk, "function": function.pk})
    return f"{reverse('organizations')}?{query}"
