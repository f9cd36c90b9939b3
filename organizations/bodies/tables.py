from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from organizations.members.participation import COLOURS, STANDINGS, standings
from organizations.models import Organization, OrganizationName, OwnField, SupportActivity
from organizations.own.columns import OwnColumns
from platform_registry.japanese import era_date
from platform_registry.lists import columns
from platform_registry.lists.paging import among
from platform_registry.lists.tables import by_key
from platform_registry.pages.chips import chip, colours

colours(Organization, active="green", otherwise="orange")
TO_VERIFY = SafeString("<br>") + chip("要確認", "orange")
UNDECIDED = SafeString('<span class="muted">未定</span>')


def with_officer(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With the name of who is in charge, which the table shows."""
    name = Coalesce(NullIf("officer__display_name", Value("")), "officer__username")
    named: QuerySet[Any] = rows.annotate(officer_name=name)
    return named


class OrganizationTable(OwnColumns):
    """``request`` says who asks, in files too: not everybody knows where a body stands."""

    own_kind = OwnField.Of.ORGANIZATION
    name = tables.Column("団体名", order_by="sort_key")
    kana = tables.Column("ふりがな", visible=False)
    legal_form = columns.Short("法人格", order_by="legal_form", visible=False)
    area = tables.Column("活動地域", accessor="area_served", default="")
    activities = tables.Column("支援の種類", accessor="pk", default="")
    standing = columns.Short("連携PF", accessor="pk", default="")
    officer = columns.Short("担当者", accessor="officer_name", default=UNDECIDED)
    verified = columns.Day(
        "最終確認", accessor="verified_on", order_by="verified_on", empty_values=()
    )
    targets = tables.Column("支援の対象", accessor="pk", default="", visible=False)
    state = columns.Short("状態", default="", visible=False)
    corporate_number = columns.Short("法人番号", default="", visible=False)
    phone = columns.Short("電話番号", default="", visible=False)
    other_phones = tables.Column("ほかの電話番号・内線", default="", visible=False)
    fax = columns.Short("FAX番号", default="", visible=False)
    email = tables.Column("メールアドレス", default="", visible=False)
    website = tables.Column("ホームページ", default="", visible=False)
    postal_code = columns.Short("郵便番号", default="", visible=False)
    prefecture = columns.Short("都道府県", default="", visible=False)
    city = columns.Short("市区町村", default="", visible=False)
    town = tables.Column("町名・番地", default="", visible=False)
    building = tables.Column("建物名など", default="", visible=False)
    latitude = columns.Short("緯度", default="", visible=False)
    longitude = columns.Short("経度", default="", visible=False)
    operator = tables.Column("運営団体", default="", visible=False)
    names = tables.Column("ほかの名称", accessor="pk", default="", visible=False)
    description = tables.Column("活動の概要", default="", visible=False)
    note = tables.Column("備考（庁内向け）", default="", visible=False)
    source = tables.Column("登録のもと", default="", visible=False)
    municipality = columns.Short(
        "登録自治体", accessor="municipality__name", default="", visible=False
    )
    updated_at = columns.Moment("最終更新", default="", visible=False)

    def render_name(self, value: str, record: Organization) -> SafeString:
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}</span>',
            reverse("organization", args=[record.pk]), value, record.kana,
        )  # fmt: skip

    def gather_activities(self, keys: Sequence[int]) -> dict[int, list[str]]:
        activities = SupportActivity.objects.filter(organization__pk__in=among(keys))
        return by_key(activities.values_list("organization", "function__label"))

    def gather_targets(self, keys: Sequence[int]) -> dict[int, list[str]]:
        activities = SupportActivity.objects.filter(organization__pk__in=among(keys))
        named = activities.filter(targets__isnull=False).order_by("targets__position", "targets")
        return by_key(named.values_list("organization", "targets__label"))

    def render_targets(self, value: list[str]) -> SafeString:
        return self.render_activities(value)

    def value_targets(self, value: list[str]) -> str:
        return "、".join(value)

    def gather_names(self, keys: Sequence[int]) -> dict[int, list[str]]:
        others = OrganizationName.objects.filter(organization__pk__in=among(keys)).order_by("pk")
        return by_key(others.values_list("organization", "name"))

    def render_names(self, value: list[str]) -> str:
        return "、".join(value)

    def value_names(self, value: list[str]) -> str:
        return "\n".join(value)

    def render_activities(self, value: list[str]) -> SafeString:
        return format_html_join("", "{}", ((chip(label),) for label in value))

    def value_activities(self, value: list[str]) -> str:
        return "、".join(value)

    def gather_standing(self, keys: Sequence[int]) -> dict[int, str]:
        return standings(keys, self.request.user)

    def render_standing(self, value: str) -> SafeString:
        return chip(STANDINGS.get(value, value), COLOURS.get(value, ""))

    def value_standing(self, value: str) -> str:
        return STANDINGS.get(value, value)

    def render_verified(self, value: date | None, record: Organization) -> SafeString:
        day = era_date(value) if value else "記録なし"
        return format_html("{}{}", day, TO_VERIFY if record.needs_verification() else "")
