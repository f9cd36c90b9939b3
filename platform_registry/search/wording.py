"""What is said in several ways: groups of words that are looked for together.

Written once by whoever keeps the vocabulary; a search asks for every word of a group, so nothing
stored has to be made anew when a group changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Any

from platform_registry.search.key import APART, term_of

SEPARATORS = re.compile(r"[\s、,，／/]+")
WAYS = 24  # of writing one word; more are not looked for


@dataclass(frozen=True, slots=True)
class Group:
    """``apart``: stands before or behind names (株式会社) and is looked for as a word of its own.
    ``of_a_place``: stands behind the name of a place, with or without 市 between (座間社協)."""

    words: tuple[str, ...]
    apart: bool = False
    of_a_place: bool = False

    @classmethod
    def of(cls, text: str, *, apart: bool = False, of_a_place: bool = False) -> Group:
        return cls(tuple(filter(None, SEPARATORS.split(text))), apart, of_a_place)


class Wording:
    """All groups, ready to look words up in; keys are without edges (`search.key`)."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self.ways: dict[str, dict[str, str]] = {}  # key → keys of the group, each as it is written
        apart: set[str] = set()
        of_a_place: set[str] = set()
        for group in groups:
            keys = {term_of(word): word for word in reversed(group.words) if term_of(word)}
            for key in keys:
                self.ways[key] = self.ways.get(key, {}) | keys
            bare = {key for key in keys if not key.startswith("(")}
            apart |= bare if group.apart else set()
            of_a_place |= bare if group.of_a_place else set()
        self._any = _one_of(key for key in self.ways if not key.startswith("("))
        ends = _one_of(apart).pattern
        self._ends = re.compile(rf"^(?:{ends})|(?:{ends})$")
        bodies = _one_of(of_a_place).pattern
        self._of_a_place = re.compile(rf"^(?P<place>.{{2,}}?)(?:[市区町村])?(?P<body>{bodies})$")

    def parts(self, key: str) -> list[str]:
        """A word, and what stands before or behind its names, as words of their own."""
        found = self._ends.search(key)
        if found is None or found[0] == key:
            return [key]
        rest = key[found.end() :] if found.start() == 0 else key[: found.start()]
        return [found[0], *self.parts(rest.strip(APART))]

    def written(self, key: str) -> list[str]:
        """The key with each word of a group in it written in every way of the group."""
        pieces: list[list[str]] = []
        start = 0
        for found in self._any.finditer(key):
            pieces += [[key[start : found.start()]], list({found[0]: ""} | self.ways[found[0]])]
            start = found.end()
        pieces.append([key[start:]])
        return ["".join(chosen) for chosen in islice(product(*pieces), WAYS)]

    def of_places(self, key: str) -> list[str]:
        """座間社協 is 座間市社会福祉協議会."""
        found = self._of_a_place.match(key)
        if found is None:
            return []
        bodies, kinds = self.ways[found["body"]], ("", *"市区町村")
        return [f"{found['place']}{kind}{body}" for body in bodies for kind in kinds]

    def others(self, key: str) -> list[str]:
        """As people write them, the other words of the groups that are named in the key."""
        named = self._any.findall(key) or [key]
        return [
            word for term in named for other, word in self.ways.get(term, {}).items()
            if other != term
        ]  # fmt: skip


def _one_of(keys: Iterable[str]) -> re.Pattern[str]:
    """Any of them, the longest first; without any, nothing is found."""
    longest = sorted(map(re.escape, keys), key=len, reverse=True)
    return re.compile("|".join(longest) or r"(?!)")


_sources: list[Callable[[Any], Iterable[Group]]] = []


def words_come_from(source: Callable[[Any], Iterable[Group]]) -> Callable[[Any], Iterable[Group]]:
    """Registers who keeps the vocabulary: (user) → the groups in force for this person."""
    _sources.append(source)
    return source


def wording_of(user: Any) -> Wording:
    return _ready(tuple(_groups(user)))


def _groups(user: Any) -> Iterator[Group]:
    for source in _sources:
        yield from source(user)


@lru_cache(maxsize=64)  # made of many words, and most searches use the same
def _ready(groups: tuple[Group, ...]) -> Wording:
    return Wording(groups)
