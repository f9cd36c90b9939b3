"""What goes with a record that is deleted, what stays without naming it, and what forbids it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models.deletion import Collector

from platform_registry.records.ownership import owner_key, owner_names


class Going:
    """A record that is about to go; ProtectedError, RestrictedError where that is forbidden.

    ``others`` go with it. ``untied`` stay, and lose what they say of it: a foreign key that
    becomes empty, or a row of a many-to-many relation.
    """

    def __init__(self, record: models.Model) -> None:
        self.record = record
        self.collector = Collector(using=record._state.db or "default", origin=record)
        self.collector.collect([record])
        found = [row for row in self._collected() if row != record]
        self.others = [row for row in found if not row._meta.auto_created]
        self._gone = {record, *self.others}
        links = [row for row in found if row._meta.auto_created]
        self.untied = list(dict.fromkeys([*self._emptied(), *self._unlinked(links)]))

    def _collected(self) -> Iterator[Any]:
        for rows in self.collector.data.values():
            yield from rows
        for query in self.collector.fast_deletes:
            yield from query

    def _emptied(self) -> Iterator[Any]:
        updates: Any = self.collector.field_updates.values()
        return (row for parts in updates for rows in parts for row in rows if row not in self._gone)

    def _unlinked(self, links: list[Any]) -> Iterator[Any]:
        """Records that name, in a many-to-many relation of theirs, one that goes."""
        for kind, rows in by_kind(links).items():
            owner: Any = kind._meta.auto_created
            column = _of_many(owner, kind).m2m_column_name()
            numbers = {getattr(row, column) for row in rows}
            naming = owner._base_manager.filter(pk__in=numbers)
            yield from (row for row in naming if row not in self._gone)


def _of_many(owner: type[models.Model], through: type[models.Model]) -> Any:
    many = owner._meta.local_many_to_many
    return next(field for field in many if field.remote_field.through is through)


def keepers(record: models.Model) -> Iterator[Any]:
    """What keeps a record: all that name it, where its kind is closed and not deleted then.

    Such a kind says ``stays_while_named = True``.
    """
    return _naming(record) if getattr(record, "stays_while_named", False) else iter(())


def is_kept(record: models.Model) -> bool:
    return next(keepers(record), None) is not None


def _naming(record: models.Model) -> Iterator[Any]:
    """The records that name this one, by any relation, and don't hang on it."""
    relations: Any = record._meta.get_fields(include_hidden=True)
    for relation in relations:
        kind = relation.related_model
        backwards = relation.auto_created and not relation.concrete
        if not backwards or kind._meta.auto_created:
            continue
        name = relation.field.name
        if name not in owner_names(kind):
            rows = kind._base_manager.filter(**{name: record}).iterator()
            yield from (row for row in rows if owner_key(row) != (type(record), record.pk))


def by_kind(records: Iterable[models.Model]) -> dict[type[models.Model], list[Any]]:
    kinds: dict[type[models.Model], list[Any]] = {}
    for record in records:
        kinds.setdefault(type(record), []).append(record)
    return kinds
