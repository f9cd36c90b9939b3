"""An address as printed → prefecture, city and the rest, each once."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from organizations.models import Municipality
from platform_registry.japanese import search_key

PREFECTURE = re.compile(
    r"東京都|北海道|京都府|大阪府|(?:神奈川|和歌山|鹿児島|[^\s\d市区町村]{2})県"
)
COUNTY = re.compile(r"[^\s\d市区町村]{1,4}郡")
_UNIT = re.compile(r"丁目|番地の?|番(?!町)|号|の(?=\d)|[-‐‑‒–—―−ー]")


@dataclass(frozen=True, slots=True)
class Address:
    """``prefecture`` and ``city`` are empty where the address itself doesn't say them."""

    prefecture: str
    city: str
    town: str


class Addresses:
    """The local governments by prefecture, to know where an address's city ends."""

    def __init__(self, home: Municipality) -> None:
        """``home`` is where an address without a prefecture is looked for first."""
        self.names: dict[str, list[str]] = defaultdict(list)
        rows = Municipality.objects.current().exclude(kind=Municipality.Kind.PREFECTURE)
        for name, city, prefecture in rows.order_by().values_list(
            "name", "city__name", "prefecture__name"
        ):
            self.names[prefecture or ""].append(f"{city or ''}{name}")
        for names in self.names.values():
            names.sort(key=len, reverse=True)
        self.home = home.prefecture.name if home.prefecture else ""
        self.home_city = f"{home.city.name if home.city else ''}{home.name}"

    def split(self, text: str, prefecture: str = "", city: str = "") -> Address:
        """``prefecture`` and ``city`` as other columns of the row have them."""
        rest = text.strip()
        printed = PREFECTURE.match(rest)
        rest = rest[printed.end() :].lstrip() if printed else rest
        county = COUNTY.match(rest)
        start = county.end() if county else 0
        for name in self._names(printed[0] if printed else "", prefecture, city):
            if name and (rest.startswith(name) or rest.startswith(name, start)):
                end = len(name) if rest.startswith(name) else start + len(name)
                town = rest[end:].strip()
                while town.startswith(name):  # 江東区江東区亀戸: the column was put in front of it
                    town = town.removeprefix(name).strip()
                return Address(printed[0] if printed else "", rest[:end], town)
        return Address(printed[0] if printed else "", "", rest)

    def _names(self, printed: str, prefecture: str, city: str) -> list[str]:
        """Without a printed prefecture a 町 may be a part of a city as well as a town."""
        names = self.names.get(printed or prefecture or self.home, [])
        if not printed:
            names = [n for n in names if n[-1] in "市区" or n == self.home_city]
        return [*names, city, *([self.home_city] if not prefecture and not printed else [])]


def address_key(values: Any) -> str:
    """An address as two of them are compared: 本町二丁目16番32号 is 本町2-16-32; empty if unknown."""
    town = values.get("town", "")
    if not town:
        return ""
    whole = unicodedata.normalize("NFKC", town)
    whole = whole.removeprefix(values.get("prefecture", "")).removeprefix(values.get("city", ""))
    numbers = re.sub(
        r"(?<=\D)[一二三四五六七八九十]+(?=丁目)", lambda n: search_key(n[0] + "丁目")[:-2], whole
    )
    return re.sub(r"[-\s]+", "-", _UNIT.sub("-", numbers)).strip("-")


def apart(one: str, other: str) -> bool:
    """Whether two address keys are of different places. One may go on to a floor or a building."""
    if not one or not other or one == other:
        return False
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return not longer.startswith(shorter) or longer[len(shorter)].isdigit()
