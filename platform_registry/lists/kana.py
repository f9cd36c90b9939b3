"""The rows of the kana table below a list that stands in the order of readings: か leads to か, が, き …"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from platform_registry.lists.tables import changed

# With what the keys of a row begin (`japanese.kana_sort_key`: katakana without marks).
BEGINS = dict(zip("あかさたなはまやらわ", "アカサタナハマヤラワ", strict=True))
LAST = "ン"


@dataclass(frozen=True, slots=True)
class KanaRow:
    label: str
    url: str
    current: bool


def rows(query: QueryDict, sort: str, reading: str) -> list[KanaRow]:
    """``sort``: the column in whose order the list has to stand; ``reading``: of the first row."""
    here = row_of(reading)
    return [
        KanaRow(row, changed(query, kana=row, sort=sort, cursor=None), row == here)
        for row in BEGINS
    ]


def row_of(reading: str) -> str:
    """In which row a reading stands; empty for what is no kana."""
    found = [row for row, begin in BEGINS.items() if begin <= reading[:1] <= LAST]
    return found[-1] if found else ""
