"""The search over everything: each app registers a provider for its kind of record.

    @register("団体", order=10, list_url_name="organizations")
    def organizations(user, words, limit) -> list[Hit]: ...

A provider fetches through ``visible_to(user)`` and gives at most ``limit`` hits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    url: str
    detail: str = ""


Provider = Callable[[Any, str, int], list[Hit]]


@dataclass(frozen=True, slots=True)
class Kind:
    label: str
    order: int
    list_url_name: str
    provider: Provider


@dataclass(frozen=True, slots=True)
class Results:
    """Hits of one kind; ``more_url`` leads to its list where there are more than shown."""

    label: str
    hits: list[Hit]
    more_url: str


_kinds: list[Kind] = []


def register(label: str, *, order: int, list_url_name: str = "") -> Callable[[Provider], Provider]:
    def add(provider: Provider) -> Provider:
        _kinds.append(Kind(label, order, list_url_name, provider))
        return provider

    return add


def search(user: Any, words: str) -> list[Results]:
    found = []
    for kind in sorted(_kinds, key=lambda kind: kind.order):
        hits = kind.provider(user, words, SHOWN + 1)
        more = len(hits) > SHOWN and kind.list_url_name
        url = f"{reverse(kind.list_url_name)}?{urlencode({'q': words})}" if more else ""
        if hits:
            found.append(Results(kind.label, hits[:SHOWN], url))
    return found
