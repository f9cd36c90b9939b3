from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations.models import Membership, OwnField
from organizations.own.columns import OwnColumns
from platform_registry.access import may_open
from platform_registry.lists import columns


class MemberTable(OwnColumns):
    """The list of members as it is handed on: one row a body, in the order of the list."""

    own_kind = OwnField.Of.MEMBERSHIP
    name = tables.Column("団体・部署・個人", accessor="body_name")
    layer = tables.Column("層", accessor="layer__name", order_by="layer_id")
    platform = tables.Column("連携PF", accessor="layer__platform__name", visible=False)
    municipality = columns.Short(
        "自治体", accessor="layer__platform__municipality__name", visible=False
    )
    row = columns.Number("名簿の行", default="", visible=False)
    printed = tables.Column("名簿の表記", accessor="name_as_printed", default="", visible=False)
    post = columns.Short("役職", default="")
    role = columns.Short("役割", accessor="get_role_display", order_by="role")
    state = columns.Short("状態", accessor="get_state_display", order_by="state")
    starts_on = columns.Day("参加日", order_by="starts_on", default="")
    ends_on = columns.Day("退会日", order_by="ends_on", default="", visible=False)
    founding = columns.YesNo("発足時から", visible=False)
    part = tables.Column("連携の内容", default="", visible=False)

    def render_layer(self, value: str, record: Membership) -> SafeString:
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}</span>',
            record.get_absolute_url(), value, record.layer.platform.name,
        )  # fmt: skip

    def render_name(self, value: str, record: Membership) -> SafeString | str:
        body = record.organization or record.department
        if body is None or not may_open(self.request.user, body):
            return value
        return format_html('<a href="{}">{}</a>', body.get_absolute_url(), value)
