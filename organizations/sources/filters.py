from __future__ import annotations

from platform_registry.lists.filters import SearchFilter
from platform_registry.lists.offers import ListFilters


class SourceFilters(ListFilters):
    q = SearchFilter("表題・版")
