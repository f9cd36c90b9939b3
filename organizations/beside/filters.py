from __future__ import annotations

from django.db.models import Q

from organizations.models import (
    Note,
)
from platform_registry.lists.filters import ConditionsFilter, OptionsFilter, SearchFilter
from platform_registry.lists.offers import ListFilters


class NoteFilters(ListFilters):
    q = SearchFilter("内容・記号")
    kind = OptionsFilter("種類", Note.Kind.choices)
    settled = ConditionsFilter(
        "確認", {"open": ("まだ確認していない", lambda: Q(settled_on=None, kind="differs"))}
    )
