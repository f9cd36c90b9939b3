"""Of many records at once: which are still there and which of them a person may open or name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import models
from django.db.models import prefetch_related_objects
from django.urls import NoReverseMatch

from organizations.models import LogEntry, Municipality, User
from organizations.own.definitions import Field, fields_numbered
from platform_registry.access import ScopedQuerySet
from platform_registry.records.ownership import load_upwards, owner_key, owner_names

Key = tuple[type[Any], int]


class Found(NamedTuple):
    """Where a record is, and on what it hangs; "" where that isn't for this person."""

    url: str = ""
    owner: str = ""
    owner_url: str = ""


class Known:
    """The records entries speak of; of each kind in one question. Nothing is read for it.

    What has no page of its own is shown with what it hangs on, if that is for this person.
    """

    def __init__(self, entries: Iterable[LogEntry], user: Any) -> None:
        keys = {key for entry in entries if (key := _key(entry))}
        paged = {key for key in keys if hasattr(key[0], "get_absolute_url")}
        self._rows = _visible(paged, user)
        without_page = _there(keys - paged)
        self._above = {key: above for key, row in without_page.items() if (above := _owner(row))}
        self._owners = _visible(self._above.values(), user)
        load_upwards([row for row in self._owners.values() if hasattr(row, "belongs_to")])

    def record(self, entry: LogEntry) -> Found:
        key = _key(entry)
        if key in self._rows:
            return Found(_url(self._rows[key]))
        owner = self._owners.get(self._above[key]) if key in self._above else None
        return Found(owner=str(owner), owner_url=_url(owner)) if owner else Found()


class Names:
    """What numbers in the log stand for, fetched once for all entries of a page; ``own`` are those
    of own fields."""

    def __init__(self, keys: Iterable[Key], user: Any, own: Iterable[int] = ()) -> None:
        self._reader, self._fields = user, fields_numbered(own, user)
        rows = [
            row
            for model, numbers in _by_kind(keys)
            for row in _seen(model, user).filter(pk__in=numbers)
        ]
        # Names are made of what a record hangs on, or of others it names; no question for each.
        load_upwards([row for row in rows if hasattr(row, "belongs_to")])
        for kind in {type(row) for row in rows if hasattr(row, "named_with")}:
            prefetch_related_objects([r for r in rows if type(r) is kind], *kind.named_with)
        self._known = {(type(row), row.pk): str(row) for row in rows}

    def own_field(self, number: int, entry: LogEntry) -> tuple[bool, Field | None]:
        """Whether this person is told of it, and what it is; None where it is removed.

        Of a body its own municipality reads what became of it, also on platforms of others: these
        keep their fields to themselves.
        """
        found = self._fields.get(number)
        works_there = entry.municipality_id in self._reader.municipality_ids("view")
        return found is not None or works_there or self._reader.is_superuser, found

    def of(self, model: Any, number: Any) -> str:
        known = self._known.get((model, int(number))) if str(number).isdecimal() else None
        return known or f"（見られない、または削除された{model._meta.verbose_name}）"


def _seen(model: Any, user: Any) -> Any:
    rows = model._default_manager.all()
    open_to_all = model is User or not isinstance(rows, ScopedQuerySet)
    return rows if open_to_all else rows.visible_to(user)


def _key(entry: LogEntry) -> Key | None:
    model = entry.kind.model_class()
    return (model, entry.object_id) if model and model is not LogEntry and entry.object_id else None


def _owner(row: Any) -> Key | None:
    above = owner_key(row)
    return above if above and above[0] is not Municipality else None


def _by_kind(keys: Iterable[Key]) -> Iterator[tuple[Any, set[int]]]:
    wanted: dict[Any, set[int]] = defaultdict(set)
    for model, number in keys:
        wanted[model].add(number)
    yield from wanted.items()


def _there(keys: Iterable[Key]) -> dict[Key, Any]:
    return {
        (model, row.pk): row
        for model, numbers in _by_kind(keys)
        for row in _rows(model).filter(pk__in=numbers)
    }


def _rows(model: Any) -> Any:
    """Without what is in a file."""
    files = [f.name for f in model._meta.concrete_fields if isinstance(f, models.BinaryField)]
    return model._base_manager.defer(*files)


def _visible(keys: Iterable[Key], user: Any) -> dict[Key, Any]:
    """Only that they are there is asked: to show the way to a secret is not to read it."""
    found: dict[Key, Any] = {}
    for model, numbers in _by_kind(keys):
        rows = model._default_manager.all()
        if isinstance(rows, ScopedQuerySet):
            told = rows.visible_to(user).filter(pk__in=numbers).order_by().values("pk")
            rows = list(_rows(model).filter(pk__in=told))
            if hasattr(model, "get_absolute_url"):  # may be on the page of what it hangs on
                prefetch_related_objects(rows, *owner_names(model))
            found |= {(model, row.pk): row for row in rows}
    return found


def _url(row: Any) -> str:
    try:
        return str(row.get_absolute_url()) if hasattr(row, "get_absolute_url") else ""
    except NoReverseMatch:
        return ""
