from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations.models import (
    Layer,
    Platform,
)
from platform_registry.lists.tables import ListTable


class PlatformTable(ListTable):
    name = tables.Column("名称", order_by="name")
    municipality = tables.Column(
        "自治体", accessor="municipality__full_name", order_by="municipality__code"
    )
    status = tables.Column("状態", order_by="status")
    layers = tables.Column("層", accessor="pk")
    council = tables.Column("地域協議会", accessor="pk")
    established_on = tables.Column("設立日", default="", visible=False)

    def render_name(self, value: str, record: Platform) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_name(self, value: str) -> str:
        return value

    def render_layers(self, record: Platform) -> str:
        """How many layers the platform is said to have."""
        circles = [layer for layer in record.layers.all() if layer.counted]
        names = "、".join(layer.name for layer in circles)
        return f"{len(circles)}層　{names}" if len(circles) > 1 else names

    value_layers = render_layers

    def render_council(self, record: Platform) -> str:
        states = [
            layer.state_shown for layer in record.layers.all() if layer.kind == Layer.Kind.COUNCIL
        ]
        return "、".join(states) or "登録なし"

    value_council = render_council
