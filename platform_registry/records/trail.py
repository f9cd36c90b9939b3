"""The way to a page, as its crumbs name it: 試行的事業／江東区／PF形成に向けたフォーラム開催."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, reverse

from platform_registry.access import may
from platform_registry.navigation import entry_of
from platform_registry.records.addresses import words_of
from platform_registry.records.ownership import upwards


class Step(NamedTuple):
    """``url`` is empty where there is no page of it, or none this person may open."""

    label: str
    url: str = ""


def trail(record: Any, user: Any) -> list[Step]:
    """From the list of a kind down to the page the record stands on.

    What isn't stored yet has no place of its own; it stands below what it hangs on.
    """
    return [*_upwards(record, user)][::-1]


def _upwards(record: Any, user: Any) -> Iterator[Step]:
    chain = [(above, _page(above)) for above in upwards(record)]
    for number, (above, page) in enumerate(chain, start=1):
        if page and page not in (other for _, other in chain[number:]):
            yield Step(str(above), page)  # of several records on one page the uppermost
        listed = _list_of(type(above), user)
        if listed is not None:
            place = place_of(above)
            if place:
                yield Step(place)
            yield listed
            return


def _page(record: Any) -> str:
    stored = record.pk is not None and hasattr(record, "get_absolute_url")
    return str(record.get_absolute_url()).partition("#")[0] if stored else ""


def _list_of(kind: Any, user: Any) -> Step | None:
    """The list of the kind, where it has one; named after its entry in the menu."""
    words = words_of(kind)
    try:
        url = reverse(words)
    except NoReverseMatch:
        return None
    entry = entry_of(words)
    if entry is None:
        return Step(str(kind._meta.verbose_name), url)
    return Step(entry.label, url if may(user, entry.permission) else "")


def place_of(record: Any) -> str:
    """The municipality whose record it is; empty for what belongs to none."""
    whose = (getattr(above, "municipality", None) for above in upwards(record))
    return next((str(place.name) for place in whose if place is not None), "")
