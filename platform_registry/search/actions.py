"""Keeping the index: written with each record, made anew by the command ``reindex``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from django.db.models.signals import post_save, pre_save

from platform_registry import actions as door
from platform_registry.records.ownership import owner_key, owner_kind
from platform_registry.search import grams
from platform_registry.search.actions_inside import keep_inside, write
from platform_registry.search.index import PART, Difference, Entry, entries_of, in_parts
from platform_registry.search.kinds import (
    Kind,
    is_named,
    kind_of,
    kinds,
    named_inside,
    parts,
    resting_on,
)
from platform_registry.search.models import SearchEntry

_waiting: ContextVar[dict[type[Model], set[int]] | None] = ContextVar("waiting", default=None)


@contextmanager
def indexed_together() -> Iterator[None]:
    """What is saved within is indexed when all of it is: one by one, each record would ask anew
    for everything it hangs on. Nothing is, where the saving is given up."""
    if _waiting.get() is not None:
        yield
        return
    waiting: dict[type[Model], set[int]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for model, numbers in waiting.items():
        index_written(model, sorted(numbers))


def keep_up() -> None:
    """Called when every kind is registered: from then on each saved record is found at once.

    Whatever saves it: what came past the door must not stay unfound.
    """
    for kind in kinds():
        post_save.connect(find_it, sender=kind.model, weak=False)
        if is_named(kind.model):
            pre_save.connect(note_old_name, sender=kind.model, weak=False)
    for model in named_inside():
        pre_save.connect(note_old_name, sender=model, weak=False)
        post_save.connect(find_where_it_is_named, sender=model, weak=False)
    for model in parts():
        if kind_of(owner_kind(model)):
            post_save.connect(find_its_owner, sender=model, weak=False)
            door.follows_removal(model)(index_owner)
        else:
            pre_save.connect(note_old_name, sender=model, weak=False)
            post_save.connect(find_where_it_is_named, sender=model, weak=False)


def after_migrations(plan: Iterable[Any] = (), **_: Any) -> None:
    """A migration says ``reindexes = True`` where keys are made otherwise than before; they are
    made anew when all tables are as the program knows them."""
    asked = any(getattr(step, "reindexes", False) and not backwards for step, backwards in plan)
    if asked and _is_complete():
        for kind in kinds():
            reindex(kind)
    grams.make()


def _is_complete() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def note_old_name(instance: Any, **_: Any) -> None:
    stored = type(instance)._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    instance._old_name = None if stored is None else _names(stored)


def _names(record: Any) -> list[str]:
    kind = kind_of(type(record))
    return [text for _, text in kind.headings_of(record)] if kind else [str(record)]


def find_it(instance: Any, raw: bool = False, **_: Any) -> None:
    kind = kind_of(type(instance))
    if kind is None or raw:
        return
    if kind.column:
        keep_inside(kind, [instance.pk])
    else:
        # As stored: what is fetched for the key would stay on the record in hand and grow old.
        index_written(type(instance), [instance.pk])
    find_where_it_is_named(instance)


def find_where_it_is_named(instance: Any, **_: Any) -> None:
    """What hangs on a record or names it is found by the new name."""
    if getattr(instance, "_old_name", None) not in (None, _names(instance)):
        for kind, rows in resting_on(instance):
            for part in in_parts(rows.values_list("pk", flat=True).iterator()):
                index_written(kind.model, part)


def find_its_owner(instance: Any, **_: Any) -> None:
    index_owner(instance)


def index_owner(part: Any, **_: Any) -> None:
    """What a record is a part of is found by it: a meeting by who came."""
    if owner := owner_key(part):
        model, number = owner
        index_written(model, [number])


@door.forgets
def forget(model: type[Model], numbers: list[Any]) -> None:
    if kind_of(model):
        of_kind = ContentType.objects.get_for_model(model)
        SearchEntry.objects.filter(kind=of_kind, record_id__in=numbers).delete()


def index_written(model: type[Model], numbers: Iterable[int]) -> None:
    """For what writes past the door."""
    kind = kind_of(model)
    if kind is None:
        return
    waiting = _waiting.get()
    if waiting is not None:
        waiting.setdefault(model, set()).update(numbers)
        return
    for part in in_parts(numbers):
        if kind.keys is not None:
            _fill(kind, part)
        else:
            _index(kind, list(model._base_manager.filter(pk__in=part)))
        keep_inside(kind, part)


def index_inside(model: type[Model], numbers: Iterable[int]) -> None:
    """For what writes past the door and makes the keys itself: what stands inside besides."""
    if kind := kind_of(model):
        for part in in_parts(numbers, 1_000):
            keep_inside(kind, part)


def _index(kind: Kind, records: list[Any]) -> None:
    made = list(entries_of(kind, records))
    of_kind = ContentType.objects.get_for_model(kind.model)
    stood = _stored(of_kind, made)
    write(of_kind, [entry for entry in made if stood.get(entry[0]) != entry[1:]])


def _fill(kind: Kind, numbers: list[Any]) -> int:
    """Of a kind with a key of its own; gives how many were otherwise."""
    assert kind.keys is not None
    rows: Any = kind.model._base_manager.filter(pk__in=numbers)
    stood = dict(rows.values_list("pk", kind.column))
    changed = [(pk, key) for pk, key in kind.keys(numbers) if stood[pk] != key]
    if changed:
        _write_keys(kind, changed)
    return len(changed)


def _write_keys(kind: Kind, keys: list[tuple[Any, str]]) -> None:
    """In one statement: one by one, 100,000 would take minutes."""
    quote = connection.ops.quote_name
    table, column = quote(kind.model._meta.db_table), quote(kind.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            made = "unnest(%s::bigint[], %s::text[]) AS made(pk, key)"
            sql = f"UPDATE {table} SET {column} = made.key FROM {made} WHERE id = made.pk"
            cursor.execute(sql, [[pk for pk, _ in keys], [key for _, key in keys]])
        else:
            sql = f"UPDATE {table} SET {column} = %s WHERE id = %s"
            cursor.executemany(sql, [(key, pk) for pk, key in keys])


@transaction.atomic
def reindex(kind: Kind) -> Difference:
    """All records of a kind anew, in parts, so that none of it stays in memory."""
    told = Difference()
    rows: Any = kind.model._base_manager.order_by("pk")
    of_kind = ContentType.objects.get_for_model(kind.model)
    if kind.keys is not None:
        for part in in_parts(rows.values_list("pk", flat=True).iterator(), 5_000):
            told.other += _fill(kind, part)
            told += keep_inside(kind, part)
    else:
        for part in in_parts(rows.iterator(chunk_size=PART)):
            _compare(kind, of_kind, part, told)
            told += keep_inside(kind, [record.pk for record in part])
    there = rows.order_by().values("pk")
    gone = SearchEntry.objects.filter(kind=of_kind).exclude(record_id__in=there)
    told.stale += gone.delete()[0]
    return told


def _compare(kind: Kind, of_kind: ContentType, part: list[Any], told: Difference) -> None:
    made = list(entries_of(kind, part))
    stood = _stored(of_kind, made)
    otherwise = [entry for entry in made if stood.get(entry[0]) != entry[1:]]
    told.missing += sum(pk not in stood for pk, *_ in made)
    told.other += sum(pk in stood for pk, *_ in otherwise)
    write(of_kind, otherwise)


def _stored(of_kind: ContentType, made: list[Entry]) -> dict[int, tuple[str, str]]:
    numbers = [pk for pk, *_ in made]
    rows = SearchEntry.objects.filter(kind=of_kind, inside=False, record_id__in=numbers)
    return {pk: (name, key) for pk, name, key in rows.values_list("record_id", "heading", "key")}
