"""When a member left, where a remark says it plainly: 「令和8年3月31日退会」."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError

from surveys.importing.lists.kinds import cleaning

_DAY = r"(?:令和|平成|[RH])?\s*(?:元|\d{1,4})\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?"
_LEFT = r"(?:退会|脱退|退任|離脱)"
_BEFORE = re.compile(rf"({_DAY})\s*(?:付け?|を?もって|限り|に|で)*\s*{_LEFT}")
_AFTER = re.compile(rf"{_LEFT}日?\s*[:(は]?\s*({_DAY})")


def day_of_leaving(remark: str) -> date | None:
    text = unicodedata.normalize("NFKC", remark)
    said = {found for pattern in (_BEFORE, _AFTER) for found in pattern.findall(text)}
    if len(said) != 1:  # of several days none is plain
        return None
    try:
        return cleaning.day(said.pop())
    except ValidationError:
        return None
