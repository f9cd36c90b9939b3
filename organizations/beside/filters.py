from __future__ import annotations

import django_filters
from django.db.models import Q

from organizations.models import (
    Note,
)
from platform_registry.lists.filters import ConditionsFilter, OptionsFilter, SearchFilter


class NoteFilters(django_filters.FilterSet):
    q = SearchFilter("内容・記号")
    kind = OptionsFilter("種類", Note.Kind.choices)
    settled = ConditionsFilter(
        "確認", {"open": ("まだ確認していない", lambda: Q(settled_on=None, kind="differs"))}
    )
