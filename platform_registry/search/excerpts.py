"""Where a word stands in a text as people wrote it, though only its key was compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from platform_registry.search.key import key_of, phone_line
from platform_registry.search.query import Word

AROUND = 24  # letters shown before and behind
LONGEST = 4_000
_SENTENCE = re.compile(r"[^。．！？]+")


class Place(NamedTuple):
    start: int
    end: int


def place_of(text: str, word: Word) -> Place | None:
    """The shortest piece of the text whose key holds the word."""
    for sentence in _SENTENCE.finditer(text[:LONGEST]):
        if _holds(sentence[0], word):
            place = _narrowed(sentence[0], word)
            return Place(sentence.start() + place.start, sentence.start() + place.end)
    return None


def _holds(text: str, word: Word) -> bool:
    keys = f"{key_of([text])}\n{phone_line(text)}"
    return any(way in keys for way in word.ways)


def _narrowed(text: str, word: Word) -> Place:
    low, end = 0, len(text)
    while low < end:  # the first end behind which nothing is needed
        middle = (low + end) // 2
        if _holds(text[:middle], word):
            end = middle
        else:
            low = middle + 1
    while end < len(text) and text[end - 1].isdigit() and text[end].isdigit():
        end += 1
    start, high = 0, end
    while start < high:  # the last start before which nothing is needed
        middle = (start + high + 1) // 2
        if _holds(text[middle:end], word):
            start = middle
        else:
            high = middle - 1
    return Place(start, end)


def marked(text: str, words: Iterable[Word]) -> SafeString:
    """The text with <mark> around the words that stand in it."""
    places = sorted(place for word in words if (place := place_of(text, word)))
    return _marked(text, places, 0, len(text))


def excerpt(text: str, word: Word) -> SafeString | None:
    """The word marked, with what stands around it."""
    place = place_of(text, word)
    if place is None:
        return None
    first, last = max(0, place.start - AROUND), min(len(text), place.end + AROUND)
    shown = _marked(text, [place], first, last)
    before, behind = "…" if first else "", "…" if last < len(text) else ""
    return format_html("{}{}{}", before, shown, behind)


def _marked(text: str, places: list[Place], first: int, last: int) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in _pieces(text, places, first, last)))


def _pieces(text: str, places: list[Place], first: int, last: int) -> Iterator[str]:
    for place in places:
        if place.start >= first:
            yield text[first : place.start]
            yield format_html("<mark>{}</mark>", text[place.start : place.end])
            first = place.end
    yield text[first:last]
