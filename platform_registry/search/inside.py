"""What only some of those who see a record may read of it finds it for these persons alone.

    register(Membership, order=24, heading=…, inside=Inside(texts=…, rows=…, said=…))

It stands in an entry of its own (`SearchEntry.inside`), before all else the record is found by, so
that words of both together find it. Who may not read it is asked nothing of that entry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from platform_registry.search.fields import RARE
from platform_registry.search.models import SearchEntry
from platform_registry.search.query import Query

if TYPE_CHECKING:
    from platform_registry.search.kinds import Kind, Said


@dataclass(frozen=True)
class Inside:
    """``texts`` of stored records by their numbers, as far as they are searched; ``rows`` whose
    inside a person reads; ``said`` to him of some records. ``names``: which rows of the kind
    another record is named in (the records with this choice)."""

    texts: Callable[[type[Model], Collection[int]], dict[int, list[str]]]
    rows: Callable[[type[Model], Any], QuerySet[Any]]
    said: Callable[[list[Any], Any], dict[int, list[Said]]]
    names: dict[type[Model], Callable[[type[Model], Any], QuerySet[Any]]]


class Found(NamedTuple):
    """``where`` says which records, nothing where there are none; ``common``: they are very many."""

    where: Q = Q()
    common: bool = False


def found_inside(kind: Kind, query: Query, reader: Any) -> Found:
    """The records of the kind that their inside finds for this person; few by their numbers, so
    that the database looks for the rest as it would without them."""
    if kind.inside is None or reader is None or query.problem:
        return Found()
    of_kind = ContentType.objects.get_for_model(kind.model)
    entries = SearchEntry.objects.filter(kind=of_kind, inside=True, key__finds=query)
    rows = kind.inside.rows(kind.model, reader).filter(pk__in=entries.values("record_id"))
    numbers = list(rows.order_by().values_list("pk", flat=True)[: RARE + 1])
    if len(numbers) > RARE:
        return Found(Q(pk__in=rows.order_by().values("pk")), common=True)
    return Found(Q(pk__in=numbers)) if numbers else Found()
