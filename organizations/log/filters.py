"""What the page of the change log can be narrowed by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import django_filters
from auditlog.registry import auditlog
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from organizations.log.models import Act
from organizations.models import LogEntry, User
from platform_registry.forms.fields import DateField
from platform_registry.forms.ruled import record_number
from platform_registry.japanese import era_date
from platform_registry.lists.filters import PeriodForm, SearchFilter
from platform_registry.lists.offers import ListFilters

Choices = Callable[[QuerySet[Any]], list[tuple[str, str]]]


class OneOf(django_filters.ChoiceFilter):
    """One of a drop-down; ``offered`` may be a function of the entries this person sees."""

    def __init__(self, label: str, offered: Any, **kwargs: Any) -> None:
        super().__init__(label=label, **kwargs)
        self.offered = offered

    @property
    def field(self) -> forms.ChoiceField:
        if not hasattr(self, "_field"):
            offered = self.offered
            self.extra["choices"] = offered(self.parent.queryset) if callable(offered) else offered
        field: forms.ChoiceField = super().field
        return field

    def words(self, value: str) -> str:
        choices: Any = self.field.choices
        labels = {str(key): label for key, label in choices}
        return f"{self.label}：{labels[value]}"


class Day(django_filters.DateFilter):
    """A day as offices write it; ``from`` its first moment or ``to`` its last."""

    field_class = DateField

    def __init__(self, label: str, *, until: bool = False, **kwargs: Any) -> None:
        super().__init__(label=label, **kwargs)
        self.until = until

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if not value:
            return qs
        day = value + timedelta(days=1) if self.until else value
        moment = timezone.make_aware(datetime.combine(day, time()))
        return qs.filter(timestamp__lt=moment) if self.until else qs.filter(timestamp__gte=moment)

    def words(self, value: Any) -> str:
        return f"{era_date(value)}{'まで' if self.until else 'から'}"


class Confided(django_filters.BooleanFilter):
    """Only who read secrets; a link of the page sets it."""

    def __init__(self) -> None:
        super().__init__(label="守秘の閲覧", widget=forms.HiddenInput)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return secrets_read(qs) if value else qs

    def words(self, value: Any) -> str:
        return "守秘の閲覧だけ"


class OfRecord(django_filters.CharFilter):
    """Only one record's own entries: its kind and number, as a link on its page sets them."""

    def __init__(self) -> None:
        super().__init__(label="記録", widget=forms.HiddenInput, validators=[_names_a_record])

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        kind, number = kind_and_number(value) or (0, 0)
        return qs.filter(content_type=kind, object_id=number)

    def words(self, value: str) -> str:
        """As its newest entry names it: that much this person is told."""
        entries = self.filter(self.parent.queryset, value).order_by("-timestamp", "-pk")
        told = entries.values_list("object_repr", "content_type")[:1]
        for name, kind in told:
            model = ContentType.objects.get_for_id(kind).model_class()
            return f"{model._meta.verbose_name if model else '記録'}「{name}」だけ"
        return "1つの記録だけ"


def kind_and_number(text: str) -> tuple[int, int] | None:
    """``12-345``, of a content type and a record; None for what says neither."""
    kind, _, number = text.partition("-")
    of_kind, of_record = record_number(kind), record_number(number)
    return None if of_kind is None or of_record is None else (of_kind, of_record)


def _names_a_record(text: str) -> None:
    if kind_and_number(text) is None:
        raise ValidationError("どの記録か読み取れません。記録のページから開き直してください。")


def secrets_read(entries: QuerySet[Any]) -> QuerySet[Any]:
    return entries.filter(confided=True, act__in=[Act.READ, Act.EXPORT])


def people(entries: QuerySet[Any]) -> list[tuple[str, str]]:
    """Who stands in these entries; nobody is named for what this person isn't told."""
    acted = Exists(entries.order_by().filter(actor=OuterRef("pk")))
    found = sorted((str(user), str(user.pk)) for user in User.objects.filter(acted))
    return [(pk, name) for name, pk in found]


def kinds(entries: QuerySet[Any]) -> list[tuple[str, str]]:
    """All that is logged, used or not: which ones are would have to be asked of every entry."""
    logged = auditlog.get_models()
    numbers = ContentType.objects.get_for_models(*logged)
    return sorted(
        ((str(numbers[m].pk), str(m._meta.verbose_name)) for m in logged), key=lambda kind: kind[1]
    )


class LogFilters(ListFilters):
    who = OneOf("だれが", people, field_name="actor", empty_label="すべての人")
    since = Day("いつから")
    until = Day("いつまで", until=True)
    kind = OneOf("何を", kinds, field_name="content_type", empty_label="すべて")
    act = OneOf("操作", Act.choices, field_name="act", empty_label="すべての操作")
    q = SearchFilter("記録の名前", ["object_repr"])
    confided = Confided()
    record = OfRecord()

    class Meta:
        model = LogEntry
        form = PeriodForm
        fields: tuple[str, ...] = ()
