"""Writing entries of the index, those of what only some may read of a record among them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType

from platform_registry.search.index import Difference, Entry
from platform_registry.search.key import LETTERS, key_of
from platform_registry.search.kinds import Kind
from platform_registry.search.models import SearchEntry


def write(of_kind: ContentType, entries: list[Entry], *, inside: bool = False) -> None:
    SearchEntry.objects.bulk_create(
        (
            SearchEntry(kind=of_kind, record_id=pk, inside=inside, heading=heading, key=key)
            for pk, heading, key in entries
        ),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kind", "record_id", "inside"],
        update_fields=["heading", "key"],
    )


def keep_inside(kind: Kind, numbers: Collection[int]) -> Difference:
    """Makes the entries of these records anew, after their keys; gives what was otherwise."""
    told = Difference()
    if kind.inside is None:
        return told
    of_kind = ContentType.objects.get_for_model(kind.model)
    stored = SearchEntry.objects.filter(kind=of_kind, inside=True, record_id__in=numbers)
    stood = dict(stored.values_list("record_id", "key"))
    texts = kind.inside.texts(kind.model, numbers)
    keys = _keys(kind, of_kind, [*texts]) if texts else {}
    made = {pk: "\n".join([key_of(said), keys.get(pk, "")])[:LETTERS] for pk, said in texts.items()}
    told.missing = len(made.keys() - stood.keys())
    told.other = sum(stood[pk] != made[pk] for pk in made.keys() & stood.keys())
    if gone := stood.keys() - made.keys():
        told.stale = stored.filter(record_id__in=gone).delete()[0]
    write(of_kind, [(pk, "", key) for pk, key in made.items() if stood.get(pk) != key], inside=True)
    return told


def _keys(kind: Kind, of_kind: ContentType, numbers: list[int]) -> dict[int, str]:
    """What the records are found by besides."""
    if kind.column:
        rows: Any = kind.model._base_manager.filter(pk__in=numbers)
        return dict(rows.values_list("pk", kind.column))
    entries = SearchEntry.objects.filter(kind=of_kind, inside=False, record_id__in=numbers)
    return dict(entries.values_list("record_id", "key"))
