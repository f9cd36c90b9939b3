"""Rows of a kind that a query finds; who may see them was said before."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex, Substr

from platform_registry.search.fields import KeyField, Reads, rare_or
from platform_registry.search.inside import found_inside
from platform_registry.search.key import SECTION
from platform_registry.search.kinds import Kind, kind_of
from platform_registry.search.models import SearchEntry
from platform_registry.search.query import Query

Rows = TypeVar("Rows", bound="QuerySet[Any]")


def found(rows: Rows, query: Query) -> Rows:
    """Every word is in the record or in what it hangs on. Without any word there is nothing."""
    column = _kind(rows).column
    if query.problem or not column:
        return rows.filter(condition(rows, query))
    return rows.filter(rare_or(rows, **{f"{column}__finds": query}))


def condition(rows: QuerySet[Any], query: Query, *, common: bool = False, reader: Any = None) -> Q:
    """The same, without looking how many there are: for lists, which do that themselves; for a
    ``reader`` with what is found by their inside (`search.inside`).

    Of words known to be ``common`` the keys are read as they come: PostgreSQL would make the
    letter pairs of each anew, or look up an index that holds nearly all of them.
    """
    if query.problem:
        return Q(pk__in=[])
    kind = _kind(rows)
    within = found_inside(kind, query, reader)
    lookup = "reads" if common or within.common else "finds"
    if kind.column:
        return Q(**{f"{kind.column}__{lookup}": query}) | within.where
    return Q(pk__in=entries(rows.model, query, f"key__{lookup}").values("record_id")) | within.where


def _kind(rows: QuerySet[Any]) -> Kind:
    kind = kind_of(rows.model)
    if kind is None:
        raise TypeError(f"{rows.model.__name__} is not searched.")
    return kind


def entries(model: Any, query: Query, lookup: str = "key__finds") -> QuerySet[SearchEntry]:
    of_kind = ContentType.objects.get_for_model(model)
    found: QuerySet[SearchEntry] = SearchEntry.objects.filter(
        kind=of_kind, inside=False, **{lookup: query}
    )
    return found


def matching(rows: Rows, words: str, user: Any = None) -> Rows:
    """``found`` for what a person typed; without anything typed, all rows."""
    return found(rows, Query.of(words, user)) if words.strip() else rows


def says_by_name(column: str, query: Query) -> Reads:
    """Whether the names at the beginning of a key say every word (`key.SECTION`)."""
    names = Substr(column, 1, StrIndex(column, Value(SECTION)), output_field=KeyField())
    return Reads(names, query)


def narrowed(rows: Rows, words: str, user: Any) -> Rows:
    """What `matching` finds, for a list; also by what this person reads inside the records."""
    return rows.filter(condition(rows, Query.of(words, user), reader=user))
