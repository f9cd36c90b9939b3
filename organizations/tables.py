from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from organizations.models import (
    Department,
    Layer,
    Membership,
    Municipality,
    Note,
    Organization,
    Platform,
    SourceDocument,
)
from organizations.statements import label_of
from platform_registry.access import may_open
from platform_registry.japanese import era_year
from platform_registry.tables import ListTable

TO_VERIFY = '<br><span class="chip orange">要確認</span>'


class OrganizationTable(ListTable):
    name = tables.Column("団体名", order_by="sort_key")
    kana = tables.Column("ふりがな", visible=False)
    legal_form = tables.Column("法人格", accessor="get_legal_form_display", order_by="legal_form")
    activities = tables.Column("活動", accessor="pk")
    city = tables.Column("市区町村", default="")
    phone = tables.Column("電話番号", visible=False)
    verified = tables.Column(
        "最終確認", accessor="verified_on", order_by="verified_on", empty_values=()
    )

    def render_name(self, value: str, record: Organization) -> SafeString:
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}</span>',
            reverse("organization", args=[record.pk]), value, record.kana,
        )  # fmt: skip

    def value_name(self, value: str) -> str:
        return value

    def render_activities(self, record: Organization) -> SafeString:
        labels = dict.fromkeys(a.function.label for a in record.activities.all())
        return format_html_join("", '<span class="chip">{}</span>', ((label,) for label in labels))

    def value_activities(self, record: Organization) -> str:
        return "、".join(dict.fromkeys(a.function.label for a in record.activities.all()))

    def render_verified(self, value: date | None, record: Organization) -> SafeString:
        day = f"{era_year(value)}{value.month}月{value.day}日" if value else "記録なし"
        return format_html(
            "{}{}", day, SafeString(TO_VERIFY if record.needs_verification() else "")
        )

    def value_verified(self, value: date | None) -> Any:
        return value


class MunicipalityTable(ListTable):
    name = tables.Column("自治体", accessor="full_name", order_by="code")
    code = tables.Column("団体コード", order_by="code")
    kind = tables.Column("区分", accessor="get_kind_display")

    def render_name(self, value: str, record: Municipality) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("municipality", args=[record.pk]), value)

    def value_name(self, value: str) -> str:
        return value


class DepartmentTable(ListTable):
    name = tables.Column("部署", order_by="name")
    parent = tables.Column("上位の部署", accessor="parent__name", default="")
    municipality = tables.Column("自治体", accessor="municipality__full_name")
    closed_on = tables.Column("廃止日", default="")

    def render_name(self, value: str, record: Department) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("department", args=[record.pk]), value)

    def value_name(self, value: str) -> str:
        return value


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


class MemberTable(ListTable):
    """The list of members as it is handed on: one row a body, in the order of the list."""

    name = tables.Column("団体・部署・個人", accessor="body_name")
    layer = tables.Column("層", accessor="layer__name", order_by="layer_id")
    platform = tables.Column("連携PF", accessor="layer__platform__name", visible=False)
    row = tables.Column("名簿の行", default="", visible=False)
    printed = tables.Column("名簿の表記", accessor="name_as_printed", default="", visible=False)
    post = tables.Column("役職", default="")
    role = tables.Column("役割", accessor="get_role_display", order_by="role")
    state = tables.Column("状態", accessor="get_state_display", order_by="state")
    starts_on = tables.Column("参加日", order_by="starts_on", default="")
    ends_on = tables.Column("退会日", order_by="ends_on", default="", visible=False)
    part = tables.Column("連携の内容", default="", visible=False)

    def render_layer(self, value: str, record: Membership) -> SafeString:
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}</span>',
            record.get_absolute_url(), value, record.layer.platform.name,
        )  # fmt: skip

    def value_layer(self, value: str) -> str:
        return value

    def render_name(self, value: str, record: Membership) -> SafeString | str:
        body = record.organization or record.department
        if body is None or not may_open(self.request.user, body):
            return value
        return format_html('<a href="{}">{}</a>', body.get_absolute_url(), value)

    def value_name(self, value: str) -> str:
        return value


class SourceTable(ListTable):
    title = tables.Column("表題", order_by="title")
    edition = tables.Column("版", default="")
    chapter = tables.Column("章番号", default="")
    municipality = tables.Column("自治体", accessor="municipality__name", default="共通")
    note = tables.Column("説明", default="")

    def render_title(self, value: str, record: SourceDocument) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_title(self, value: str) -> str:
        return value


class NoteTable(ListTable):
    record = tables.Column("記録", accessor="pk")
    municipality = tables.Column("自治体", accessor="municipality__name", default="")
    kind = tables.Column("種類", order_by="kind")
    field = tables.Column("項目", accessor="pk")
    text = tables.Column("内容")
    statement = tables.Column("その出典での値", default="")
    conflict = tables.Column("記号", order_by="conflict", default="")
    settled_on = tables.Column("確認日", default="")

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
