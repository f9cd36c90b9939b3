"""Numbers as people type them: １２名, 約30人, 1,200円, 三百世帯, ▲5.

A number is read, never reckoned: 10～20人 and 数十人 stay open and become problems.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from surveys.importing.cells.text import cell_text
from surveys.importing.shapes import CellValue, Quantity

_DIGIT = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    character: value for value, character in enumerate("零壱弐参")
}
_PLACE = {"十": 10, "拾": 10, "百": 100, "千": 1_000}
_GROUP = {"万": 10_000, "億": 100_000_000}
KANJI_NUMERAL = "〇一二三四五六七八九零壱弐参十拾百千万億"

_UNITS = (
    "人名様方団体社法人円件回度箇個カヶケか所歳才年月日時間分週泊食冊台棟戸世帯校園店舗施設"
    "事業票点枚本組班席室床位校区町会支部チームグループ種類項目つ"
)
_UNIT = re.compile(rf"(?:[{_UNITS}]{{1,5}}|%|％|㎡|m2|kg|km|cm|m|g|名程)(?:/[日週月年回人])?")
_BEFORE = re.compile(r"^(?:約|およそ|おおよそ|おおむね|概ね|凡そ|だいたい|大体|ほぼ|推定|概算)")
_NEUTRAL = re.compile(r"^(?:延べ|のべ|延|計|合計|全部で|総数|[¥\\$])")
_AFTER = re.compile(
    r"(?:程度|ほど|前後|くらい|ぐらい|(?<=[人名件])位|以上|以下|未満|弱|強|超|超え|余り|あまり"
    r"|余|見込み?)$"
)
_REMARK = re.compile(r"\(.*\)$", re.DOTALL)
_RANGE = re.compile(r"\d[^\d]{0,3}[~〜∼\-‐-―−から][^\d]{0,2}\d|\d[、・]\d")
_VAGUE = re.compile(r"数[十百千万]|[十百千万]数|何[十百千万人]")
_NUMBER = re.compile(r"([-+]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
_GROUPED = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_MIXED = re.compile(r"([-+]?)(?=\d)(?:([\d.,]+)億)?(?:([\d.,]+)万)?(?:([\d.,]+)千)?([\d.,]*)")
_MONEY = re.compile(rf"([-+]?[\d.,]+)(千円|百万円)({_AFTER.pattern[:-1]})?$")
_MINUS = str.maketrans({"▲": "-", "△": "-", "−": "-", "‐": "-", "–": "-", "—": "-", "―": "-"})


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """``quantity`` or ``problem`` is set; ``rule`` says what was put right in reading it."""

    quantity: Quantity | None = None
    unit: str = ""
    rule: str = ""
    problem: str = ""


def parse_number(value: CellValue, unit: str | None = None) -> ReadNumber:
    """Read a cell as a number. ``unit`` is the column's own unit (``千円`` is then not scaled)."""
    if isinstance(value, bool):
        return _refused(cell_text(value))
    if isinstance(value, (int, float)):
        text = cell_text(value)
        if text in ("inf", "-inf", "nan"):
            return _refused(text)
        return ReadNumber(Quantity(Decimal(text), as_printed=text))
    return _parse(cell_text(value).strip(), unit or "")


_FROM_TO = re.compile(r"(?P<low>\D*[\d,.]+)(?P<unit>\D{0,3}?)[~〜∼\-‐-―から]+(?P<high>[\d,.]+\D*)")
LOWER_END = "幅のある数の小さい方を、おおよその数として読みました"


def parse_range(value: CellValue, unit: str | None = None) -> ReadNumber:
    """24～34人 as about 24, where a number was asked for; what it was stays beside it."""
    printed = cell_text(value).strip()
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", printed))
    match = _FROM_TO.fullmatch(text)
    ends = [parse_number(match[end], unit).quantity for end in ("low", "high")] if match else []
    low, high = ends or (None, None)
    if low is None or high is None or low.value > high.value:
        return parse_number(value, unit)
    return ReadNumber(Quantity(low.value, True, printed), rule=LOWER_END)


@lru_cache(maxsize=8192)
def _parse(printed: str, column_unit: str) -> ReadNumber:
    if len(printed) > 60:
        return _refused(printed)
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", printed)).translate(_MINUS)
    if _VAGUE.search(text):
        return ReadNumber(
            problem=f"「{printed}」はおおよその数で、一つの数に決められません。数字を入れてください。"
        )
    body, approx, remark = _without_words(text)
    if _RANGE.search(body):
        return ReadNumber(
            problem=f"「{printed}」は数の幅です。一つの数に直すか、選択式の設問として扱ってください。"
        )
    body, found, more_approx = _without_unit(body, column_unit)
    number, scaled = _amount(body)
    if number is None:
        return _refused(printed)
    factor = {"千円": 1_000, "百万円": 1_000_000}.get(found, 1) if found != column_unit else 1
    rules = [
        "全角の数字や漢数字を読み取りました" if _needed_folding(printed, scaled) else "",
        "（ ）の中の注記を除きました" if remark else "",
        f"{found}を円に直しました" if factor != 1 else "",
    ]
    quantity = Quantity(number * factor, approx or more_approx, printed)
    return ReadNumber(quantity, found, "。".join(filter(None, rules)))


def _refused(printed: str) -> ReadNumber:
    return ReadNumber(problem=f"「{printed[:40]}」を数として読めません。数字だけを入れてください。")


def _needed_folding(printed: str, scaled: bool) -> bool:
    return scaled or bool(re.search(r"[０-９]", printed))


def _without_words(text: str) -> tuple[str, bool, bool]:
    """The text without 約, 延べ and a remark in brackets; whether 約 stood there; a remark."""
    remark = bool(_REMARK.search(text)) and not text.startswith("(")
    if remark:
        text = _REMARK.sub("", text)
    approx = False
    while True:
        shorter = _BEFORE.sub("", text)
        approx = approx or shorter != text
        shorter = _NEUTRAL.sub("", shorter)
        if shorter == text:
            return text, approx, remark
        text = shorter


def _without_unit(text: str, column_unit: str) -> tuple[str, str, bool]:
    """Take 程度 and 人 off the end, in either order (30人程度, 30名ほど, 50弱人)."""
    approx, unit = False, ""
    if money := _MONEY.match(text):
        return money[1], money[2], bool(money[3])
    for _ in range(3):
        shorter = _AFTER.sub("", text)
        if shorter != text and re.search(r"[\d一-龠]$", shorter):
            approx, text = True, shorter
        head = re.match(rf"[-+\d.,{KANJI_NUMERAL}]+", text)
        tail = text[head.end() :] if head else ""
        if head and tail and (tail == column_unit or _UNIT.fullmatch(tail)):
            text, unit = text[: head.end()], tail
    return text, unit, approx


def _amount(text: str) -> tuple[Decimal | None, bool]:
    """The number, and whether kanji had to be read."""
    if match := _NUMBER.fullmatch(text):
        sign, whole, fraction = match.groups()
        return Decimal(sign + whole.replace(",", "") + (fraction or "")), False
    if re.search(r"\d", text):
        return _mixed(text), True
    number = kanji_number(text.lstrip("-"))
    if number is None:
        return None, False
    return Decimal(-number if text.startswith("-") else number), True


def _mixed(text: str) -> Decimal | None:
    """3万5,000 and 2.5万."""
    match = _MIXED.fullmatch(text)
    if not match:
        return None
    sign, *parts = match.groups()
    total = Decimal(0)
    for part, place in zip(parts, (100_000_000, 10_000, 1_000, 1), strict=True):
        if not part:
            continue
        if not _GROUPED.fullmatch(part):  # 3,5 is two numbers, or a slip
            return None
        total += Decimal(part.replace(",", "")) * place
    return -total if sign == "-" else total


def kanji_number(text: str) -> int | None:
    """三百二十 → 320, 二〇二四 → 2024; ``None`` when it is no numeral."""
    if not text or any(character not in KANJI_NUMERAL for character in text):
        return None
    if all(character in _DIGIT for character in text):
        return int("".join(str(_DIGIT[character]) for character in text))
    total = group = digit = 0
    for character in text:
        if character in _DIGIT:
            digit = _DIGIT[character]
        elif character in _PLACE:
            group, digit = group + (digit or 1) * _PLACE[character], 0
        else:
            total, group, digit = total + (group + digit or 1) * _GROUP[character], 0, 0
    return total + group + digit
