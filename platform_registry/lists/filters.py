"""Filters of list pages, on django-filter: check boxes with counts that can say themselves.

Boxes ticked in one group widen (either … or), groups narrow (both … and).

A filter says itself in a clause before the noun of the list, ``reads``: 「{}を支える」 gives
若者を支える団体. What is ticked stands in it piece by piece, each to be taken off by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django_filters.fields import MultipleChoiceField

from platform_registry.japanese import fiscal_year_label, line_as_meant, without_unseen
from platform_registry.lists.offers import Offer, offered_by
from platform_registry.search.finding import narrowed
from platform_registry.search.kinds import kind_of
from platform_registry.search.query import TOO_MANY, Query

Pairs = Iterable[tuple[str, str]]
Choices = Pairs | Callable[[QuerySet[Any]], Pairs | Offer]
Clause = tuple[str, list[tuple[Any, str]], str]  # words before, (value, words) each, words behind
Tallies = list[QuerySet[Any, Any]]
MAX_WORDS = 100
MAX_OPTION = 300
LAST_YEAR = 9_999  # from which years are counted down
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


class KeySearchField(SearchField):
    """Compared by key, every word of it: signs alone find nothing."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        problem = Query.of(value, literally=True).problem
        if problem == TOO_MANY:
            raise ValidationError(problem)


class SearchFilter(django_filters.CharFilter):
    """Every word must occur: in one of ``paths``, else as the search over everything finds it;
    a kind that is not searched there has a ``matching`` of its own."""

    field_class = SearchField

    def __init__(self, label: str, paths: Sequence[str] = (), **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "search"}))
        super().__init__(label=label, max_length=MAX_WORDS, **kwargs)
        self.paths = paths
        self.field_class = SearchField if paths else KeySearchField

    def filter(self, qs: Any, value: str) -> Any:
        if not value:
            return qs
        if not self.paths:
            user = getattr(self.parent.request, "user", None)
            return narrowed(qs, value, user) if kind_of(qs.model) else qs.matching(value)
        for word in value.split():
            qs = qs.filter(reduce(or_, (Q(**{f"{p}__icontains": word}) for p in self.paths)))
        return qs

    def words(self, value: str) -> str:
        return f"「{value}」を含む"

    def clauses(self, value: str) -> list[Clause]:
        return [(f"{self.label}に", [(value, f"「{value}」")], "を含む")]


class OptionsField(MultipleChoiceField):
    """``formerly`` says what an option is called now that addresses of before name otherwise."""

    def __init__(self, *args: Any, formerly: dict[str, list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.formerly = formerly

    def to_python(self, value: Any) -> list[str]:
        meant = (now for v in super().to_python(value) if v for now in self.formerly.get(v, [v]))
        return list(dict.fromkeys(meant))


class OptionsFilter(django_filters.MultipleChoiceFilter):
    """Check boxes over one field of the record.

    ``choices`` may be a function of the records this person sees: no option speaks of others.
    """

    field_class = OptionsField
    of_record: ClassVar[bool] = True  # the option stands in the record, not in rows beside it
    apart_from: ClassVar[tuple[str, ...]] = ()  # filters whose ticks don't count for its numbers

    def __init__(
        self,
        label: str,
        choices: Choices,
        *,
        reads: str = "",
        formerly: dict[str, list[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(label=label, formerly=formerly or {}, **kwargs)
        self.choices = choices
        self.reads = reads or f"{label}が{{}}の"

    @property
    def field(self) -> forms.ChoiceField:
        """The form's field; choices from the database are read once per request."""
        if not hasattr(self, "_field"):
            self.extra["choices"] = list(self.offered())
        field: forms.ChoiceField = super().field
        return field

    def offered(self) -> Pairs:
        return offered_by(self)

    def offer(self, records: QuerySet[Any]) -> Pairs | Offer:
        """The choices, or where they stand in the database."""
        return self.choices(records) if callable(self.choices) else self.choices

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return self.narrow(qs, value) if value else qs

    def narrow(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__in": value})

    def words(self, value: list[str]) -> str:
        labels = self.labels()
        return f"{self.label}：{'・'.join(labels[v] for v in value)}"

    def labels(self) -> dict[str, str]:
        choices: Any = self.field.choices
        return {str(value): str(label) for value, label in choices}

    def clauses(self, value: list[str]) -> list[Clause]:
        labels = self.labels()
        before, behind = self.reads.split("{}")
        return [(before, [(v, labels[v]) for v in value], behind)]

    @property
    def counts(self) -> bool:
        """Whether numbers stand beside its options."""
        return True

    def option(self) -> Any:
        """Under which option a record stands, as an expression over it."""
        return Cast(F(self.field_name), CharField())

    def numbers(self, qs: QuerySet[Any]) -> Counter[str] | None:
        """By option the number of records of ``qs``, where the filter counts them itself."""
        return None

    def tallies(self, name: str, qs: QuerySet[Any]) -> Tallies:
        """Each of rows (filter name, option, number of records of ``qs``)."""
        return [self.tally(name, qs)]

    def tally(self, name: str, qs: QuerySet[Any]) -> QuerySet[Any, Any]:
        return self._tally(name, qs, self.option(), Count("pk"))

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


class AnyOptionField(OptionsField):
    """What is offered comes with the counts; another value just finds nothing."""

    def validate(self, value: list[str]) -> None:
        long = next((text for text in value if len(text) > MAX_OPTION), None)
        if long is not None:
            raise ValidationError(
                self.error_messages["invalid_choice"], params={"value": long[:20]}
            )


class OpenOptionsFilter(OptionsFilter):
    """Check boxes over the values a text field has: those of the list as it is, with their counts.

    A list too long to be counted offers none until it is narrowed.
    """

    field_class = AnyOptionField

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, (), **kwargs)

    def labels(self) -> dict[str, str]:
        return {value: value for value in self.parent.form.cleaned_data.get(self.name) or ()}

    def values(self, numbers: dict[str, int]) -> list[tuple[str, str]]:
        """The commonest first."""
        found = sorted((-number, value) for value, number in numbers.items() if value)
        ticked = [value for value in self.labels() if value not in numbers]
        return [(value, value) for value in (*ticked, *(value for _, value in found))]


class RelatedOptionsFilter(OptionsFilter):
    """Check boxes over rows that hang on the record, found through ``rows``.

    ``owner`` leads from such a row to the record, ``at`` to the option's value.
    """

    of_record = False

    def __init__(
        self, label: str, choices: Choices, *, rows: Any, owner: str, at: str, **kwargs: Any
    ) -> None:
        super().__init__(label, choices, **kwargs)
        self.rows, self.owner, self.at = rows, owner, at

    def narrow(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        # A subquery instead of a join: no record twice, and the list's index keeps its order.
        rows = self.rows.filter(**{f"{self.at}__in": value})
        return qs.filter(pk__in=rows.values(self.owner))

    def tally(self, name: str, qs: QuerySet[Any]) -> QuerySet[Any, Any]:
        rows = self.rows.filter(**{f"{self.owner}__in": qs.order_by().values("pk")})
        option = Cast(F(self.at), CharField())
        return self._tally(name, rows, option, Count(self.owner, distinct=True))


class ConditionsFilter(OptionsFilter):
    """Check boxes that each stand for a condition: {value: (label, () -> Q)}, no two at once
    (`OverlappingFilter`: several at once)."""

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

    def option(self) -> Any:
        whens = [When(condition(), then=Value(k)) for k, (_, condition) in self.conditions.items()]
        return Case(*whens, output_field=CharField())


class OverlappingFilter(ConditionsFilter):
    """A record may stand under several of its conditions."""

    of_record = False

    def tallies(self, name: str, qs: QuerySet[Any]) -> Tallies:
        return [
            self._tally(name, qs.filter(condition()), Value(key, CharField()), Count("pk"))
            for key, (_, condition) in self.conditions.items()
        ]


def years_at(path: str) -> Callable[[QuerySet[Any]], Offer]:
    """The fiscal years that stand at ``path`` of the records, the latest first."""

    def years(records: QuerySet[Any]) -> Offer:
        rows = records.filter(**{f"{path}__isnull": False}).distinct()
        return Offer(rows, path, LAST_YEAR - F(path), path, said=_year)

    return years


def _year(text: str) -> str:
    return fiscal_year_label(int(text))


years = years_at("fiscal_year")
