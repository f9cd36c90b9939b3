"""Telephone numbers, whose leading zero Excel drops when it takes them for numbers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from surveys.importing.cells.text import cell_text
from surveys.importing.shapes import CellValue

_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))
_ABROAD = re.compile(r"^\+?81[-\s]?(?:\(0\))?0?(?=[1-9])")
_FIRST = re.compile(r"\(?0[\d\-() ]{7,13}\d")


@dataclass(frozen=True, slots=True)
class ReadPhone:
    """``text`` is the number as it is kept; hyphens stay as they were typed."""

    text: str
    rule: str = ""
    problem: str = ""


def parse_phone(value: CellValue) -> ReadPhone:
    printed = cell_text(value).strip()
    text = unicodedata.normalize("NFKC", printed).translate(_HYPHENS).strip()
    rule = "" if text == printed else "全角の数字と記号を半角にしました"
    digits = re.sub(r"\D", "", text)
    if text.startswith("+81"):
        text, rule = _ABROAD.sub("0", text), "国番号を市外局番の0に直しました"
    elif _lost_zero(text, digits):
        text, rule = "0" + text, "先頭の0を補いました"
    if _plausible(text):
        return ReadPhone(text, rule)
    return ReadPhone(
        text,
        rule,
        f"「{printed[:40]}」は電話番号の桁数に合いません。市外局番から確かめてください。",
    )


def _lost_zero(text: str, digits: str) -> bool:
    """9 digits of a landline or 10 of a mobile number, with no zero before them."""
    if not re.fullmatch(r"[1-9][\d-]*", text):
        return False
    return len(digits) == 9 or (len(digits) == 10 and digits[0] in "56789")


def _plausible(text: str) -> bool:
    """Whether it starts with a number of 10 or 11 digits; an extension or a second may follow."""
    first = _FIRST.match(text.replace(" ", ""))
    return first is not None and len(re.sub(r"\D", "", first.group())) in (10, 11)
