"""What is derived from what an organization says, to match, sort and find it; never shown."""

from __future__ import annotations

from collections.abc import Iterable

from organizations.bodies.names import split_legal_form
from platform_registry.japanese import kana_sort_key
from platform_registry.search.key import SECTION, key_of

SEARCHED_LETTERS = 3_000
# What an organization is found by besides its names, activities, legal form and address.
SEARCHED = ("operator", "area_served", "description", "note", "email")
# What to fetch besides to derive the keys of many.
KEYED = ("names", "activities__function", "activities__targets", "municipality__prefecture",
         "municipality__city")  # fmt: skip
DIALLED = ("phone", "other_phones", "fax", "postal_code", "corporate_number")


def whole_address(prefecture: str, city: str, town: str, building: str) -> str:
    return f"{prefecture}{city}{town} {building}".strip()


def organization_keys(name: str, kana: str) -> dict[str, str]:
    """What is derived from an organization's names to match and sort it; never shown."""
    parsed = split_legal_form(name)
    # U+FFFF puts names without a reading last.
    sort_key = kana_sort_key(kana) if kana else "\uffff" + name
    return {"bare_name": parsed.bare_name, "match_key": parsed.key, "sort_key": sort_key[:210]}


def found_by(names: Iterable[str], texts: Iterable[str], phones: Iterable[str]) -> str:
    """The key an organization is found by, the same in whatever order its texts come."""
    key = f"{key_of(dict.fromkeys(names))}{SECTION}{key_of(sorted({*texts}), phones=sorted({*phones}))}"
    return key[:SEARCHED_LETTERS]
