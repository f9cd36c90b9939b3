"""Who came, as a list says it: bodies, how many, and names of persons, which are not stored.

Of ordinary staff only the body and the number of heads is kept (privacy: P3).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_OUTSIDE_BRACKETS = re.compile(r"[、，,;；\n](?![^（(]*[）)])")
_HEADS = re.compile(r"[（(]?\s*(?:計|他|ほか)?\s*(\d{1,4})\s*[名人]\s*[）)]?$")
_BRACKET = re.compile(r"[（(]([^（()）]*)[）)]$")
_POSTS = r"(?:部|次|課|係|室|所|局|館|園|校|理事|事務局|センター)長|参事官?|参事官補佐|主査|主任|主事|課長補佐"
_PERSON = re.compile(rf"(?:^|\s)\S{{1,12}}?(?:様|氏|さん|先生|殿|{_POSTS})$")
_POLITE = re.compile(r"(?:様|氏|さん|先生|殿)$")
_SEPARATED = re.compile(r"[、，,;；]$")
_OFFICES = (r"(?:[都道府県市区町村]|役所|役場|庁)$", r"[局部]$", r"[課室]$", r"(?:係|班|担当)$")
NOBODY = frozenset("-－―ー–—")


@dataclass(frozen=True, slots=True)
class Came:
    """A body and how many of it."""

    name: str
    heads: int | None = None

    def __str__(self) -> str:
        return self.name if self.heads is None else f"{self.name}（{self.heads}名）"


@dataclass(frozen=True, slots=True)
class Party:
    """Everybody a cell names. ``persons``: how many of them by name, with no body of their own."""

    bodies: tuple[Came, ...] = ()
    persons: int = 0
    named: bool = False  # whether names were left out


def read_party(text: str) -> Party:
    """社協 2名、福祉課（田中様、佐藤様）、近藤様 → 社協 2, 福祉課 2, and one person."""
    bodies: list[Came] = []
    persons, named = 0, False
    for entry in _entries(text):
        came, one_named = _read(entry)
        named |= one_named
        if came.name:
            bodies.append(came)
        else:
            persons += came.heads or 0
    return Party(tuple(bodies), persons, named)


def count_persons(text: str) -> int | None:
    """How many a cell of persons speaks of: 近藤様、中澤様, 生駒、坂田, 3名. None for nobody."""
    numbers = [_number(entry) for entry in _entries(text)]
    return sum(1 if number is None else number for number in numbers) if numbers else None


def in_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _unwrapped(text: str) -> str:
    """Line breaks that part nothing: 長寿応援課⏎地域支え合い係, 松木参事官、荒川参事⏎官補佐."""
    whole = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if whole and _SEPARATED.search(whole):
            whole += line
        elif whole and 0 <= _depth(whole) < _depth(re.split(r"[、，,]", line)[0]):
            whole += f" {line}"
        elif whole and "、" in text and _PERSON.search(line) and not _POLITE.search(whole):
            whole += line
        else:
            whole += f"\n{line}" if whole else line
    return whole


def _depth(text: str) -> int:
    """How far down in an office: 市 0, 局 1, 課 2, 係 3; -1 for what is no part of one."""
    return next((depth for depth, ends in enumerate(_OFFICES) if re.search(ends, text)), -1)


def _entries(text: str) -> list[str]:
    split = _OUTSIDE_BRACKETS.split(_unwrapped(text))
    parts = (re.sub(r"^[・･●○]\s*", "", part.strip()) for part in split)
    return [part for part in parts if part and part not in NOBODY]


def _number(entry: str) -> int | None:
    match = _HEADS.search(unicodedata.normalize("NFKC", entry))
    return int(match[1]) if match else None


def _read(entry: str) -> tuple[Came, bool]:
    """The body of an entry with its heads, and whether a person's name was left out."""
    folded = unicodedata.normalize("NFKC", entry)
    if heads := _HEADS.search(folded):
        return Came(_written(entry, folded[: heads.start()]), int(heads[1])), False
    inside = _BRACKET.search(entry)
    if inside and all(map(_PERSON.search, _entries(inside[1]))) and inside[1].strip():
        return Came(entry[: inside.start()].strip(), len(_entries(inside[1]))), True
    if person := _PERSON.search(entry):
        return Came(entry[: person.start()].strip(), 1), True
    return Came(in_one_line(entry)), False


def _written(entry: str, folded: str) -> str:
    """The beginning as it is written, not as it is folded, where both are as long."""
    alike = len(unicodedata.normalize("NFKC", entry)) == len(entry)
    return in_one_line(entry[: len(folded)] if alike else folded)
