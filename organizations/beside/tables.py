from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations.beside.statements import label_of
from organizations.models import (
    Note,
)
from platform_registry.lists import columns
from platform_registry.lists.tables import ListTable
from platform_registry.pages.chips import colours

colours(Note, "kind", differs="orange", caution="yellow")


class NoteTable(ListTable):
    record = tables.Column("記録", accessor="pk")
    municipality = columns.Short("自治体", accessor="municipality__name", default="")
    kind = columns.Short("種類", order_by="kind")
    field = tables.Column("項目", accessor="pk")
    text = tables.Column("内容")
    statement = tables.Column("その出典での値", default="")
    conflict = tables.Column("記号", order_by="conflict", default="")
    settled_on = columns.Day("確認日", default="")

    def render_record(self, record: Note) -> SafeString | str:
        """The record by name; for who may, it leads to where the note is changed."""
        if record.record is None:
            return "（削除された記録）"
        name = str(record.record)[:60]
        user = self.request.user
        taken = type(record.record)._default_manager.all().takes.get("edit", "edit")
        if not user.is_superuser and record.municipality_id not in user.municipality_ids(taken):
            return name
        return format_html('<a href="{}">{}</a>', reverse("note-edit", args=[record.pk]), name)

    def value_record(self, record: Note) -> str:
        return str(record.record or "（削除された記録）")

    def render_field(self, record: Note) -> str:
        return label_of(record.record, record.field) if record.field and record.record else ""

    value_field = render_field
