"""What a public register says of one body, whatever the file's columns are called or where they are.

    法人番号公表サイト   全件・差分のcsv: no headings, columns by position (リソース定義書 of 国税庁)
    NPO法人ポータル      行政入力情報のcsv: headings
    gBizINFO            法人基本情報のcsv: headings, in the wording of either edition

Everything here is plain data without Django: it runs in the limited child process.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from surveys.importing.shapes import Refused

NUMBER = re.compile(r"[0-9]{13}")
CANCELLED = re.compile(r"認証の?取り?消")
CAUSES = {
    "01": "清算の結了等",
    "11": "合併による解散等",
    "21": "登記官による閉鎖",
    "31": "その他の清算の結了等",
}
DELETED, SUPERSEDED = "99", "0"
UNKNOWN = (
    "知っている名簿の形ではありません。法人番号公表サイトの全件データ（CSV）、NPO法人ポータルサイトの"
    "行政入力情報（CSV）、gBizINFOの法人基本情報（CSV）のどれかを選んでください。"
)


SPOILT = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,2}", re.IGNORECASE)
OPENED_IN_EXCEL = (
    "法人番号が「{}」のような形に変わっていて、番号が分かりません。Excelで開いて保存すると、こうなります。"
    "もう一度ダウンロードして、Excelで開かずに、そのまま選んでください。"
)
OTHER_COLUMNS = (
    "法人番号公表サイトの全件データのようですが、列の並びがダウンロードしたものと違います。"
    "列を変えたり除いたりしていない、ダウンロードしたままのファイルを選んでください。"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a register. ``address`` is the whole of it where its parts have no columns.

    ``closed`` is empty for a body that exists, else why it does not, as the register says it.
    Empty too is what the register gives as a picture only (外字).
    """

    number: str = ""
    name: str = ""
    kana: str = ""
    prefecture: str = ""
    city: str = ""
    town: str = ""
    address: str = ""
    postal_code: str = ""
    closed: str = ""
    successor: str = ""


Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Register:
    """A kind of file: ``form`` is the legal form of all in it, where it is one."""

    key: str
    title: str
    form: str = ""


NTA = Register("nta", "法人番号公表サイト")
NPO = Register("npo", "NPO法人ポータルサイト", form="npo")
GBIZINFO = Register("gbizinfo", "gBizINFO")
REGISTERS = {register.key: register for register in (NTA, NPO, GBIZINFO)}

Reader = Callable[[Row], Entry | None]


class Reading(NamedTuple):
    """How the rows of a register are read; ``unread`` are the headings nothing is taken of."""

    register: Register
    read: Reader
    first_is_entry: bool = False
    unread: Sequence[str] = ()


def reader_of(first: Row) -> Reading:
    """What register it is, by its first row."""
    if len(first) > _LATEST and first[0].strip().isdigit():
        _refuse_spoilt(first[1])
        if NUMBER.fullmatch(first[1]):
            return Reading(NTA, _by_position, first_is_entry=True)
    if len(first) > _LATEST and _is_of_nta(first):
        return Reading(NTA, _by_position)
    places = {_folded(heading): place for place, heading in reversed(list(enumerate(first)))}
    for register, headings, told_by in _BY_HEADINGS:
        if all(any(word in places for word in headings[name]) for name in told_by):
            found = {
                name: places[next(word for word in words if word in places)]
                for name, words in headings.items()
                if any(word in places for word in words)
            }
            unread = [text for at, text in enumerate(first) if text and at not in found.values()]
            return Reading(register, _Headed(found), unread=unread)
    if len(first) > _LATEST and NUMBER_HEADINGS & {_folded(text) for text in first}:
        raise Refused(OTHER_COLUMNS)
    raise Refused(UNKNOWN)


def _is_of_nta(first: Row) -> bool:
    return all(_folded(first[place]) in words for place, words in _NTA_HEADINGS.items())


def _refuse_spoilt(number: str) -> None:
    if SPOILT.fullmatch(number):
        raise Refused(OPENED_IN_EXCEL.format(number))


def _folded(heading: str) -> str:
    return re.sub(r"[\s()（）]", "", unicodedata.normalize("NFKC", heading))


# ------------------------------------------------------------------ by position

_CORPORATE_NUMBER, _PROCESS, _NAME, _NAME_IMAGE = 1, 2, 6, 7
_PREFECTURE, _CITY, _STREET, _ADDRESS_IMAGE, _POSTAL_CODE = 9, 10, 11, 12, 15
NUMBER_HEADINGS = {"法人番号", "corporateNumber"}
_NTA_HEADINGS = {
    _CORPORATE_NUMBER: NUMBER_HEADINGS,
    _NAME: {"商号又は名称", "商号または名称", "name"},
    _PREFECTURE: {"国内所在地都道府県", "都道府県", "prefectureName"},
    _POSTAL_CODE: {"郵便番号", "postCode"},
}
_CLOSE_DATE, _CLOSE_CAUSE, _SUCCESSOR, _LATEST, _KANA = 18, 19, 20, 23, 28


def _by_position(row: Row) -> Entry | None:
    """None for a row that says what was, or that a number was given by mistake."""
    cells = [cell.strip() for cell in row] + [""] * (_KANA + 1 - len(row))
    if cells[_PROCESS] == DELETED or cells[_LATEST] == SUPERSEDED:
        return None
    number = cells[_CORPORATE_NUMBER]
    _refuse_spoilt(number)
    if not NUMBER.fullmatch(number):
        return None
    drawn = bool(cells[_ADDRESS_IMAGE])
    return Entry(
        number=number,
        name="" if cells[_NAME_IMAGE] else cells[_NAME],
        kana=cells[_KANA],
        prefecture=cells[_PREFECTURE],
        city=cells[_CITY],
        town="" if drawn else cells[_STREET],
        postal_code=cells[_POSTAL_CODE],
        closed=_closure(cells[_CLOSE_DATE], CAUSES.get(cells[_CLOSE_CAUSE], "")),
        successor=cells[_SUCCESSOR] if NUMBER.fullmatch(cells[_SUCCESSOR]) else "",
    )


def _closure(day: str, cause: str) -> str:
    if not day:
        return ""
    return f"{day} 登記記録の閉鎖{f'（{cause}）' if cause else ''}"


# ------------------------------------------------------------------ by headings

Headings = dict[str, tuple[str, ...]]
_CLOSED: Headings = {
    "closed_on": ("登記記録の閉鎖等年月日", "登記記録の閉鎖年月日", "閉鎖年月日", "閉鎖日"),
    "cause": ("登記記録の閉鎖等の事由", "閉鎖事由", "閉鎖の事由"),
}
_OF_NPO: Headings = {
    "number": ("法人番号",),
    "name": ("法人名称", "特定非営利活動法人の名称"),
    "kana": ("法人名称カナ", "法人名称フリガナ"),
    "address": ("主たる事務所の所在地",),
    "postal_code": ("主たる事業所の郵便番号", "主たる事務所の郵便番号"),
    "dissolved": ("解散情報", "解散年月日", "解散日"),
    "reason": ("解散理由", "解散事由"),
    "supervised": ("監督情報",),
    "cancelled_on": ("認証取消年月日", "認証取消し年月日", "認証取消日"),
    **_CLOSED,
}
_OF_GBIZINFO: Headings = {
    "number": ("法人番号",),
    "name": ("法人名", "商号または名称"),
    "kana": ("法人名ふりがな", "商号または名称カナ"),
    "address": ("本社所在地", "登記住所"),
    "postal_code": ("郵便番号",),
    **_CLOSED,
}
_BY_HEADINGS = (
    (NPO, _OF_NPO, ("number", "name", "address")),
    (GBIZINFO, _OF_GBIZINFO, ("number", "name", "address", "closed_on")),
)


@dataclass(frozen=True, slots=True)
class _Headed:
    places: dict[str, int]

    def __call__(self, row: Row) -> Entry | None:
        cell = {name: row[place].strip() for name, place in self.places.items() if place < len(row)}
        number = unicodedata.normalize("NFKC", cell.get("number", ""))
        _refuse_spoilt(number)
        if not cell.get("name") or (number and not NUMBER.fullmatch(number)):
            return None
        return Entry(
            number=number,
            name=cell["name"],
            kana=cell.get("kana", ""),
            address=cell.get("address", ""),
            postal_code=cell.get("postal_code", ""),
            closed=_end_of_npo(cell) or _end_by_register(cell),
        )


def _end_of_npo(cell: dict[str, str]) -> str:
    if cell.get("dissolved"):
        return " ".join(filter(None, [f"解散：{cell['dissolved']}", cell.get("reason", "")]))
    if cell.get("cancelled_on"):
        return f"認証取消：{cell['cancelled_on']}"
    supervised = cell.get("supervised", "")
    return f"監督情報：{supervised}" if CANCELLED.search(supervised) else ""


def _end_by_register(cell: dict[str, str]) -> str:
    cause = cell.get("cause", "")
    return _closure(cell.get("closed_on", ""), CAUSES.get(cause, cause))
