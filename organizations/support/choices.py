from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations.models import Term
from platform_registry.lists.offers import Offer


def terms(kind: str, place: str) -> Callable[[QuerySet[Any]], Offer]:
    """The words a list can be narrowed by: the common ones, and those of whose records are in it.

    ``place`` is the way from a record to its municipality.
    """

    def words(records: QuerySet[Any]) -> Offer:
        there = records.order_by().filter(**{place: OuterRef("municipality")})
        offered = Term.objects.filter(Q(municipality=None) | Exists(there), kind=kind, active=True)
        return Offer(offered)

    return words
