"""Units of amounts: which of them measure the same, and by what one becomes the other."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_SIZES: dict[str, dict[str, int]] = {
    "money": {"円": 1, "千円": 1_000, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000},
    "time": {"秒": 1, "分": 60, "分間": 60, "時間": 3_600},
    "days": {"日": 1, "日間": 1, "週": 7, "週間": 7},
    "months": {"か月": 1, "ヶ月": 1, "ヵ月": 1, "カ月": 1, "ケ月": 1, "箇月": 1, "か月間": 1,
               "年": 12, "年間": 12},
    "length": {"mm": 1, "cm": 10, "m": 1_000, "メートル": 1_000, "km": 1_000_000},
    "mass": {"g": 1, "kg": 1_000, "t": 1_000_000},
    "area": {"m2": 1, "平方メートル": 1, "平米": 1, "a": 100, "ha": 10_000},
    "share": {"%": 1, "パーセント": 1},
    "people": {"人": 1, "名": 1, "様": 1, "方": 1, "千人": 1_000, "万人": 10_000},
    "households": {"世帯": 1, "戸": 1},
}  # fmt: skip
"""What is measured → its units in whole numbers of the smallest, as NFKC leaves them.

Months have no one length, and a day of activity hasn't 24 hours.
"""

_FAMILY = {unit: family for family, units in _SIZES.items() for unit in units}
_SIZE = {unit: size for units in _SIZES.values() for unit, size in units.items()}
_SPANS = {"日", "日間", "週", "週間", *_SIZES["months"]}
_COUNTS = ("people", "households")
_DECIMALS = 10  # of a stored number
_STATED = re.compile(r"[(\[【〔](?:単位[::]?)?([^()\[\]【】〔〕]+)[)\]】〕]|単位:(\S+)")
_COUNTED = re.compile(
    r"円|[人名様方件個箇所世帯戸回台棟冊本枚組班校園店舗室床席票食泊歳才]"
    r"|[カヶケか]所|世帯|団体|法人|施設|事業|店舗|種類"
)


def is_counted(unit: str) -> bool:
    """Whether there are no thousandths of it: 円, 人, 件."""
    return bool(_COUNTED.fullmatch(_per(unit)[0]))


def stated_unit(heading: str, asked: str = "") -> str:
    """年収（円） → 円; empty where no unit that is known stands in brackets.

    費用（年間） says how long, not in what; so do all spans where no time is ``asked`` for.
    """
    folded = unicodedata.normalize("NFKC", heading)
    named = [match[1] or match[2] for match in _STATED.finditer(folded)]
    family = _FAMILY.get(_per(asked)[0])
    fitting = (u for u in reversed(named) if u in _FAMILY and not (
        u in _SPANS and _FAMILY[u] != family
    ))  # fmt: skip
    return next(fitting, "")


def same_unit(one: str, other: str) -> bool:
    """Whether a number needs no reckoning between them; what no table knows is not judged."""
    (own, own_each), (asked, asked_each) = _per(one), _per(other)
    if own_each and asked_each and own_each != asked_each:
        return False
    if own == asked or _unknown_part(own, asked) or _unknown_part(asked, own):
        return True
    families = {_FAMILY.get(own, ""), _FAMILY.get(asked, "")}
    if "" in families:
        return not families.difference({"", *_COUNTS})
    return len(families) == 1 and _SIZE[own] == _SIZE[asked]


def _unknown_part(short: str, long: str) -> bool:
    """月 of か月, but not 分 of 分野."""
    return short not in _FAMILY and bool(short) and short in long


def converted(value: Decimal, unit: str, asked: str) -> Decimal | None:
    """The value in the unit asked for; None where it isn't exact, or they measure two things."""
    (own, own_each), (wanted, wanted_each) = _per(unit), _per(asked)
    alike = _FAMILY.get(own) == _FAMILY.get(wanted) is not None
    if not alike or (own_each and wanted_each and own_each != wanted_each):
        return None
    whole = value * _SIZE[own]
    result = whole / _SIZE[wanted]
    exact = result * _SIZE[wanted] == whole and round(result, _DECIMALS) == result
    return result if exact else None


def _per(unit: str) -> tuple[str, str]:
    """人/日 → 人, 日."""
    folded = unicodedata.normalize("NFKC", unit).strip()
    what, _, each = folded.partition("/")
    return what, each
