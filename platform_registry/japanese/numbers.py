"""Official numbers: 全国地方公共団体コード, 法人番号 and postal codes."""

import re
import unicodedata
from collections.abc import Iterator

CORPORATE_NUMBER_LENGTH = 13
LARGEST_SMALL = 2**15 - 1  # of a small whole number in the database
LARGEST_STORED = 2**31 - 1  # of any other
_PREFECTURES = range(1, 48)
# Digits that are taken for one another in print and handwriting.
_LOOKALIKE_DIGITS = frozenset(
    {
        ("1", "7"),
        ("3", "8"),
        ("0", "6"),
        ("6", "8"),
        ("5", "6"),
        ("4", "9"),
        ("5", "3"),
        ("8", "9"),
    }
)


def digits(text: str) -> str:
    """The digits of a number typed in any width with any separators; phones compare by them."""
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))


def whole_number(text: str, most: int = LARGEST_STORED) -> int | None:
    """The number that digits alone write, in any width; None for other text and above ``most``.

    How long it is comes first: thousands of digits are more than Python takes for a number.
    """
    plain = unicodedata.normalize("NFKC", text)
    if not (plain.isascii() and plain.isdecimal()):
        return None
    short = plain.lstrip("0") or "0"
    number = int(short) if len(short) <= len(str(most)) else most + 1
    return number if number <= most else None


# ------------------------------------------------------------------ 全国地方公共団体コード


def municipality_check_digit(first_five: str) -> str:
    """Sixth digit of the code. Raises ValueError unless five digits are given."""
    if not re.fullmatch(r"[0-9]{5}", first_five):
        raise ValueError("団体コードの先頭5桁を数字で指定してください。")
    total = sum(
        int(digit) * weight for digit, weight in zip(first_five, (6, 5, 4, 3, 2), strict=True)
    )
    return str((11 - total % 11) % 10)


def valid_municipality_code(code: str) -> bool:
    """Six half-width digits, a prefecture between 01 and 47, right check digit."""
    if not re.fullmatch(r"[0-9]{6}", code) or int(code[:2]) not in _PREFECTURES:
        return False
    return municipality_check_digit(code[:5]) == code[5]


def complete_municipality_code(text: str) -> str | None:
    """The six-digit code for text in any width, without its check digit or its leading zero.

    None if it is no code, and also if five digits can be read both ways (12106 is 千葉市美浜区
    without check digit and 岩見沢市 without zero): a person must say which.
    """
    number = unicodedata.normalize("NFKC", text).strip()
    if valid_municipality_code(number):
        return number
    if not re.fullmatch(r"[0-9]{4,5}", number):
        return None
    if len(number) == 4:
        readings = ["0" + number + municipality_check_digit("0" + number)]
    else:
        readings = ["0" + number, number + municipality_check_digit(number)]
    possible = [code for code in readings if valid_municipality_code(code) and _is_issued(code)]
    return possible[0] if len(possible) == 1 else None


def _is_issued(code: str) -> bool:
    """Whether codes of that kind exist: 000 the prefecture, 1xx–7xx its municipalities."""
    return code[2:5] == "000" or code[2] in "1234567"


# ------------------------------------------------------------------ 法人番号


def corporate_number_check_digit(last_twelve: str) -> str:
    """First digit of the 法人番号. Raises ValueError unless twelve digits are given."""
    if not re.fullmatch(r"[0-9]{12}", last_twelve):
        raise ValueError("法人番号の下12桁を数字で指定してください。")
    total = sum(
        int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(last_twelve))
    )
    return str(9 - total % 9)


def corporate_number_problem(text: str) -> str | None:
    """What is wrong with a 法人番号 and what to do, as a sentence; None if nothing is."""
    if not re.fullmatch(r"[0-9]+", text):
        return "法人番号は半角の数字13桁です。ハイフンや空白、先頭の「T」などを除いてください。"
    if len(text) != CORPORATE_NUMBER_LENGTH:
        return f"法人番号は13桁ですが、{len(text)}桁あります。抜けや余分な数字を確かめてください。"
    if corporate_number_check_digit(text[1:]) == text[0]:
        return None
    return f"法人番号の検査数字が合いません。{_advice(text)}"


def _advice(number: str) -> str:
    swapped = [
        f"{place}・{place + 1}桁目（「{number[place - 1 : place + 1]}」）"
        for place in _swaps_that_help(number)
    ]
    if swapped:
        return f"左から{'、または'.join(swapped[:3])}が入れ替わっていないか確かめてください。"
    changed = [
        f"{place}桁目（「{number[place - 1]}」。「{digit}」なら合います）"
        for place, digit in _misreadings_that_help(number)
    ]
    if changed:
        return f"左から{'、または'.join(changed[:3])}に読み違いがないか確かめてください。"
    return "どこか1桁が違っているようです。登記や国税庁の法人番号公表サイトで確かめてください。"


def _swaps_that_help(number: str) -> Iterator[int]:
    """Places (from 1, from the left) where swapping with the next digit makes the number right."""
    for at in range(len(number) - 1):
        tried = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        if number[at] != number[at + 1] and corporate_number_check_digit(tried[1:]) == tried[0]:
            yield at + 1


def _misreadings_that_help(number: str) -> Iterator[tuple[int, str]]:
    for at, found in enumerate(number):
        for digit in "0123456789":
            tried = number[:at] + digit + number[at + 1 :]
            alike = (found, digit) in _LOOKALIKE_DIGITS or (
                digit,
                found,
            ) in _LOOKALIKE_DIGITS
            if alike and corporate_number_check_digit(tried[1:]) == tried[0]:
                yield at + 1, digit


# ------------------------------------------------------------------ postal codes


def postal_code(text: str) -> str | None:
    """135-0016 out of "1350016", "〒135-0016" or full-width; None if not seven digits."""
    number = re.sub(r"[\s〒‐‑–—―−ー-]", "", unicodedata.normalize("NFKC", text))
    return f"{number[:3]}-{number[3:]}" if re.fullmatch(r"[0-9]{7}", number) else None
