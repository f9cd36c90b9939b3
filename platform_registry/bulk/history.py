"""What was changed in bulk so far: found again, and from there taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.db.models import Count, Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from platform_registry.bulk.models import BulkChange, BulkStep
from platform_registry.lists import columns
from platform_registry.lists.filters import ConditionsFilter, SearchFilter
from platform_registry.lists.offers import ListFilters
from platform_registry.lists.page import ListPage
from platform_registry.lists.tables import ListTable

STANDS = {
    "done": ("変えたまま", lambda: Q(undone_at=None)),
    "undone": ("元に戻した", lambda: Q(undone_at__isnull=False)),
}


class BulkChangeFilters(ListFilters):
    q = SearchFilter("したこと・理由", ["label", "reason"])
    state = ConditionsFilter("状態", STANDS)


class BulkChangeTable(ListTable):
    key = None  # nothing is taken in again
    made_at = columns.Moment("日時", order_by="made_at")
    label = tables.Column("したこと")
    number = columns.Number("変えた件数", accessor="pk")
    reason = tables.Column("理由", default="")
    by = columns.Short("した人", default="システム")
    undone_at = columns.Moment("元に戻した日時", default="")

    def render_label(self, value: str, record: BulkChange) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def gather_number(self, keys: Sequence[int]) -> dict[int, int]:
        steps = BulkStep.objects.filter(change__in=keys).known_to(self.request.user)
        steps = steps.exclude(image={})
        return dict(steps.order_by().values_list("change").annotate(Count("pk")))


class BulkChangeList(ListPage):
    queryset = BulkChange.objects.all()
    filterset_class = BulkChangeFilters
    table_class = BulkChangeTable
    title, default_sort = "まとめての変更", "-made_at"
    permission = "edit"
    empty_hint = "団体・構成員・試行的事業の一覧で行を選び、まとめて変えると、ここに残ります。ここから元に戻せます。"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("by")
