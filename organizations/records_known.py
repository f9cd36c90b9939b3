"""Of many records at once: which are still there and which of them a person may open or name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.urls import NoReverseMatch

from organizations.models import LogEntry, Municipality, User
from platform_registry.access import ScopedQuerySet
from platform_registry.ownership import load_upwards, owner_key

Key = tuple[type[Any], int]


class Found(NamedTuple):
    """Where a record is, and on what it hangs; "" where that isn't for this person."""

    url: str = ""
    owner: str = ""
    owner_url: str = ""


class Known:
    """The records entries speak of; of each kind in one question. Nothing is read for it."""

    def __init__(self, entries: Iterable[LogEntry], user: Any) -> None:
        keys = {key for entry in entries if (key := _key(entry))}
        self._rows = _visible(keys, user)
        owners = {key for row in self._rows.values() if (key := _owner(row))}
        self._owners = _visible(owners, user)

    def record(self, entry: LogEntry) -> Found:
        key = _key(entry)
        row = self._rows.get(key) if key else None
        if row is None:
            return Found()
        above = _owner(row)
        owner = self._owners.get(above) if above else None
        if owner is None:
            return Found(_url(row))
        return Found(_url(row), str(owner), _url(owner))


class Names:
    """What numbers in the log stand for, fetched once for all entries of a page."""

    def __init__(self, keys: Iterable[Key], user: Any) -> None:
        wanted: dict[Any, set[int]] = defaultdict(set)
        for model, number in keys:
            wanted[model].add(number)
        self._known = {
            (model, row.pk): str(row)
            for model, numbers in wanted.items()
            for row in _with_what_is_above(_seen(model, user).filter(pk__in=numbers))
        }

    def of(self, model: Any, number: Any) -> str:
        known = self._known.get((model, int(number))) if str(number).isdecimal() else None
        return known or f"（見られない、または削除された{model._meta.verbose_name}）"


def _seen(model: Any, user: Any) -> Any:
    rows = model._default_manager.all()
    open_to_all = model is User or not isinstance(rows, ScopedQuerySet)
    return rows if open_to_all else rows.visible_to(user)


def _key(entry: LogEntry) -> Key | None:
    model = entry.content_type.model_class()
    return (model, entry.object_id) if model and entry.object_id else None


def _owner(row: Any) -> Key | None:
    above = owner_key(row)
    return above if above and above[0] is not Municipality else None


def _visible(keys: Iterable[Key], user: Any) -> dict[Key, Any]:
    """Only that they are there is asked: to show the way to a secret is not to read it."""
    wanted: dict[Any, set[int]] = defaultdict(set)
    for model, number in keys:
        wanted[model].add(number)
    found = {}
    for model, numbers in wanted.items():
        rows = model._default_manager.all()
        if isinstance(rows, ScopedQuerySet) and model is not LogEntry:
            told = rows.visible_to(user).filter(pk__in=numbers).order_by().values("pk")
            for row in _with_what_is_above(model._base_manager.filter(pk__in=told)):
                found[model, row.pk] = row
    return found


def _with_what_is_above(rows: Any) -> list[Any]:
    """Names are made of what a record hangs on; not one question for each."""
    found = list(rows)
    if found and hasattr(type(found[0]), "belongs_to"):
        load_upwards(found)
    return found


def _url(row: Any) -> str:
    try:
        return str(row.get_absolute_url()) if hasattr(row, "get_absolute_url") else ""
    except NoReverseMatch:
        return ""
