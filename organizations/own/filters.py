"""Own fields as filters of a list: choices and yes or no to tick, numbers and days from and to,
texts among the conditions on 「項目の内容」.

A filter finds records of its field's own municipality alone, and of them those whose values are
for the person (`told`): also by what is not filled in.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.http import QueryDict

from organizations.own.columns import fields_in_lists
from organizations.own.definitions import Field
from organizations.own.models import OwnField
from organizations.own.reading import told
from organizations.own.spans import NOTHING, SpanFilter
from platform_registry.lists.filters import Clause, OptionsFilter
from platform_registry.lists.offers import ListFilters
from platform_registry.lists.text_filter import Text, TextFilter
from platform_registry.records.ownership import way_to_field

TEXTS, TEXTS_LABEL = "text", "項目の内容"
YES_NO = (("true", "はい"), ("false", "いいえ"))
MOST = 30  # beside a list; a prefecture's officer works for many municipalities


class OwnOptionsFilter(OptionsFilter):
    def __init__(self, field: Field, label: str, among: Q) -> None:
        self.own, self.among = field, among
        options = YES_NO if field.type == OwnField.Type.YES_NO else _choices(field)
        super().__init__(label, [*options, NOTHING])

    def asked_as(self, name: str) -> set[str]:
        """Of a field that was of another type before, other conditions are left in addresses."""
        return {name}

    def narrow(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        way = f"own__{self.own.key}"
        found = Q(**{f"{way}__isnull": True}) if NOTHING[0] in value else Q(pk__in=[])
        for option in value:
            if option != NOTHING[0]:
                found |= Q(**{way: _stored(option)})
        return qs.filter(self.among & found)

    def option(self) -> Any:
        stands = Cast(KeyTextTransform(self.own.key, "own"), CharField())
        found = When(self.among, then=Coalesce(stands, Value(NOTHING[0])))
        return Case(found, output_field=CharField())

    def clauses(self, value: list[str]) -> list[Clause]:
        # The name is an administrator's: it may hold what a pattern of a clause would cut at.
        labels = self.labels()
        return [(f"{self.label}が", [(v, labels[v]) for v in value], "の")]


def _choices(field: Field) -> list[tuple[str, str]]:
    return [(str(choice.pk), choice.label) for choice in field.choices]


def _stored(option: str) -> bool | int:
    return option == "true" if option in ("true", "false") else int(option)


class OwnFilters(ListFilters):
    """Base of the filters of records with own fields (`OwnValues`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = {}
        for field in self._own_fields():
            among, label = self._among(field), self._label(field)
            if field.type == OwnField.Type.TEXT:
                path = f"own__{field.key}"
                texts[field.name] = Text(label, path, absent=True, among=among)
            else:
                self.add(field.name, _filter(field, label, among), before=TEXTS)
        if texts and TEXTS not in self.filters:
            self.add(TEXTS, TextFilter(TEXTS_LABEL, {}), before="")
        if texts:
            self.filters[TEXTS].add(texts)

    def _own_fields(self) -> list[Field]:
        """Those asked for, and of the others as many as stand beside a list."""
        kind: Any = self.queryset.model
        fields = fields_in_lists(self.request.user, kind.own_kind)
        if len(fields) <= MOST:
            return fields
        data = self.data if isinstance(self.data, QueryDict) else QueryDict()
        named = {"_".join(name.split("_")[:2]) for name in data}
        named |= {*data.getlist(f"{TEXTS}_field")}
        asked = [field for field in fields if field.name in named]
        return [*asked, *(field for field in fields if field.name not in named)][:MOST]

    def _among(self, field: Field) -> Q:
        kind: Any = self.queryset.model
        there = Q(**{way_to_field(kind, "municipality"): field.place})
        return there & told(kind, self.request.user)

    def _label(self, field: Field) -> str:
        """With the municipality, where the person works for several."""
        posts = self.request.user.posts()
        names = {post.municipality_id: post.municipality__name for post in posts}
        several = len(names) > 1
        return f"{field.label}（{names.get(field.place, '')}）" if several else field.label


def _filter(field: Field, label: str, among: Q) -> django_filters.Filter:
    if field.type in (OwnField.Type.NUMBER, OwnField.Type.DATE):
        return SpanFilter(field, label, among)
    return OwnOptionsFilter(field, label, among)
