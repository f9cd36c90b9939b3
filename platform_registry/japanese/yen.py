"""Sums of money as people type them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from django.core.exceptions import ValidationError

UNITS = {"円": 1, "千円": 1_000, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000}
LONGEST = 30
LARGEST = 1_000_000_000_000
SMALLEST_WITHOUT_UNIT = 1_000  # 「200」 is rather 200万円 than 200円
ROUGHLY = re.compile("約|程度|ほど|前後")
PATTERN = re.compile(r"約?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>円|千円|万円|百万円|億円)")


def parse_yen(text: str) -> int | None:
    """2000000 for 「200万円」; None for nothing; ValidationError where number or unit is unclear."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("程度", "")
    if not plain:
        return None
    found = PATTERN.fullmatch(f"{plain}円" if plain[-1].isdecimal() else plain)
    if found is None or len(plain) > LONGEST:
        raise ValidationError(
            "金額を読み取れません。「200万円」「3,960,938円」のように、数字と単位（円・千円・万円）で入力してください。"
        )
    if (
        plain[-1].isdecimal()
        and 0 < float(found["number"].replace(",", "")) < SMALLEST_WITHOUT_UNIT
    ):
        raise ValidationError(f"金額「{plain}」に単位（円・千円・万円）を付けてください。")
    amount = Decimal(found["number"].replace(",", "")) * UNITS[found["unit"]]
    if amount > LARGEST:
        raise ValidationError("金額が大きすぎます。桁と単位を確かめてください。")
    if amount != amount.to_integral_value():
        raise ValidationError("金額は1円単位までで入力してください。")
    return int(amount)


def yen_shown(amount: int) -> str:
    """200万円 for 2000000, 1,235,000円 where it isn't whole."""
    if amount >= 10_000 and amount % 10_000 == 0:
        return f"{amount // 10_000:,}万円"
    return f"{amount:,}円"
