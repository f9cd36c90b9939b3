from __future__ import annotations

import django_filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from organizations.models import OwnChoice, OwnField
from organizations.places.filters import places_at
from platform_registry.lists import columns
from platform_registry.lists.filters import OptionsFilter, SearchFilter
from platform_registry.lists.tables import ListTable, by_key


class OwnFieldTable(ListTable):
    of = columns.Short("どの記録に", order_by=("of", "position", "id"))
    label = columns.Short("項目名", order_by="label")
    type = columns.Short("種類", order_by="type")
    choices = tables.Column("選択肢", accessor="pk", default="")
    help_text = tables.Column("説明", default="")
    active = columns.Short("使用中", order_by="active")
    municipality = columns.Short(
        "自治体", accessor="municipality__name", order_by="municipality__code"
    )

    def gather_choices(self, keys: list[int]) -> dict[int, list[str]]:
        found = OwnChoice.objects.filter(field__pk__in=keys, active=True)
        named = by_key(found.order_by("position", "pk").values_list("field", "label"))
        return {key: named.get(key, []) for key in keys}

    def render_choices(self, value: list[str], record: OwnField) -> str:
        """A new field of choices has none: whoever keeps it is led to where they are made."""
        if record.type != OwnField.Type.CHOICE:
            return ""
        said = "、".join(value) or "まだありません"
        user = self.request.user
        if not user.is_superuser and record.municipality_id not in user.municipality_ids(
            "administer"
        ):
            return said
        address = reverse("own-field-record", args=[record.pk])
        return format_html('{} <a href="{}">選択肢を決める</a>', said, address)

    def value_choices(self, value: list[str]) -> str:
        return "、".join(value)

    def render_active(self, value: bool) -> str:
        return "はい" if value else "いいえ"


class OwnFieldFilters(django_filters.FilterSet):
    q = SearchFilter("項目名", ["label"])
    of = OptionsFilter("どの記録に", OwnField.Of.choices)
    place = OptionsFilter("自治体", places_at("municipality"), field_name="municipality")

    class Meta:
        model = OwnField
        fields: tuple[str, ...] = ()
