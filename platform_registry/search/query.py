"""What somebody looks for: words, each with all the ways in which a record may write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from platform_registry.japanese import digits
from platform_registry.search.key import PHONE, edged, readings, words_of
from platform_registry.search.wording import WAYS, Wording, wording_of

MOST_WORDS, MOST_LETTERS = 10, 100
FEWEST_DIGITS = 4  # by which a telephone is looked for
_DIALLED = re.compile(r"(?:tel|電話|〒|fax)?[:：]?\s*\+?[\d()（）\s‐‑–—―−ー－-]+", re.IGNORECASE)
_ERAS = {
    "令": 2018,
    "平": 1988,
    "令和": 2018,
    "レイワ": 2018,
    "r": 2018,
    "平成": 1988,
    "ヘイセイ": 1988,
    "h": 1988,
}
_YEAR = re.compile(
    r"(?P<era>令和|レイワ|平成|ヘイセイ|[令平](?=[0-9])|(?<![a-z])[rh])(?P<of_era>[0-9]{1,2}|元)(?![0-9])(?P<unit>年度|年)?"
    r"|(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?![0-9-])(?P<unit2>年度|年)?"
)
TOO_MANY = f"さがす言葉は{MOST_WORDS}個までにしてください。"
NOTHING_TO_FIND = "記号だけではさがせません。文字か数字を入力してください。"


@dataclass(frozen=True, slots=True)
class Word:
    """``ways`` are keys with edges, any of which may stand in a record; ``also`` is what the
    vocabulary adds to what was typed, as people write it."""

    typed: str
    ways: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def told_also(self) -> str:
        """「社会福祉協議会」, or 「…」「…」など where there are many."""
        return "".join(f"「{word}」" for word in self.also[:3]) + "など" * (len(self.also) > 3)


@dataclass(frozen=True)
class Query:
    """Every word must be found. Hashable: it is the right side of a lookup."""

    typed: str
    words: tuple[Word, ...]

    @classmethod
    def of(cls, typed: str, user: Any = None, *, literally: bool = False) -> Query:
        """``literally``: without what the vocabulary would add."""
        wording = Wording(()) if literally else wording_of(user)
        return cls(typed, tuple(_words(typed, wording))[: MOST_WORDS + 1])

    @property
    def problem(self) -> str:
        """A sentence where this can't be looked for; empty where it can."""
        if not self.words:
            return NOTHING_TO_FIND if self.typed.strip() else ""
        return TOO_MANY if len(self.words) > MOST_WORDS else ""

    @property
    def widened(self) -> list[Word]:
        """The words the vocabulary adds to."""
        return [word for word in self.words if word.also]

    @property
    def is_dialled(self) -> bool:
        """Nothing but a telephone or another number."""
        return _is_dialled(self.typed)

    def found_in(self, key: str) -> bool:
        return all(any(way in key for way in word.ways) for word in self.words)


def _words(typed: str, wording: Wording) -> Iterator[Word]:
    if _is_dialled(typed):
        yield Word(typed, tuple(_dialled(typed)))
        return
    for text in typed[: MOST_LETTERS * 2].split():
        if _is_dialled(text):
            yield Word(text, tuple(_dialled(text)))
            continue
        plain, bracketed = words_of(text)
        for short in bracketed:
            yield _short(short, wording)
        for key in plain:
            yield from (_word(part, text, wording) for part in wording.parts(key))


def _is_dialled(text: str) -> bool:
    return len(digits(text)) >= FEWEST_DIGITS and bool(_DIALLED.fullmatch(text.strip()))


def _dialled(text: str) -> Iterator[str]:
    """A telephone, a postal code, any number; also a year, and a house number with dashes."""
    number = digits(text)
    if "+81" in text.replace("＋", "+"):
        number = "0" + number.removeprefix("81")
    yield PHONE + number
    yield edged(number)
    for key in words_of(text)[0]:
        yield from dict.fromkeys(edged(way) for way in [key, *_years(key)])


def _short(key: str, wording: Wording) -> Word:
    """What stands in brackets: looked for as such, and as the words it is short for."""
    ways = [key, *wording.ways.get(key, {})]
    plain = key.strip("()")
    ways += wording.written(plain) if len(plain) > 1 or plain.isdecimal() else []
    return Word(key, _edged(ways), tuple(wording.others(key)))


def _word(key: str, text: str, wording: Wording) -> Word:
    ways: dict[str, None] = {}
    for written in wording.written(key):
        for year in [written, *_years(written)]:
            ways |= dict.fromkeys(readings(year))
    also = tuple(dict.fromkeys(wording.others(key)))
    return Word(text, _edged([*ways, *wording.of_places(key), *_streets(key)]), also)


def _edged(ways: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(edged(way) for way in ways if way))[: 2 * WAYS]


def _years(key: str) -> list[str]:
    """令和5年度 as R5 and 2023年度, and the other way round."""
    found = _YEAR.search(key)
    if found is None:
        return []
    unit = found["unit"] or found["unit2"] or ""
    year = int(found["year"] or 0)
    if found["era"]:
        year = _ERAS[found["era"]] + (1 if found["of_era"] == "元" else int(found["of_era"]))
    names = [f"{year}{unit}"]
    for era, mark, before in (("令和", "r", 2018), ("平成", "h", 1988)):
        if 0 < year - before <= (31 if before == 1988 else 99):
            names += [f"{era}{year - before}{unit}", f"{mark}{year - before}{unit}"]
            names += [f"{era}元{unit}"] if year - before == 1 else []
            names += [f"{mark}{year - before}"] if unit else []
    return [key[: found.start()] + name + key[found.end() :] for name in names]


def _streets(key: str) -> Iterator[str]:
    """豊洲3丁目 is where 豊洲3-5-1 is; 3丁目 alone is not where something begins at 3:00."""
    for line in readings(key):
        if re.search(r"[^0-9][0-9]+丁目$", line):
            yield line.removesuffix("丁目") + "-"
