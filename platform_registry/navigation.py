"""The side menu: each app registers its entries from ``AppConfig.ready``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


def stand_under(request: SignedInRequest, url_name: str) -> None:
    """Of a page whose address doesn't tell to which entry it belongs."""
    request.menu_entry = url_name


def menu(request: SignedInRequest) -> list[Group]:
    user: Any = request.user
    groups: dict[str, list[Link]] = {}
    for entry in sorted(_entries.values(), key=lambda entry: entry.order):
        if may(user, entry.permission):
            url = reverse(entry.url_name)
            named = getattr(request, "menu_entry", "")
            current = named == entry.url_name if named else _is_current(request.path, entry, url)
            link = Link(entry.label, url, current)
            groups.setdefault(entry.group, []).append(link)
    return [Group(label, links) for label, links in groups.items()]


def _is_current(path: str, entry: Entry, url: str) -> bool:
    home = reverse("home")
    below = [f"{home}{word}/" for word in entry.also] + ([] if entry.alone else [url])
    if path == url or entry.url_name == "home":
        return path == url
    listed = any(path == reverse(other.url_name) for other in _entries.values() if other.alone)
    return not listed and path.startswith(tuple(below))


def workplace(request: SignedInRequest) -> str:
    """The line in the header that says for whom the person is at work: 江東区　長寿応援課."""
    user: Any = request.user
    assignments = user.current_assignments()
    if not assignments:
        return "全自治体" if user.is_superuser else "担当の自治体がありません"
    first = assignments[0]
    others = {a.municipality_id for a in assignments} - {first.municipality_id}
    words = [first.municipality.name]
    if first.department:
        words.append(first.department.name)
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
    return {"menu": lambda: menu(request), "workplace": lambda: workplace(request)}
