from __future__ import annotations

import django_filters

from platform_registry.lists.filters import SearchFilter


class SourceFilters(django_filters.FilterSet):
    q = SearchFilter("表題・版")
