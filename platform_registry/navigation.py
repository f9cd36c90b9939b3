"""The side menu: each app registers its entries from ``AppConfig.ready``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse

from platform_registry.access import Permission, may
from platform_registry.signed_in import SignedInRequest


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url_name: str
    order: int
    permission: Permission
    group: str
    also: tuple[str, ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one small heading; the first group has none."""

    label: str
    links: list[Link]


_entries: dict[str, Entry] = {}


def register(
    label: str,
    url_name: str,
    *,
    order: int,
    permission: Permission = "view",
    group: str = "",
    also: tuple[str, ...] = (),
    alone: bool = False,
) -> None:
    """Add an entry, shown to those who have the permission in any municipality.

    Pages below its address belong to it, unless it stands ``alone``; so do those of other
    addresses that begin with one of the words in ``also``.
    """
    _entries[url_name] = Entry(label, url_name, order, permission, group, also, alone)


def entry_of(url_name: str) -> Entry | None:
    return _entries.get(url_name)


def menu_urls() -> set[str]:
    """Where the way to every page begins."""
    return {reverse(url_name) for url_name in _entries}


def stand_under(request: SignedInRequest, url_name: str) -> None:
    """Of a page whose address doesn't tell to which entry it belongs."""
    request.menu_entry = url_name


def menu(request: SignedInRequest) -> list[Group]:
    user: Any = request.user
    groups: dict[str, list[Link]] = {}
    urls = {name: reverse(name) for name in _entries}
    named = getattr(request, "menu_entry", "")
    for entry in sorted(_entries.values(), key=lambda entry: entry.order):
        if may(user, entry.permission):
            at = entry.url_name
            current = named == at if named else _is_current(request.path, entry, urls)
            groups.setdefault(entry.group, []).append(Link(entry.label, urls[at], current))
    return [Group(label, links) for label, links in groups.items()]


def _is_current(path: str, entry: Entry, urls: dict[str, str]) -> bool:
    url = urls[entry.url_name]
    if path == url or entry.url_name == "home":
        return path == url
    below = [f"{urls['home']}{word}/" for word in entry.also] + ([] if entry.alone else [url])
    listed = any(path == urls[other.url_name] for other in _entries.values() if other.alone)
    return not listed and path.startswith(tuple(below))


def workplace(request: SignedInRequest) -> str:
    """The line in the header that says for whom the person is at work: 江東区　長寿応援課."""
    user: Any = request.user
    posts = user.posts()
    if not posts:
        return "全自治体" if user.is_superuser else "担当の自治体がありません"
    first = posts[0]
    others = {post.municipality_id for post in posts} - {first.municipality_id}
    words = [first.municipality__name]
    if first.department__name:
        words.append(first.department__name)
    if others:
        words.append(f"ほか{len(others)}自治体")
    return "　".join(words)


def navigation(request: SignedInRequest) -> dict[str, Callable[[], Any]]:
    """Context processor; worked out only where a template asks for it.

    An error page may be shown before anybody knows who asks, e.g. for a wrong host. Who has yet to
    choose a password of his own is offered no way that would lead back to that page.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.must_change_password:
        return {}
    return {
        # A template asks first whether there is one.
        "menu": cache(lambda: menu(request)),
        "workplace": lambda: workplace(request),
    }
