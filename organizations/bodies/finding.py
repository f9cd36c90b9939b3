"""How organizations are found: by name, by telephone, by how long nobody made sure of them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import ClassVar

from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.utils import timezone

from platform_registry.access import ScopedQuerySet
from platform_registry.japanese import digits, search_key

STALE_AFTER = timedelta(days=365)
PHONE, FEWEST_DIGITS = re.compile(r"[\d()（）\s‐‑–―−ー－-]+"), 4


class OrganizationQuerySet(ScopedQuerySet):
    takes: ClassVar = {"remove": "merge"}

    def listed(self) -> OrganizationQuerySet:
        """Without the records merged into another."""
        return self.filter(merged_into=None)

    def matching(self, words: str) -> OrganizationQuerySet:
        """Every word occurs in name, reading or another name, compared by search key."""
        keys = [key for word in words.split() if (key := search_key(word))]
        if words.split() and not keys:  # nothing but signs
            return self.none()
        queryset = self
        for key in keys:
            queryset = queryset.filter(search_text__contains=key)
        return queryset

    def found_by(self, words: str) -> OrganizationQuerySet:
        """By name, reading or another name; by telephone where nothing but a number is given."""
        number = digits(words)
        if len(number) < FEWEST_DIGITS or not PHONE.fullmatch(words):
            return self.matching(words)
        plain: OrganizationQuerySet = self.alias(number=Replace("phone", Value("-")))
        return plain.filter(number__contains=number)

    def unverified_for_a_year(self, today: date | None = None) -> OrganizationQuerySet:
        limit = (today or timezone.localdate()) - STALE_AFTER
        return self.filter(Q(verified_on=None) | Q(verified_on__lt=limit))
