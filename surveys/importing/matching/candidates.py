"""Which registered organizations a written name may mean.

A link is made without a person only on an exact, unique and uncontradicted key: the 法人番号,
the normalised name in the municipality, or a decision a person made before. All else is a
ranked suggestion with its reasons, since names of neighbours are as alike as typing errors.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate
from typing import Literal, NamedTuple

from organizations.bodies.names import (
    KEY_LENGTH,
    key_without_mistyped_form,
    legal_form_code,
    split_legal_form,
)
from platform_registry.japanese import (
    complete_municipality_code,
    corporate_number_problem,
    digits,
)
from surveys.importing.matching.evidence import COMPARED, Evidence, Side, compare

Outcome = Literal["linked", "suggested", "several", "new"]

SUGGESTED_FROM = 85  # a score from which the best suggestion is probably right
SHOWN_FROM = 65  # below, a suggestion is noise
MOST_SUGGESTIONS = 5
_LONGEST_PART = 40
_MOST_OF_ONE_KEY = 100
_PHONE = re.compile(r"[0-9][0-9()\s‐‑–―−ー-]{6,}[0-9]")
_READING = {code: chr(code + 0x60) for code in range(0x3041, 0x3097)} | dict.fromkeys(
    map(ord, " 　・･"), ""
)


class Candidate(NamedTuple):
    """A registered organization. ``key`` is ``split_legal_form(name).key``, made here if empty;
    ``legal_form`` is a code or what stands in a column 法人格."""

    id: int
    name: str
    key: str = ""
    legal_form: str = ""
    municipality_code: str = ""
    phone: str = ""
    corporate_number: str = ""
    kana: str = ""
    aliases: tuple[str, ...] = ()


class Query(NamedTuple):
    """An organization as a respondent wrote it."""

    name: str
    municipality_code: str = ""
    phone: str = ""
    corporate_number: str = ""
    kana: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``difference``: pieces ("equal" | "delete" | "insert", text) from the registered name to
    the written one."""

    id: int
    score: int  # 0–100
    reasons: list[str]
    difference: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Match:
    """``auto`` is the linked organization; suggestions stand best first.

    ``namesakes`` have the written name, whatever the legal form, or the 法人番号; with and
    without suggestions they are the same.
    """

    outcome: Outcome
    auto: int | None = None
    suggestions: list[Suggestion] = field(default_factory=list)
    namesakes: tuple[int, ...] = ()


def decision_key(name: str) -> str:
    """A written name as decisions remember it: the legal form counts, blanks and widths don't."""
    parsed = split_legal_form(name)
    return f"{parsed.form_code or ''}:{parsed.key}"[:KEY_LENGTH]


def name_difference(registered: str, written: str) -> list[tuple[str, str]]:
    from rapidfuzz.distance import Indel  # only imports need it

    pieces: list[tuple[str, str]] = []
    for step in Indel.opcodes(registered, written):
        if step.tag == "insert":
            pieces.append(("insert", written[step.dest_start : step.dest_end]))
        else:
            pieces.append((step.tag, registered[step.src_start : step.src_end]))
    return pieces


class Index:
    """Registered organizations, ready to be compared. Built once for a file."""

    def __init__(
        self,
        candidates: Iterable[Candidate],
        decisions: Mapping[str, int] | None = None,
        not_same: Collection[tuple[str, int]] = frozenset(),
    ) -> None:
        self.candidates = list(candidates)
        self.decisions = decisions or {}
        self.not_same = frozenset(not_same)
        self._position_of = {c.id: at for at, c in enumerate(self.candidates)}
        self._sides: dict[int, Side] = {}  # made on demand, few are ever compared
        self._keys: list[str] = []  # of all names; the candidate of each in _owners
        self._owners: list[int] = []
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_phone: dict[str, list[int]] = defaultdict(list)
        self._by_number: dict[str, list[int]] = defaultdict(list)
        self._by_reading: dict[str, list[int]] = defaultdict(list)
        entries: dict[str, list[int]] = defaultdict(list)
        for at, candidate in enumerate(self.candidates):
            self._enter(at, candidate)
        for entry, at in enumerate(self._owners):
            entries[_municipality(self.candidates[at].municipality_code)].append(entry)
        self._by_municipality = dict(entries)
        self._text = "\n".join(self._keys)
        self._starts = list(accumulate((len(key) + 1 for key in self._keys), initial=0))

    def _enter(self, at: int, candidate: Candidate) -> None:
        for key in _keys(candidate):
            if key:
                self._keys.append(key)
                self._owners.append(at)
                self._by_key[key].append(at)
        for phone in _phones(candidate.phone):
            self._by_phone[phone].append(at)
        if number := _number(candidate.corporate_number):
            self._by_number[number].append(at)
        if reading := _reading(candidate.kana):
            self._by_reading[reading].append(at)

    def match(self, queries: Sequence[Query], suggest: bool = True) -> list[Match]:
        """One result per query, in their order; without ``suggest`` by an exact key or not at all."""
        sides = [_written(query) for query in queries]
        matches = [self._decided(side) or self._exact(side) for side in sides]
        if suggest:
            still_open = [at for at, match in enumerate(matches) if match is None]
            alike = self._alike([sides[at] for at in still_open])
            for at, similar in zip(still_open, alike, strict=True):
                matches[at] = self._suggested(sides[at], similar)
        return [
            replace(match or Match("new"), namesakes=self._namesakes(side))
            for match, side in zip(matches, sides, strict=True)
        ]

    def _namesakes(self, written: Side) -> tuple[int, ...]:
        found = {*self._by_key.get(written.keys[0], ()), *self._by_number.get(written.number, ())}
        refused = decision_key(written.name)
        ids = (self.candidates[at].id for at in found)
        return tuple(sorted(pk for pk in ids if (refused, pk) not in self.not_same))

    # -------------------------------------------------------------- by an exact key

    def _decided(self, written: Side) -> Match | None:
        decided = self.decisions.get(decision_key(written.name))
        if decided is None or decided not in self._position_of:
            return None
        candidate = self.candidates[self._position_of[decided]]
        difference = name_difference(candidate.name, written.name)
        suggestion = Suggestion(decided, 100, ["前に同じ団体と判断した表記"], difference)
        return Match("linked", decided, [suggestion])

    def _exact(self, written: Side) -> Match | None:
        """Linked or several; None where only suggestions can be made."""
        found = {*self._by_key.get(written.keys[0], ()), *self._by_number.get(written.number, ())}
        compared = self._compare(written, found)
        hits = {at: evidence for at, evidence in compared.items() if evidence.exact}
        if len(hits) > 1:
            confirmed = {at: evidence for at, evidence in hits.items() if evidence.confirmed}
            linked = next(iter(confirmed)) if len(confirmed) == 1 else None
        else:
            linked = next(iter(hits), None)
        if linked is not None and hits[linked].proven:
            return Match("linked", self.candidates[linked].id, self._ranked(written, compared))
        if len(hits) > 1:
            return Match("several", None, self._ranked(written, compared))
        return None

    # -------------------------------------------------------------- by likeness

    def _suggested(self, written: Side, similar: Iterable[int]) -> Match:
        found = {
            *similar,
            *self._by_key.get(written.keys[0], ()),
            *self._by_number.get(written.number, ()),
            *(at for phone in written.phones for at in self._by_phone.get(phone, ())),
            *self._with_reading(written),
            *self._parts(written.keys[0]),
        }
        suggestions = self._ranked(written, self._compare(written, found))
        probable = bool(suggestions) and suggestions[0].score >= SUGGESTED_FROM
        return Match("suggested" if probable else "new", None, suggestions)

    def _with_reading(self, written: Side) -> Iterator[int]:
        for reading in (written.reading, *written.keys):
            if len(reading) >= 3:
                yield from self._by_reading.get(reading, ())

    def _parts(self, key: str) -> Iterator[int]:
        """Candidates whose name holds the written one, or is a part of it."""
        for size in range(min(len(key), _LONGEST_PART) - 1, 3, -1):
            for start in range(len(key) - size + 1):
                yield from self._by_key.get(key[start : start + size], ())[:MOST_SUGGESTIONS]
        at = self._text.find(key) if len(key) >= 4 else -1
        for _ in range(COMPARED):
            if at < 0:
                return
            entry = bisect_right(self._starts, at) - 1
            yield self._owners[entry]
            at = self._text.find(key, self._starts[entry + 1])

    def _alike(self, sides: Sequence[Side]) -> Iterator[Iterable[int]]:
        """Per side the candidates with the most similar names."""
        from surveys.importing.matching.similar import most_similar  # numpy: few pages need it

        if not self._keys:
            yield from ([] for _ in sides)
            return
        spellings = [(at, key) for at, side in enumerate(sides) for key in side.keys]
        written = [(key, sides[at].place) for at, key in spellings]
        similar: list[set[int]] = [set() for _ in sides]
        found = most_similar(written, self._keys, self._by_municipality)
        for (at, _), entries in zip(spellings, found, strict=True):
            similar[at] |= {self._owners[entry] for entry in entries}
        yield from similar

    # -------------------------------------------------------------- comparing

    def _compare(self, written: Side, found: Iterable[int]) -> dict[int, Evidence]:
        refused = decision_key(written.name) if self.not_same else ""
        return {
            at: compare(written, self._side(at))
            for at in self._nearest(written, found)
            if (refused, self.candidates[at].id) not in self.not_same
        }

    def _nearest(self, written: Side, found: Iterable[int]) -> list[int]:
        """Hundreds share a key like こども食堂 in a large list: those with other keys in common."""
        order = sorted(found)
        if len(order) > _MOST_OF_ONE_KEY:
            order.sort(key=lambda at: _differing_keys(written, self.candidates[at]))
        return order[:_MOST_OF_ONE_KEY]

    def _side(self, at: int) -> Side:
        if at not in self._sides:
            self._sides[at] = _registered(self.candidates[at])
        return self._sides[at]

    def _ranked(self, written: Side, compared: Mapping[int, Evidence]) -> list[Suggestion]:
        scored = sorted((-evidence.score, at) for at, evidence in compared.items())
        return [
            Suggestion(
                self.candidates[at].id,
                -score,
                compared[at].reasons(),
                name_difference(self.candidates[at].name, written.name),
            )
            for score, at in scored[:MOST_SUGGESTIONS]
            if -score >= SHOWN_FROM
        ]


# ------------------------------------------------------------------ made comparable


def _written(query: Query) -> Side:
    parsed = split_legal_form(query.name)
    keys: tuple[str, ...] = (parsed.key,)
    if parsed.form_code is None and (guessed := key_without_mistyped_form(query.name)):
        keys = (parsed.key, guessed)
    return Side(
        name=query.name,
        keys=keys,
        form=parsed.form_code,
        place=_municipality(query.municipality_code),
        phones=_phones(query.phone),
        number=_number(query.corporate_number),
        reading=_reading(query.kana),
    )


def _registered(candidate: Candidate) -> Side:
    form = legal_form_code(candidate.legal_form)
    if form in (None, "other"):
        form = split_legal_form(candidate.name).form_code
    return Side(
        name=candidate.name,
        keys=_keys(candidate),
        aliases=candidate.aliases,
        alias_forms=tuple(split_legal_form(alias).form_code for alias in candidate.aliases),
        form=form,
        place=_municipality(candidate.municipality_code),
        phones=_phones(candidate.phone),
        number=_number(candidate.corporate_number),
        reading=_reading(candidate.kana),
    )


def _differing_keys(written: Side, candidate: Candidate) -> tuple[bool, bool, bool]:
    return (
        _number(candidate.corporate_number) != written.number,
        _municipality(candidate.municipality_code) != written.place,
        set(_phones(candidate.phone)).isdisjoint(written.phones),
    )


def _keys(candidate: Candidate) -> tuple[str, ...]:
    key = candidate.key or split_legal_form(candidate.name).key
    return (key, *(split_legal_form(alias).key for alias in candidate.aliases))


@lru_cache(maxsize=5_000)
def _municipality(code: str) -> str:
    return complete_municipality_code(code) or code.strip()


def _phones(text: str) -> tuple[str, ...]:
    """The numbers in a cell, as digits without the leading 0, which spreadsheets lose."""
    plain = text.replace("-", "")
    if plain.isascii() and plain.isdigit():
        found = [plain]
    else:
        found = [digits(part) for part in _PHONE.findall(unicodedata.normalize("NFKC", text))]
    return tuple(number for n in found if len(number := n.lstrip("0")) >= 8)


def _number(text: str) -> str:
    """A right 法人番号, else empty: a wrong one proves and contradicts nothing."""
    number = digits(text)
    return number if number and corporate_number_problem(number) is None else ""


def _reading(kana: str) -> str:
    """Without the legal form, which one writes into the reading and another doesn't."""
    return unicodedata.normalize("NFKC", split_legal_form(kana).bare_name).translate(_READING)
