"""The constraint of an XLSForm: ``. >= 0 and . <= 120``, and what stands alone among options.

not(selected(., '9') and count-selected(.) > 1)
"""

from __future__ import annotations

import re
from decimal import Decimal

from surveys.importing.table.named_questions import Named

_LIMIT = re.compile(r"\.\s*(?P<sign>>=|<=|>|<)\s*(?P<bound>-?\d+(?:\.\d+)?)(?![\d.])")
_CHOSEN = r"selected\(\s*\.\s*,\s*['\"]([^'\"]+)['\"]\s*\)"
_ALONE = (
    re.compile(rf"not\(\s*{_CHOSEN}\s*and\s*count-selected\(\s*\.\s*\)\s*>\s*1\s*\)"),
    re.compile(rf"not\(\s*count-selected\(\s*\.\s*\)\s*>\s*1\s*and\s*{_CHOSEN}\s*\)"),
    re.compile(rf"if\(\s*{_CHOSEN}\s*,\s*count-selected\(\s*\.\s*\)\s*=\s*1\s*,\s*true\(\)\s*\)"),
)
_JOINED = re.compile(r"(?:\band\b|[()\s])*")


def take_constraint(asked: Named, constraint: str, told: list[str]) -> None:
    """Limits and exclusive options into the question; what is none of both is told."""
    rest = constraint
    for pattern in _ALONE:
        for code in pattern.findall(rest):
            if choice := asked.choice(code):
                choice.exclusive = True
        rest = pattern.sub("", rest)
    limits = list(_LIMIT.finditer(rest))
    if not _JOINED.fullmatch(_LIMIT.sub("", rest)):
        told.append(
            f"{asked.row}行目：入力の制限「{constraint}」は、最小・最大の形にできないため入れていません。"
        )
        return
    for limit in limits:
        _take_limit(asked, limit["sign"], limit["bound"])


def _take_limit(asked: Named, sign: str, bound: str) -> None:
    """``. > 0`` is 1 and more among whole numbers; of others the bound itself is let in."""
    if sign in "<>" and asked.whole:
        bound = str(Decimal(bound) + (1 if sign == ">" else -1))
    if sign.startswith(">"):
        asked.field.minimum = bound
    else:
        asked.field.maximum = bound
