"""How organizations are found: by what they say, by how long nobody made sure of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import Q
from django.utils import timezone

from platform_registry.access import ScopedQuerySet
from platform_registry.search.finding import matching, says_by_name
from platform_registry.search.query import Query

STALE_AFTER = timedelta(days=365)


class OrganizationQuerySet(ScopedQuerySet):
    takes: ClassVar = {"remove": "merge"}

    def listed(self) -> OrganizationQuerySet:
        """Without the records merged into another."""
        return self.filter(merged_into=None)

    def matching(self, words: str, user: Any = None) -> OrganizationQuerySet:
        """Every word occurs in names, reading, activities, address, telephones … (`searched`)."""
        return matching(self, words, user)

    def meant_by(self, words: str, user: Any = None) -> OrganizationQuerySet:
        """Whose names say every word, or which has the number: what others only write about a
        name is no proof that they are meant."""
        query = Query.of(words, user)
        matched = self.matching(words, user)
        if query.is_dialled:
            return matched
        meant: OrganizationQuerySet = matched.filter(says_by_name("search_text", query))
        return meant

    def unverified_for_a_year(self, today: date | None = None) -> OrganizationQuerySet:
        limit = (today or timezone.localdate()) - STALE_AFTER
        return self.filter(Q(verified_on=None) | Q(verified_on__lt=limit))
