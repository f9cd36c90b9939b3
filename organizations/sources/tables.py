from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations.models import (
    SourceDocument,
)
from platform_registry.lists import columns
from platform_registry.lists.tables import ListTable


class SourceTable(ListTable):
    title = tables.Column("表題", order_by="title")
    edition = columns.Short("版", default="")
    chapter = columns.Short("章番号", default="")
    municipality = columns.Short("自治体", accessor="municipality__name", default="共通")
    note = tables.Column("説明", default="")

    def render_title(self, value: str, record: SourceDocument) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)
