"""Organizations of other municipalities, by what a row says of its place.

Only a name of a municipality that is known counts, or one behind its prefecture: a part of the
own town may begin like a municipality (大島1丁目), and nobody is left out by a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from organizations.models import Municipality
from platform_registry.japanese import complete_municipality_code, digits

PLACE, ADDRESS = "organization:municipality", "organization:address"
_PREFECTURE = re.compile(r"(東京都|北海道|京都府|大阪府|.{2,3}県)")
_COUNTY = re.compile(r"[^市区町村0-9]{1,5}郡(?=[^市]{1,6}?[町村])")  # not 大和郡山市
_AFTER_PREFECTURE = re.compile(
    r"(?![当本同他各全][市区町村])"
    r"(?:[^市区町村0-9-]+市市|[^0-9-][^市区0-9-]{0,6}?[市区]|[^0-9-][^町村0-9-]{0,6}?[町村])"
)
_POSTAL = re.compile(r"^〒?\s*[0-9]{3}-?[0-9]{4}\s*")
_LONGEST = 8

Facts = Mapping[str, str]


def other_places(municipality: Municipality, rows: Mapping[int, Facts]) -> dict[int, str]:
    """Row number → the other municipality its organization is in; rows of the own stand not here."""
    told = {number: facts for number, facts in rows.items() if facts.keys() & {PLACE, ADDRESS}}
    if not told:
        return {}
    places = Places(municipality)
    found = {number: places.other(facts) for number, facts in told.items()}
    return {number: place for number, place in found.items() if place}


class Places:
    """The municipalities, as one of them sees the others."""

    def __init__(self, own: Municipality) -> None:
        self.own = own
        self.prefecture = own.name if self._is_prefecture else getattr(own.prefecture, "name", "")
        rows = Municipality.objects.current().select_related("prefecture")
        known = [m for m in rows if m.kind != Municipality.Kind.PREFECTURE]
        self.by_code = {m.code: m for m in known}
        # A ward of a designated city is none by its name alone: 中央区, 北区.
        self.names = {m.name for m in known if m.kind != Municipality.Kind.CITY_WARD}
        self.here = {own.name, *own.wards.values_list("name", flat=True)}
        if own.city:
            self.here |= {f"{own.city.name}{own.name}"}
        self.read = lru_cache(maxsize=5_000)(self._read)

    @property
    def _is_prefecture(self) -> bool:
        return self.own.kind == Municipality.Kind.PREFECTURE

    def other(self, facts: Facts) -> str:
        """By its own column, else by its address; empty where it is here, or nothing tells."""
        code = complete_municipality_code(digits(facts.get(PLACE, "")))
        if code and (named := self.by_code.get(code)):
            return self.read(named.full_name, True)
        place = facts.get(PLACE, "")
        return self.read(place, True) if place else self.read(facts.get(ADDRESS, ""), False)

    def _read(self, text: str, is_place: bool) -> str:
        plain = _POSTAL.sub("", unicodedata.normalize("NFKC", text).strip()).replace(" ", "")
        stated = _PREFECTURE.match(plain)
        rest = plain[stated.end() :] if stated else plain
        rest = rest[county.end() :] if (county := _COUNTY.match(rest)) else rest
        near = not stated or stated[0] == self.prefecture
        if near and (self._is_prefecture or any(map(rest.startswith, self.here))):
            return ""
        name = self._name(rest, sure=bool(stated or county or is_place))
        if stated and not near and (name in self.here or not name):
            return f"{stated[0]}{name}"
        return name

    def _name(self, rest: str, *, sure: bool) -> str:
        """Towns and villages share their names with parts of others: known, and surely a place."""
        for size in range(min(len(rest), _LONGEST), 1, -1):
            if rest[:size] in self.names and (sure or rest[size - 1] in "市区"):
                return rest[:size]
        found = _AFTER_PREFECTURE.match(rest) if sure else None
        return found[0] if found else ""
