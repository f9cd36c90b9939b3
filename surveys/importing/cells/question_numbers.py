"""The number of a question, as forms, typists and research companies write it.

Q1 = 問1 = ﾄｲ1 = 【1】 = （1） = 1. ; 問14-1, Q14_1, Q14S1, Q14(1), 問14①, (14)-1, 問14付問1 are the first part of
14. F1 is the first of the face sheet, and not 問1.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

Number = tuple[int, ...]

FACE = -1  # before the numbers of the face sheet
_PART = (
    r"\s*(?:[-_.]\s*(\d{1,2})(?!\d)|(?:sq|付問|枝問?|[sc])\s*(\d{1,2})(?!\d)"
    r"|[(\[]\s*(\d{1,2})\s*[)\]])"
)
_NUMBER = re.compile(
    r"\s*(?P<open>[\[(<【〔]*)\s*(?P<word>q|問い?|設問|質問|トイ|とい|no\.?|item|f(?=\s*\d))?\s*"
    rf"(?P<main>\d{{1,3}})(?!\d)(?P<parts>(?:{_PART})*)"
    r"(?P<text>[_-]?(?:fa|ft|oa|txt|text|other|t(?![a-z])))?\s*"
    rf"(?P<close>[\])>】〕]*)(?P<more>(?:{_PART})*)\s*(?P<mark>[.:、)．,]?)\s*",
    re.I,
)


_CIRCLED = re.compile("[①-⑳]")


@dataclass(frozen=True, slots=True)
class Numbered:
    """``number`` is empty where a heading has none; ``is_text``: of what was written (Q3FA).

    ``bare``: only a figure (1. or ①), which may count options as well as questions.
    """

    number: Number
    rest: str
    is_text: bool = False
    bare: bool = False


@lru_cache(maxsize=8192)
def numbered(heading: str) -> Numbered:
    """The number a heading begins with, and what follows it."""
    text = unicodedata.normalize("NFKC", _CIRCLED.sub(_bracketed, heading[:400])).strip()
    match = _NUMBER.match(text)
    if match is None or not _is_number(match, text):
        return Numbered((), text)
    written = match["parts"] + match["more"]
    parts = [int(n) for found in re.findall(_PART, written, re.I) for n in found if n]
    face = (FACE,) if (match["word"] or "").casefold() == "f" else ()
    number = (*face, int(match["main"]), *parts)
    return Numbered(number, text[match.end() :], bool(match["text"]), not match["word"])


def _bracketed(circled: re.Match[str]) -> str:
    return f"({unicodedata.normalize('NFKC', circled[0])})"


def _is_number(match: re.Match[str], text: str) -> bool:
    """A bare figure is one only with a mark behind it: 10代 and 3密 begin with none."""
    enclosed = bool(match["open"] and match["close"])
    return bool(match["word"] or enclosed or match["mark"] or match.end() == len(text))
