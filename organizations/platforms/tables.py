from __future__ import annotations

from collections.abc import Sequence

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations.models import (
    Layer,
    Organization,
    Platform,
)
from platform_registry.japanese import era_date
from platform_registry.lists import columns
from platform_registry.lists.tables import ListTable, by_key


class PlatformTable(ListTable):
    """``request`` says who asks, in files too: not everybody knows of the platform above."""

    name = tables.Column("名称", order_by="name")
    municipality = columns.Short(
        "自治体", accessor="municipality__full_name", order_by="municipality__code"
    )
    status = columns.Short("状態", order_by="status")
    population = columns.Number(
        "人口",
        accessor="municipality__population",
        order_by="municipality__population",
        empty_values=(),
    )
    population_on = columns.Day("人口の時点", accessor="municipality__population_on", visible=False)
    population_source = tables.Column(
        "人口の出典", accessor="municipality__population_source", visible=False
    )
    layers = tables.Column("層", accessor="pk")
    council = columns.Short("地域協議会", accessor="pk")
    established_on = columns.Day("設立日", default="", visible=False)
    nickname = tables.Column("愛称", default="", visible=False)
    legal_basis = columns.Short("根拠", default="", visible=False)
    partners = columns.Several("共同する自治体")
    owner_organization = columns.Several("運営する団体")
    parent = columns.Several("上位の連携PF")
    purpose = tables.Column("趣旨・目的", default="", visible=False)
    target = tables.Column("ターゲット", default="", visible=False)
    members_text = tables.Column("参画メンバー（記載）", default="", visible=False)
    selection = tables.Column("選出・打診時の工夫", default="", visible=False)
    figure_text = tables.Column("連携PFイメージの説明", default="", visible=False)
    shared = columns.YesNo("ほかの自治体に見せる", visible=False)

    def gather_partners(self, keys: Sequence[int]) -> dict[int, list[str]]:
        links = Platform.partners.through.objects.filter(platform__pk__in=keys)
        named = links.order_by("municipality__code").select_related(
            "municipality__prefecture", "municipality__city"
        )
        return by_key((link.platform_id, link.municipality.full_name) for link in named)

    def gather_owner_organization(self, keys: Sequence[int]) -> dict[int, list[str]]:
        known = Organization.objects.visible_to(self.request.user)
        run = Platform.objects.filter(pk__in=keys, owner_organization__in=known)
        return by_key(run.values_list("pk", "owner_organization__name"))

    def gather_parent(self, keys: Sequence[int]) -> dict[int, list[str]]:
        above = Platform.objects.visible_to(self.request.user).filter(children__pk__in=keys)
        return by_key(above.values_list("children__pk", "name"))

    def render_name(self, value: str, record: Platform) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def render_population(self, value: int | None, record: Platform) -> SafeString:
        """With its date and source: populations of different days are not of one kind."""
        if value is None:
            return format_html('<span class="muted">{}</span>', "登録なし")
        place = record.municipality
        day = era_date(place.population_on) if place.population_on else "時点の記載なし"
        return format_html(
            '{}人<br><span class="muted">{}<br>{}</span>',
            f"{value:,}", day, place.population_source or "出典の記載なし",
        )  # fmt: skip

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
