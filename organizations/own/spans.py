"""Numbers and days of a list from and to, or not filled in.

?own_12_from=10&own_12_to=20     either may be left out
?own_12_none=none                also, or only, what is not filled in
"""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from organizations.own.definitions import Field
from organizations.own.values import formfield, kept, shown
from platform_registry.lists.facets import Box
from platform_registry.lists.filters import Clause

PARTS = ("from", "to", "none")
WORDS = ("から", "まで")
NOTHING = ("none", "記入なし")
BACKWARDS = "「まで」には、「から」以上の値を入力してください。"
Span = tuple[Any, Any, bool]  # as records keep the values, None where left out; unfilled ones, too


class SpanField(forms.MultiValueField):
    """Two fields of the same type and a box to tick; their errors are said together."""

    def __init__(self, *args: Any, own: Field, **kwargs: Any) -> None:
        self.own = own
        fields = [formfield(own), formfield(own), _nothing()]
        for field, words in zip(fields, WORDS, strict=False):
            name = f"{kwargs.get('label', own.label)}（{words}）"
            field.widget.attrs |= {"aria-label": name, "placeholder": words}
        widgets = {part: field.widget for part, field in zip(PARTS, fields, strict=True)}
        kwargs["widget"] = SpanInput(widgets)
        super().__init__(fields, *args, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> Span | None:
        *bounds, nothing = data_list or (None, None, [])
        low, high = (kept(self.own, value) for value in bounds)
        if low is not None and high is not None and low > high:
            raise ValidationError(BACKWARDS)
        span = (low, high, bool(nothing))
        return None if span == (None, None, False) else span


def _nothing() -> forms.Field:
    return forms.MultipleChoiceField(
        choices=[NOTHING], required=False, widget=forms.CheckboxSelectMultiple
    )


class SpanInput(forms.MultiWidget):
    def decompress(self, value: Span | None) -> list[Any]:
        low, high, nothing = value or (None, None, False)
        return [low, high, [NOTHING[0]] if nothing else []]


class SpanFilter(django_filters.Filter):
    field_class = SpanField

    def __init__(self, field: Field, label: str, among: Q) -> None:
        super().__init__(label=label, own=field)
        self.own, self.among = field, among

    def asked_as(self, name: str) -> set[str]:
        return {f"{name}_{part}" for part in PARTS}

    def filter(self, qs: QuerySet[Any], value: Span | None) -> QuerySet[Any]:
        if not value:
            return qs
        way, (low, high, nothing) = f"own__{self.own.key}", value
        asked = {f"{way}__gte": low, f"{way}__lte": high}
        within = Q(**{name: bound for name, bound in asked.items() if bound is not None})
        unfilled = Q(**{f"{way}__isnull": True})
        either = (within | unfilled if within else unfilled) if nothing else within
        return qs.filter(self.among & either)

    def _said(self, value: Span) -> str:
        *bounds, nothing = value
        span = "".join(
            f"{shown(self.own, bound)}{word}"
            for bound, word in zip(bounds, WORDS, strict=True)
            if bound is not None
        )
        return "、または".join(filter(None, (span, NOTHING[1] if nothing else "")))

    def words(self, value: Span) -> str:
        return f"{self.label}：{self._said(value)}"

    def clauses(self, value: Span) -> list[Clause]:
        return [(f"{self.label}が", [(value, self._said(value))], "の")]

    def address(self, name: str, left: list[Span]) -> dict[str, list[str] | None]:
        """Without it: it is taken off as a whole."""
        return {f"{name}_{part}": None for part in PARTS}

    def boxes(self, name: str, numbers: Any) -> list[Box]:
        bound = self.parent.form[name]
        template = "organizations/own/span_box.html"
        return [Box(name, self.label, bound, bound.errors, template=template)]
