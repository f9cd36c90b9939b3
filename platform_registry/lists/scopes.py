"""Whose records a list shows: one's own municipality's at first, the others one click away.

    ?scope=prefecture   same prefecture, as far as it is shown
    ?scope=others       what other municipalities show
    ?scope=all          both

A condition on the municipality itself asks of all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from platform_registry.access import ScopedQuerySet
from platform_registry.lists.facets import named
from platform_registry.lists.tables import changed

OWN, PREFECTURE, OTHERS, ALL = "own", "prefecture", "others", "all"
LABELS = {PREFECTURE: "同じ都道府県", OTHERS: "ほかの自治体の公開", ALL: "すべて"}
NAMED = 3  # of one's own municipalities
PLACE = "place"  # what lists call their filter of municipalities


@dataclass(frozen=True, slots=True)
class Scope:
    label: str
    url: str
    current: bool


def applies(records: Any, user: Any) -> bool:
    """Where others' records stand in the list beside those of one's own places."""
    if user.is_superuser or not user.municipality_ids("view"):
        return False
    return isinstance(records, ScopedQuerySet) and records.shared(user) is not None


def asked(query: QueryDict, at_first: str = OWN) -> str:
    """What can't be understood is one's own: never more than was asked for."""
    wanted = query.get("scope", "")
    if not wanted:
        return ALL if query.getlist(PLACE) else at_first
    return wanted if wanted in LABELS else OWN


def unknown(query: QueryDict) -> list[str]:
    """The reach an address asks for, where there is none of that name."""
    wanted = query.get("scope", "")
    return [named("範囲", wanted)] if wanted and wanted not in (OWN, *LABELS) else []


def within(records: QuerySet[Any], user: Any, scope: str) -> QuerySet[Any]:
    """``records`` is what this person may see; all of it is a queryset of a `ScopedQuerySet`."""
    rows: Any = records
    if scope == ALL:
        return records
    if scope == PREFECTURE:
        return records.filter(_in_prefecture(rows, user))
    own = rows.own(user, "view")
    return records.exclude(own) if scope == OTHERS else records.filter(own)


def _in_prefecture(rows: Any, user: Any) -> Q:
    place = rows.way_to("municipality")
    prefectures = {
        post.municipality__prefecture_id or post.municipality_id for post in user.posts()
    }
    return Q(**{f"{place}__prefecture__in": prefectures}) | Q(**{f"{place}__in": prefectures})


def choices(query: QueryDict, user: Any, now: str) -> list[Scope]:
    """One's own places by their name, then the others."""
    names = list(dict.fromkeys(post.municipality__name for post in user.posts()))
    further = f"・ほか{len(names) - NAMED}自治体" if len(names) > NAMED else ""
    labels = {OWN: "・".join(names[:NAMED]) + further, **LABELS}
    return [
        Scope(label, changed(query, scope=key, cursor=None), key == now)
        for key, label in labels.items()
    ]
