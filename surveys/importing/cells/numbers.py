"""Numbers as people type them: １２名, 約30人, 1,200円, 三百世帯, ▲5.

A number is read, not guessed: 10～20人 and 数十人 stay open and become problems. Reckoned is only
from the unit that was written into the unit that was asked for, and where that is exact.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from surveys.importing.cells.text import cell_text
from surveys.importing.cells.units import converted, is_counted, same_unit
from surveys.importing.shapes import CellValue, Quantity

_DIGIT = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    character: value for value, character in enumerate("零壱弐参")
}
_PLACE = {"十": 10, "拾": 10, "百": 100, "千": 1_000}
_GROUP = {"万": 10_000, "億": 100_000_000}
_PLACED = re.compile("".join(f"([一二三四五六七八九壱弐参]?{p})?" for p in ("千", "百", "[十拾]"))
                     + "([一二三四五六七八九壱弐参])?")  # fmt: skip
KANJI_NUMERAL = "〇一二三四五六七八九零壱弐参十拾百千万億"

_UNITS = (
    "人名様方団体社法人円件回度箇個カヶヵケか所歳才年月日時間分週泊食冊台棟戸世帯校園店舗施設"
    "事業票点枚本組班席室床位校区町会支部チームグループ種類項目つ"
)
_UNIT = re.compile(rf"(?:[{_UNITS}]{{1,5}}|%|％|㎡|m2|kg|km|cm|m|g|名程)(?:/[日週月年回人])?")
_ENDS_IN_UNIT = re.compile(r"[\d一-龠ァ-ー%㎡つ]$")
_BEFORE = re.compile(r"^(?:約|およそ|おおよそ|おおむね|概ね|凡そ|だいたい|大体|ほぼ|推定|概算)")
_NEUTRAL = re.compile(r"^(?:延べ|のべ|延|計|合計|全部で|総数|[¥\\$])")
_AFTER = re.compile(
    rf"(?:程度|ほど|前後|くらい|ぐらい|(?<=[{_UNITS}])位|以上|以下|未満|弱|強|超|超え|余り|あまり"
    r"|余|見込み?)$"
)
_REMARK = re.compile(r"\(.*\)$", re.DOTALL)
_RANGE = re.compile(r"\d[^\d]{0,3}[~〜∼\-‐-―−から][^\d]{0,2}\d|\d[、・]\d")
_VAGUE = re.compile(r"数[十百千万]|[十百千万]数|何[十百千万人]")
_NUMBER = re.compile(r"([-+]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
_GROUPED = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_MIXED = re.compile(r"([-+]?)(?=\d)(?:([\d.,]+)億)?(?:([\d.,]+)万)?(?:([\d.,]+)千)?([\d.,]*)")
_MONEY = re.compile(rf"([-+]?[\d.,]+)(千円|百万円)({_AFTER.pattern[:-1]})?$")
_TWO_NUMBERS = re.compile(r"[\d.]\s+[\d.]")
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d.,\s]*\d)")  # 1 200
_THOUSAND_OR_POINT = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}")  # 1.000円
_LARGE = re.compile(r"[万億千]")
LONGEST = 60  # characters of a cell that is looked at as a number
SPACED = "けたの区切りの空白を除きました"
_MINUS = str.maketrans({"▲": "-", "△": "-", "−": "-", "‐": "-", "–": "-", "—": "-", "―": "-"})


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """``quantity`` or ``problem`` is set; ``rule`` says what was put right in reading it.

    ``doubt`` is for a person to look at, though a number was read.
    """

    quantity: Quantity | None = None
    unit: str = ""
    rule: str = ""
    problem: str = ""
    doubt: str = ""


def parse_number(value: CellValue, unit: str | None = None, stated: str = "") -> ReadNumber:
    """Read a cell as a number in ``unit``, that of the question; without one as it is written.

    ``stated``: the unit of a number that has none beside it, as the heading says (年収（円）).
    """
    if isinstance(value, bool):
        return _refused(cell_text(value))
    if isinstance(value, (int, float)):
        text = cell_text(value)
        if text in ("inf", "-inf", "nan"):
            return _refused(text)
        return _in_unit(ReadNumber(Quantity(Decimal(text), as_printed=text)), unit or "", stated)
    return _parse(cell_text(value).strip(), unit or "", stated)


_FROM_TO = re.compile(
    r"(?P<low>\D*[\d,.]+(?:[億万千][\d,.]+)*)(?P<unit>\D{0,3}?)[~〜∼\-‐-―から]+"
    r"(?P<high>(?:[\d,.]+[億万千])*[\d,.]+(?P<tail>\D*))"
)
LOWER_END = "幅のある数の小さい方を、おおよその数として読みました"


def parse_range(value: CellValue, unit: str | None = None, stated: str = "") -> ReadNumber:
    """24～34人 as about 24, where a number was asked for; what it was stays beside it.

    The unit behind the larger end is that of both: 30～50万円 begins with 30万円.
    """
    printed = cell_text(value).strip()
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", printed))
    open_end = len(printed) > LONGEST or _has_two_numbers(printed)
    match = None if open_end else _FROM_TO.fullmatch(text)
    if match is None:
        return parse_number(value, unit, stated)
    own, tail = match["unit"], match["tail"]
    lower = match["low"] + (tail if tail.startswith(own) else own)
    low, high = (parse_number(end, unit, stated) for end in (lower, match["high"]))
    if low.quantity is None or high.quantity is None or low.quantity.value > high.quantity.value:
        return parse_number(value, unit, stated)
    quantity = Quantity(low.quantity.value, True, printed)
    return ReadNumber(quantity, low.unit, LOWER_END, doubt=low.doubt or high.doubt)


def _has_two_numbers(printed: str) -> bool:
    """4000 5000, but not 1 200."""
    folded = unicodedata.normalize("NFKC", printed)
    return bool(_TWO_NUMBERS.search(_SPACED.sub("", folded)))


@lru_cache(maxsize=8192)
def _parse(printed: str, column_unit: str, stated: str) -> ReadNumber:
    if len(printed) > LONGEST or _has_two_numbers(printed):
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
    rules = [
        "全角の数字や漢数字を読み取りました" if _needed_folding(printed, scaled) else "",
        "（ ）の中の注記を除きました" if remark else "",
        SPACED if _SPACED.search(unicodedata.normalize("NFKC", printed)) else "",
    ]
    if not found and scaled and _LARGE.search(body) and column_unit.endswith("円"):
        found = "円"  # 400万 where 万円 are asked for is no 400万万円
    quantity = Quantity(number, approx or more_approx, printed)
    read = ReadNumber(quantity, found, "。".join(filter(None, rules)), doubt=_point(
        printed, body, found or stated or column_unit
    ))  # fmt: skip
    return _in_unit(read, column_unit, stated)


def _point(printed: str, body: str, unit: str) -> str:
    if not (_THOUSAND_OR_POINT.fullmatch(body) and is_counted(unit)):
        return ""
    return f"「{printed}」の点が小数点か、けたの区切りかを決められません。小数点として読みました。"


def _in_unit(read: ReadNumber, asked: str, stated: str) -> ReadNumber:
    """The number in the unit asked for; where it can't be reckoned, as it was written."""
    quantity, found = read.quantity, read.unit or stated
    asked = asked or stated or ("円" if found in ("千円", "百万円") else "")
    if quantity is None or not found or not asked or same_unit(found, asked):
        return read
    value = converted(quantity.value, found, asked)
    if value is None:
        doubt = f"「{quantity.as_printed}」は単位が違います（{found}）。設問の単位は{asked}です。"
        return replace(read, doubt=doubt)
    written = found if read.unit else f"見出しの{found}"
    rule = "。".join(filter(None, (read.rule, f"{written}を{asked}に直しました")))
    return replace(read, quantity=replace(quantity, value=value), rule=rule)


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
    bare = text.removesuffix(column_unit)
    if bare != text and _NUMBER.fullmatch(bare):
        return bare, column_unit, False
    for _ in range(3):
        shorter = _AFTER.sub("", text)
        if shorter != text and _ENDS_IN_UNIT.search(shorter):
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
    """三百二十 → 320, 二〇二四 → 2024, 一二万 → 120,000; ``None`` when it is no numeral."""
    if not text or any(character not in KANJI_NUMERAL for character in text):
        return None
    *large, last = re.split(r"(?<=[万億])", text)
    total, before = 0, 0
    for part in large:
        place, many = _GROUP[part[-1]], _below_ten_thousand(part[:-1] or "一")
        if not many or before and place >= before:
            return None
        total, before = total + many * place, place
    rest = _below_ten_thousand(last) if last else 0
    return None if rest is None else total + rest


def _below_ten_thousand(text: str) -> int | None:
    """三百二十 or 三二〇; of 一二十 and 百二五 nobody can say what was meant."""
    if all(character in _DIGIT for character in text):
        return int("".join(str(_DIGIT[character]) for character in text))
    found = _PLACED.fullmatch(text)
    if found is None:
        return None
    return sum(
        _DIGIT.get(written[0], 1) * _PLACE.get(written[-1], 1)
        for written in found.groups()
        if written
    )
