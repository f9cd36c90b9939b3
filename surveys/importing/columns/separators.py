"""Marks between the answers of one cell, and columns in which people used several of them.

A form joins answers with one mark; people who type them use ， and ; where others use 、.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from surveys.importing.cells.labels import label_key, pieces

SEPARATORS = (
    "\n", ";", "；", "|", "｜", "／", "/", ", ", ",", "，", "、", "､", "・", "\u3000", " ",
)  # fmt: skip
LAST_RESORT = ("・", "\u3000", " ")  # these stand inside labels more often than between them
MARKS = tuple(mark for mark in SEPARATORS if mark not in LAST_RESORT)
MIXED = "区切り文字が混ざっています。どの区切りでも分けました"
PERHAPS_MIXED = "区切り文字が混ざっているかもしれません。選択肢を確かめてください"
_CODE = re.compile(r"[1-9][0-9]{0,2}")

Sequence = tuple[tuple[str, ...], int]
"""The items of one answer in their order, by label_key form, and how many rows hold it."""


def cut_everywhere(text: str, known: Callable[[str], Any] = lambda text: None) -> list[str]:
    """The pieces between any of the marks; a known label isn't cut further."""
    parts = [text]
    for mark in MARKS:
        parts = [p for part in parts for p in ([part] if known(part) else pieces(part, mark))]
    return parts


def taken_apart(
    sequences: list[Sequence], spelling: dict[str, str]
) -> tuple[list[Sequence], dict[str, str], str]:
    """Sequences and spellings with items cut that hold nothing but other items, and the doubt.

    An item of which only a part is known may as well be a label that holds the mark.
    """
    shown = {key for keys, _ in sequences for key in keys}
    cut = {key: cut_everywhere(spelling[key]) for key in shown}
    plain = {key for key, parts in cut.items() if len(parts) < 2}
    mixed = {key: parts for key, parts in cut.items() if key not in plain}
    found = {key: parts for key, parts in mixed.items() if _are_items(parts, plain)}
    if not found:
        partly = any(label_key(part) in plain for parts in mixed.values() for part in parts)
        return sequences, spelling, PERHAPS_MIXED if partly else ""
    spelling = {label_key(part): part for parts in found.values() for part in parts} | spelling
    new = {key: [label_key(part) for part in parts] for key, parts in found.items()}
    return (
        [(tuple(k for key in keys for k in new.get(key, [key])), n) for keys, n in sequences],
        spelling,
        MIXED,
    )


def _are_items(parts: list[str], plain: set[str]) -> bool:
    codes = all(_CODE.fullmatch(part) for part in parts)
    return codes or all(label_key(part) in plain for part in parts)
