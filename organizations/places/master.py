"""The master of all local governments, derived from the postal table and checked by counts.

The postal table knows every city, ward, town and village by its code without check digit. It has
neither the prefectures nor the designated cities as such: a prefecture's code is its two digits
and 000, a designated city's code is its lowest ward's, rounded down to a ten (相模原市緑区 14151
belongs to 14150). The six villages of the northern territories have no postal code and are not
among the 1,741.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from os.path import commonprefix
from typing import NamedTuple

from organizations.models import Municipality
from organizations.places.postal import postal_data
from platform_registry.japanese import municipality_check_digit

Kind = Municipality.Kind
KIND_OF_SUFFIX = {"市": Kind.CITY, "町": Kind.TOWN, "村": Kind.VILLAGE, "区": Kind.SPECIAL_WARD}
# Two villages of Tokyo have no county but their island written before them.
ISLANDS = {"三宅島": "ミヤケジマ", "八丈島": "ハチジョウジマ"}


class Entry(NamedTuple):
    """A local government as it should stand in the master; codes have six digits."""

    code: str
    name: str
    kana: str
    kind: str
    prefecture_code: str | None = None
    city_code: str | None = None


class PostalCity(NamedTuple):
    """A city as the postal table writes it: 石狩郡当別町, 札幌市中央区."""

    number: str  # five digits
    prefecture: str
    name: str
    prefecture_kana: str
    kana: str

    @property
    def in_designated_city(self) -> bool:
        return self.name.endswith("区") and "市" in self.name

    @property
    def prefecture_code(self) -> str:
        return six_digits(f"{self.number[:2]}000")


def six_digits(number: str) -> str:
    return number + municipality_check_digit(number)


def entries() -> list[Entry]:
    cities = list(_postal_cities())
    wards = [city for city in cities if city.in_designated_city]
    others = [city for city in cities if not city.in_designated_city]
    return [
        *_prefectures(cities),
        *_designated_cities_and_wards(wards),
        *(_entry(city) for city in others),
    ]


def _postal_cities() -> Iterator[PostalCity]:
    with postal_data() as data:
        found = data.execute(
            "SELECT DISTINCT json_extract(data, '$.jisx0402') AS number, prefecture, city,"
            " json_extract(data, '$.prefecture_kana'), json_extract(data, '$.city_kana')"
            " FROM postal_data ORDER BY number"
        )
        yield from (PostalCity(*row) for row in found)


def _prefectures(cities: Iterable[PostalCity]) -> Iterator[Entry]:
    first = {city.prefecture_code: city for city in cities}
    for code, city in first.items():
        yield Entry(code, city.prefecture, city.prefecture_kana, Kind.PREFECTURE)


def _designated_cities_and_wards(wards: Iterable[PostalCity]) -> Iterator[Entry]:
    by_city: dict[tuple[str, str], list[PostalCity]] = defaultdict(list)
    for ward in wards:
        by_city[ward.prefecture_code, ward.name[: ward.name.index("市") + 1]].append(ward)
    for (prefecture_code, name), members in by_city.items():
        lowest = min(member.number for member in members)
        code = six_digits(f"{lowest[:4]}0")
        kana = commonprefix([member.kana for member in members])
        yield Entry(code, name, kana, Kind.DESIGNATED_CITY, prefecture_code)
        for ward in members:
            yield Entry(
                six_digits(ward.number),
                ward.name.removeprefix(name),
                ward.kana.removeprefix(kana),
                Kind.CITY_WARD,
                prefecture_code,
                code,
            )


def _entry(city: PostalCity) -> Entry:
    name, kana = city.name, city.kana
    kind = KIND_OF_SUFFIX[name[-1]]
    if kind in (Kind.TOWN, Kind.VILLAGE):
        name, kana = _without_county(name, kana)
    return Entry(six_digits(city.number), name, kana, kind, city.prefecture_code)


def _without_county(name: str, kana: str) -> tuple[str, str]:
    for island, reading in ISLANDS.items():
        if name.startswith(island):
            return name.removeprefix(island), kana.removeprefix(reading)
    if "郡" not in name:  # the islands of Tokyo
        return name, kana
    # 赤穂郡上郡町 has the sign twice, キタグンマグンシントウムラ (北群馬郡) the reading.
    return name.partition("郡")[2], kana.rpartition("グン")[2]
