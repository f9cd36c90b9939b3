"""Filters of list pages, on django-filter: check boxes with counts that can say themselves.

Boxes ticked in one group widen (either … or), groups narrow (both … and).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from platform_registry.japanese import fiscal_year_label, line_as_meant, without_unseen

Pairs = Iterable[tuple[str, str]]
Choices = Pairs | Callable[[QuerySet[Any]], Pairs]
MAX_WORDS = 100
UNTIL_BEFORE_SINCE = "「いつまで」は、「いつから」以降の日付を入力してください。"


class SearchField(forms.CharField):
    """What is searched for, as it is seen."""

    def to_python(self, value: Any) -> Any:
        return line_as_meant(without_unseen(super().to_python(value) or ""))


class PeriodForm(forms.Form):
    """Of filters that have the days ``since`` and ``until``."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", UNTIL_BEFORE_SINCE)
        return cleaned


class SearchFilter(django_filters.CharFilter):
    """Every word must occur: in one of ``paths``, else by the queryset's own ``matching``."""

    field_class = SearchField

    def __init__(self, label: str, paths: Sequence[str] = (), **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "search"}))
        super().__init__(label=label, max_length=MAX_WORDS, **kwargs)
        self.paths = paths

    def filter(self, qs: Any, value: str) -> Any:
        if not self.paths:
            return qs.matching(value) if value else qs
        for word in value.split():
            qs = qs.filter(reduce(or_, (Q(**{f"{p}__icontains": word}) for p in self.paths)))
        return qs

    def words(self, value: str) -> str:
        return f"「{value}」を含む"


class OptionsFilter(django_filters.MultipleChoiceFilter):
    """Check boxes over one field of the record.

    ``choices`` may be a function of the records this person sees: no option speaks of others.
    """

    def __init__(self, label: str, choices: Choices, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(label=label, **kwargs)
        self.choices = choices

    @property
    def field(self) -> forms.ChoiceField:
        """The form's field; choices from the database are read once per request."""
        if not hasattr(self, "_field"):
            records = self.parent.queryset
            choices = self.choices(records) if callable(self.choices) else self.choices
            self.extra["choices"] = list(choices)
        field: forms.ChoiceField = super().field
        return field

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return self.narrow(qs, value) if value else qs

    def narrow(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__in": value})

    def words(self, value: list[str]) -> str:
        choices: Any = self.field.choices
        labels = dict(choices)
        return f"{self.label}：{'・'.join(str(labels[v]) for v in value)}"

    def tally(self, name: str, qs: QuerySet[Any]) -> QuerySet[Any, Any]:
        """Rows (filter name, option, number of records of ``qs``)."""
        return self._tally(name, qs, Cast(F(self.field_name), CharField()), Count("pk"))

    def _tally(self, name: str, qs: QuerySet[Any], option: Any, number: Any) -> QuerySet[Any, Any]:
        # Names that can't clash with the model's; the union of all tallies needs equal types.
        rows: QuerySet[Any, Any] = (
            qs.order_by()
            .annotate(_filter=Value(name, CharField()), _option=option)
            .values("_filter", "_option")
            .annotate(_number=number)
            .values_list("_filter", "_option", "_number")
        )
        return rows


class RelatedOptionsFilter(OptionsFilter):
    """Check boxes over rows that hang on the record, found through ``rows``.

    ``owner`` leads from such a row to the record, ``option`` to the option's value.
    """

    def __init__(
        self, label: str, choices: Choices, *, rows: Any, owner: str, option: str, **kwargs: Any
    ) -> None:
        super().__init__(label, choices, **kwargs)
        self.rows, self.owner, self.option = rows, owner, option

    def narrow(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        # A subquery instead of a join: no record twice, and the list's index keeps its order.
        rows = self.rows.filter(**{f"{self.option}__in": value})
        return qs.filter(pk__in=rows.values(self.owner))

    def tally(self, name: str, qs: QuerySet[Any]) -> QuerySet[Any, Any]:
        rows = self.rows.filter(**{f"{self.owner}__in": qs.order_by().values("pk")})
        option = Cast(F(self.option), CharField())
        return self._tally(name, rows, option, Count(self.owner, distinct=True))


class ConditionsFilter(OptionsFilter):
    """Check boxes that each stand for a condition: {value: (label, () -> Q)}, no two at once."""

    def __init__(
        self, label: str, conditions: dict[str, tuple[str, Callable[[], Q]]], **kwargs: Any
    ) -> None:
        super().__init__(label, [(key, text) for key, (text, _) in conditions.items()], **kwargs)
        self.conditions = conditions

    def narrow(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        either = Q()
        for key in value:
            either |= self.conditions[key][1]()
        return qs.filter(either)

    def tally(self, name: str, qs: QuerySet[Any]) -> QuerySet[Any, Any]:
        whens = [When(condition(), then=Value(k)) for k, (_, condition) in self.conditions.items()]
        return self._tally(name, qs, Case(*whens, output_field=CharField()), Count("pk"))


def years(records: QuerySet[Any]) -> list[tuple[str, str]]:
    """The fiscal years of the records, the latest first."""
    found = records.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    return [(str(year), fiscal_year_label(year)) for year in found if year is not None]
