"""Dates as they stand in Japanese spreadsheets: ISO, 2024年3月5日, R6.3.5, 令和元年, ㍻5, 45356.

What the cell does not decide stays undecided: a year alone is no date, and a date that does not
exist (平成5年2月30日) becomes a problem with a sentence, never a neighbouring day.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from surveys.importing.cells.numbers import KANJI_NUMERAL, kanji_number
from surveys.importing.cells.text import cell_text
from surveys.importing.shapes import CellValue


@dataclass(frozen=True, slots=True)
class Era:
    """``last_year`` is the era's own last year; the present era has none."""

    name: str
    letter: str
    begin: date
    last_year: int


ERAS = (
    Era("明治", "M", date(1868, 10, 23), 45),
    Era("大正", "T", date(1912, 7, 30), 15),
    Era("昭和", "S", date(1926, 12, 25), 64),
    Era("平成", "H", date(1989, 1, 8), 31),
    Era("令和", "R", date(2019, 5, 1), 99),
)
_BY_SIGN = {sign: era for era in ERAS for sign in (era.name, era.name[0], era.letter)}
FAR_AHEAD = 10  # years; plans are asked for too
WAREKI, SERIAL = "和暦を西暦にしました", "Excelのシリアル値を日付にしました"
COMPACT, MONTH_FIRST = "8桁の数字を日付にしました", "月/日/年の順に読みました"


@dataclass(frozen=True, slots=True)
class ReadDate:
    """``value`` is the day (with time if one was given).

    ``partial`` holds what is decided of an incomplete date in ISO form (``1998``, ``1998-04``);
    ``warning`` accompanies what was read, ``problem`` stands for a value. ``rule`` is empty for a date that
    was written plainly.
    """

    value: date | datetime | None = None
    rule: str = ""
    partial: str = ""
    warning: str = ""
    problem: str = ""


_YEAR = (
    r"(?:(?P<era>明治|大正|昭和|平成|令和|[明大昭平令]|[MTSHR])\.?(?P<ey>\d{1,2}|元)|(?P<y>\d{4}))"
)
_WEEKDAYS = ("月Mon", "火Tue", "水Wed", "木Thu", "金Fri", "土Sat", "日Sun")
_WEEKDAY = (
    r"(?:[(\[]?(?P<weekday>[月火水木金土日祝・]+(?=曜|\W|\d|T|$)|Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
    r"(?:曜日?)?[)\]]?)?"
)
_TIME = (
    r"(?:[T,]?(?P<pre>午前|午後|AM|PM)?(?P<h>\d{1,2})[:時](?:(?P<mi>\d{1,2})(?:[:分](?P<s>\d{1,2})"
    r"(?:\.\d+)?秒?|分)?)?(?P<post>午前|午後|AM|PM)?(?P<zone>Z|(?:GMT|UTC|JST)?[+-]?[\d:]*))?"
)
_FULL = re.compile(
    rf"{_YEAR}(?:年|[./-])(?P<m>\d{{1,2}})(?:月|[./-])(?P<d>\d{{1,2}})日?{_WEEKDAY}{_TIME}", re.I
)
_COMPACT = re.compile(r"(?P<y>(?:1[89]|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)")
_COMPACT_ERA = re.compile(r"(?P<era>[MTSHR])(?P<ey>\d\d)(?P<m>\d\d)(?P<d>\d\d)", re.I)
_FOUNDED = re.compile(
    r"(?<=[年月日\d])に?(?:設立|創立|創設|創業|発足|結成|開設|開業|開所|設置|登録)$"
)
_ERA_YEAR = r"(?:明治|大正|昭和|平成|令和|[MTSHR])\.?(?:\d{1,2}|元)"
_BOTH_YEARS = re.compile(
    rf"(?P<west>\d{{4}})年?\((?P<own>{_ERA_YEAR})年?\)年?"
    rf"|(?P<era>{_ERA_YEAR})年?\((?:西暦)?(?P<too>\d{{4}})年?\)年?",
    re.I,
)
_TWICE = re.compile(r"(?P<one>[^()]+)\((?P<other>[^()]*[\d元][^()]*)\)")
_MONTH_FIRST = re.compile(rf"(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})/(?P<y>\d{{4}}){_TIME}", re.I)
_PARTIAL = re.compile(rf"{_YEAR}(?:年|[./-])?(?:(?P<m>\d{{1,2}})月?)?(?:頃|ごろ)?", re.I)
_FISCAL = re.compile(rf"{_YEAR}年度.*", re.I)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
}
_ENGLISH = (
    re.compile(rf"(?P<d>\d{{1,2}})-?(?P<name>[a-z]{{3}})[a-z]*-?,?(?P<y>\d{{4}}){_TIME}", re.I),
    re.compile(rf"(?P<name>[a-z]{{3}})[a-z]*\.?(?P<d>\d{{1,2}}),(?P<y>\d{{4}}){_TIME}", re.I),
)
_KANJI = re.compile(rf"[{KANJI_NUMERAL}]+(?=[年月日時分])")


def parse_date(value: CellValue, *, serial: bool = False) -> ReadDate:
    """Read a cell as a date. ``serial`` allows Excel's day numbers, in date columns only."""
    if isinstance(value, (date, datetime)):
        return ReadDate(value)
    if isinstance(value, (bool, time)) or value is None:
        return _unreadable(cell_text(value))
    if serial and (day := _from_serial(value)) is not None:
        return ReadDate(day, SERIAL)
    return _parse(cell_text(value).strip())


def _unreadable(printed: str) -> ReadDate:
    return ReadDate(
        problem=f"「{printed[:40]}」を日付として読めません。「2024/3/5」のような形で入れてください。"
    )


def _from_serial(value: CellValue) -> date | None:
    text = unicodedata.normalize("NFKC", cell_text(value)).strip()
    match = re.fullmatch(r"(\d{5})(\.\d+)?", text)
    if not match or not 10_000 <= int(match[1]) <= 73_050:
        return None
    moment = datetime(1899, 12, 30) + timedelta(days=float(text))
    return moment.replace(microsecond=0) if match[2] else moment.date()


@lru_cache(maxsize=8192)
def _parse(printed: str) -> ReadDate:
    if len(printed) > 60:
        return _unreadable(printed)
    text = unicodedata.normalize("NFKC", printed)
    # 2024/1/1 17:59 is no 2024/1/11 7:59: what parts the day from the hour stays.
    text = re.sub(r"\s+", "", re.sub(r"(?<=\d)\s+(?=\d{1,2}[:時])", "T", text))
    text = _FOUNDED.sub("", _BOTH_YEARS.sub(_one_year, text))
    if (twice := _TWICE.fullmatch(text)) and _agree(twice["one"], twice["other"]):
        text = twice["one"]
    text = re.sub(r"[‐‑‒–—―−ー]", "-", text)
    text = _KANJI.sub(_in_figures, text)
    for pattern, rule in (
        (_FULL, ""), (_COMPACT, COMPACT), (_COMPACT_ERA, COMPACT), (_MONTH_FIRST, MONTH_FIRST)
    ):  # fmt: skip
        if match := pattern.fullmatch(text):
            return _dated(match.groupdict(), printed, rule)
    for pattern in _ENGLISH:
        if (match := pattern.fullmatch(text)) and (month := _MONTHS.get(match["name"].lower())):
            return _dated(
                match.groupdict() | {"m": str(month)}, printed, "英語の月名を読み取りました"
            )
    return _incomplete(text, printed)


def _in_figures(numeral: re.Match[str]) -> str:
    read = kanji_number(numeral[0])
    return numeral[0] if read is None else str(read)


def _one_year(both: re.Match[str]) -> str:
    """2019(令和元)年 and 令和元年(2019) as 2019年; years that contradict each other stay."""
    west, own = both["west"] or both["too"], both["own"] or both["era"]
    match = re.fullmatch(_YEAR, own, re.I)
    agree = match is not None and _year(match.groupdict())[0] == int(west)
    return f"{west}年" if agree else both[0]


def _agree(one: str, other: str) -> bool:
    """2025年4月1日(令和7年): the same day told twice, or its year or month."""
    day, beside = _parse(one), _parse(other)
    if day.value is None:
        return False
    return beside.value == day.value or bool(
        beside.partial and day.value.isoformat().startswith(beside.partial)
    )


def _dated(part: dict[str, str | None], printed: str, rule: str) -> ReadDate:
    year, era = _year(part)
    month, day = int(part["m"] or 0), int(part["d"] or 0)
    if rule == MONTH_FIRST and month > 12:
        month, day = day, month
    try:
        found: date = date(year, month, day)
        if part.get("h"):
            found = datetime.combine(found, _clock(part)) + _to_japan(part.get("zone") or "")
    except (ValueError, OverflowError):
        return ReadDate(
            problem=f"「{printed}」は暦にない日付です。正しい年月日を確かめて入れてください。"
        )
    own = date(year, month, day)
    warning = _outside(own, own, era, printed) + _other_weekday(own, part.get("weekday"), printed)
    return ReadDate(found, WAREKI if era else rule, warning=warning)


def _year(part: dict[str, str | None]) -> tuple[int, Era | None]:
    if part.get("y"):
        return int(part["y"] or 0), None
    era = _BY_SIGN[(part["era"] or "").upper()]
    own = 1 if part["ey"] == "元" else int(part["ey"] or 0)
    return era.begin.year + own - 1 if own else 0, era


def _clock(part: dict[str, str | None]) -> time:
    hour = int(part["h"] or 0)
    half = (part.get("pre") or part.get("post") or "").upper()
    if half in ("午後", "PM") and hour < 12:
        hour += 12
    elif half in ("午前", "AM") and hour == 12:
        hour = 0
    return time(hour, int(part.get("mi") or 0), int(part.get("s") or 0))


def _to_japan(zone: str) -> timedelta:
    """What must be added to a time of that zone to get Japanese time; none for no zone."""
    match = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", zone)
    if match:
        hours = int(match[2]) + int(match[3] or 0) / 60
        return timedelta(hours=9 - (hours if match[1] == "+" else -hours))
    return timedelta(hours=9 if zone.upper() in ("Z", "GMT", "UTC") else 0)


def _outside(first: date, last: date, era: Era | None, printed: str) -> str:
    """Told of a day, a month or a year, from ``first`` to ``last``, that its era did not have."""
    if era is None:
        return ""
    following = ERAS[ERAS.index(era) + 1 :][:1]
    if not following and first.year > date.today().year + FAR_AHEAD:
        return f"「{printed}」は{first.year}年で、ずっと先の年です。"
    if last >= era.begin and not (following and first >= following[0].begin):
        return ""
    return f"「{printed}」は{era.name}の期間の外です。{first.year}年として読みました。"


def _other_weekday(day: date, written: str | None, printed: str) -> str:
    named = re.sub(r"[祝・]", "", written or "")
    true = _WEEKDAYS[day.weekday()]
    if not named or (named in true if named.isascii() else true[0] in named):
        return ""
    return f"「{printed}」の曜日が合いません。この日は{true[0]}曜日です。"


def _incomplete(text: str, printed: str) -> ReadDate:
    """A year, or a year and a month: kept as far as it is decided."""
    if _FISCAL.fullmatch(text):
        return ReadDate(
            problem=f"「{printed}」は年度だけで、日付が決まりません。年月日を入れてください。"
        )
    match = _PARTIAL.fullmatch(text)
    if not match:
        return _unreadable(printed)
    year, era = _year(match.groupdict())
    month = int(match["m"] or 0)
    if not 1868 <= year <= 2200 or month > 12 or (match["m"] and not month):
        return _unreadable(printed)
    partial = f"{year:04d}-{month:02d}" if month else f"{year:04d}"
    first = date(year, month or 1, 1)
    last = date(year, month or 12, monthrange(year, month or 12)[1])
    return ReadDate(
        partial=partial,
        rule=WAREKI if era else "",
        warning=_outside(first, last, era, printed),
        problem=lacking(printed, partial),
    )


def lacking(printed: str, partial: str, precision: str = "") -> str:
    """What a date is short of: of 平成22年 only the month, where 年月 is asked for."""
    missing = "日" if len(partial) > 4 else "月" if precision == "年月" else "月日"
    return f"「{printed}」は{missing}がありません。わかる範囲（{partial}）で取り込みます。"


_CLOCK = re.compile(
    r"(?P<pre>午前|午後|AM|PM)?\s*(?P<h>\d{1,2})\s*[:時.]\s*(?:(?P<mi>\d{1,2}|半)\s*分?)?(?::\d\d)?"
    r"\s*(?P<post>AM|PM)?\s*(?:頃|ごろ)?",
    re.I,
)


def parse_time(value: CellValue) -> str | None:
    """13:30, 午後1時半, 1:30 PM → ``13:30``; None for what is no time of a day."""
    if isinstance(value, (time, datetime)):
        return f"{value:%H:%M}"
    text = unicodedata.normalize("NFKC", cell_text(value)).strip()
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour = int(match["h"])
    minute = 30 if match["mi"] == "半" else int(match["mi"] or 0)
    half = (match["pre"] or match["post"] or "").upper()
    if half in ("午後", "PM") and hour < 12:
        hour += 12
    if half in ("午前", "AM") and hour == 12:
        hour = 0
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


_HALF_HOUR = re.compile(r"\d{1,2}\.\d")


def doubtful_time(value: CellValue) -> bool:
    """10.5 is five past ten to some, half past ten to others."""
    text = unicodedata.normalize("NFKC", cell_text(value)).strip()
    return bool(_HALF_HOUR.fullmatch(text))
