"""The key that searches compare: the search key, and what officers write in more than one way.

    key_of(["豊洲三丁目５番１号"])  →  "豊洲|3|丁目|5|番|1|号\\n豊洲|3|-|5|-|1|"

A text has one line for each of its ways of being read (numerals, house numbers), so a word that
is looked for has to stand in one of them. Every number has an edge (``|``) on either side: 一丁目
isn't found in 十一丁目, 5 not in 50. A telephone is a line of its own that is found from the
beginning of any of its groups (``~0312345678~12345678~5678``).

Two words that meet with the letters of a short name keep apart: 会社・協力会 holds no 社協.

Hiragana and katakana are one, and ヴ is written as ブ: ヴィラ finds ビラ. The one syllable ヴィ is
then the letter ビ and finds every び, as any single letter finds all that holds it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from platform_registry.japanese import digits, search_key

EDGE, PHONE, APART = "|", "~", "¦"
SECTION = "\n\n"  # between the names of a record and what else it says, where one key holds both
LETTERS = 8_000  # of one record; what stands behind isn't searched
# A letter that no text of ours holds and the search key leaves alone: many texts, one pass.
_JOINT = "\u02d0"
_KANJI_DIGITS = "〇一二三四五六七八九"
_NUMERAL = "一二三四五六七八九十"
_NUMBER = re.compile(rf"[0-9]+|[{_NUMERAL}百千]+")
# Where one text ends and the next begins; what is dropped from a key must not join two sentences.
_STOPS = re.compile(r"[。．！？!?\t\r\n、，;；]+")
# A line that goes on in the next one, as pasted from a document. A list with marks stays a list.
_LETTER = "ぁ-ゖァ-ヺー々〆\u3400-\u9fff"
_BROKEN = re.compile(rf"(?<=[{_LETTER}])[ \t\u3000]*(?:\r\n?|\n)[ \t\u3000]*(?=[{_LETTER}])")
_BRACKETED = re.compile(r"[(【〔\[]\s*([^()【】〔〕\[\]]{1,6}?)\s*[)】〕\]]")
_CIRCLED = {
    chr(code): f" {number} "
    for first, numbers in ((0x2460, range(1, 21)), (0x2488, range(1, 21)), (0x2776, range(1, 11)),
                           (0x3251, range(21, 36)), (0x32B1, range(36, 51)))
    for code, number in enumerate(numbers, first)
}  # fmt: skip
_CIRCLE = re.compile(f"[{''.join(_CIRCLED)}]")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_KATAKANA, _HIRAGANA = "ァ-ヺ", "ぁ-ゖ"
# Typed for ー because they look like it; between numbers and letters they are what they seem.
_TYPED_LONG = re.compile(rf"(?<=[{_KATAKANA}])(?<![ンッ])[-‐‒–—―─━−]+(?![0-9A-Za-z])")
# サーバー = サーバ, コミュニティーカフェ = コミュニティカフェ; バー and ハート keep theirs.
_LAST_LONG = re.compile(
    rf"(?<=[{_KATAKANA}ー]{{2}}[{_KATAKANA}])ー+(?![{_KATAKANA}ー])"
    rf"|(?<=[{_HIRAGANA}ー]{{2}}[{_HIRAGANA}])ー+(?![{_HIRAGANA}ー])"
    r"|(?<=[テデてで][ィぃ])ー+"
)
# 1ー2 for 1-2, and telephones in a text.
_TYPED_DASH = re.compile(r"(?<=[0-9])[ー―─━〜~](?=[0-9])")
_DIALLED = re.compile(
    r"(?<![0-9-])0(?:[0-9]{9,10}|[0-9]{1,4}[-‐‑–—−ー() ]{1,2}[0-9]{1,4}[-‐‑–—−ー() ]{1,2}[0-9]{3,4})"
    r"(?![0-9])"
)
_SOUNDS = re.compile("ヴ[ァィェォ]|[ヴァィゥェォヂヅヰヱ竈]")
_AGAIN = re.compile("(.)([々ヽヾ])")
_SOUND = {
    "ヴァ": "バ",
    "ヴィ": "ビ",
    "ヴェ": "ベ",
    "ヴォ": "ボ",
    "ヴ": "ブ",
    "ヂ": "ジ",
    "ヅ": "ズ",
}
_SOUND |= dict(zip("ァィゥェォヰヱ竈", "アイウエオイエ釜", strict=True))
# 会社協力会, 市民協働 and 学生協力隊, but 社協定例会 and 社協だより; 神社福の会; 長老連絡会; 苦労組.
_MEETS = re.compile(
    r"(?<=[社民生])(?=協(?:力|議(?![題事])|働(?!キ)|定(?![例期員])|賛|調(?![ベ査整])|同(?![席様])))"
    r"|(?<=神社)(?=福)|(?<=老)(?=連[絡携盟])|(?<=苦労)(?=組)"
)
# A numeral before such a word is a number: 二番町, 北三条, 五人.
_COUNTED = re.compile(
    rf"(?:(?<=[北南東西第前])[{_NUMERAL}]+|[{_NUMERAL}〇]+(?=年|[月日時]|丁目|番|号|回|期|組|班|階|区"
    r"|部|条|次|人|名|歳|才|団|か所|ガ所|世帯|割))"
)
_HOUSE = re.compile(r"(?<=[0-9])(?:丁目|番地ノ|番地|番|号|ノ)(?=[0-9])")
_HOUSE_END = re.compile(r"(?<=[0-9])(?:番地|番|号室|号)(?![0-9])")


def key_of(texts: Iterable[str], *, phones: Iterable[str] = (), year: int | None = None) -> str:
    """The key of a record: of what it says, its telephones and its fiscal year."""
    lines = list(dict.fromkeys(_lines(_JOINT.join(filter(None, texts)))))
    if year is not None:
        lines += [edged(f"{year}年度"), edged(f"令和{year - 2018}年度")]
    lines += filter(None, map(phone_line, phones))
    return "\n".join(lines)[:LETTERS]


def _lines(text: str) -> Iterator[str]:
    plain = _as_typed(text)
    for line in _spelled(_STOPS.sub(_JOINT, plain)).split(_JOINT):
        yield from map(edged, readings(line))
    yield from (phone_line(found[0]) for found in _DIALLED.finditer(plain))
    for found in _BRACKETED.finditer(plain):
        yield edged(f"({_spelled(found[1])})")


def words_of(text: str) -> tuple[list[str], list[str]]:
    """What is typed for one word, as keys without edges; then what it holds in brackets: ㈱."""
    plain = _as_typed(text)
    short = [f"({_spelled(found[1])})" for found in _BRACKETED.finditer(plain)]
    rest = _STOPS.sub(_JOINT, _BRACKETED.sub(_JOINT, plain))
    return [key for key in _spelled(rest).split(_JOINT) if key.strip("ー")], short


def term_of(text: str) -> str:
    """The key, without edges, of a word of the vocabulary; brackets stay: (株) is no 株."""
    words, short = words_of(text)
    return "".join(words) if words else "".join(short)


def _as_typed(text: str) -> str:
    """Characters told apart by their looks alone are one."""
    text = _BROKEN.sub("", text) if "\n" in text or "\r" in text else text
    text = _CIRCLE.sub(lambda found: _CIRCLED[found[0]], text)
    text = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text))
    text = _TYPED_LONG.sub("ー", _TYPED_DASH.sub("-", text))
    return _LAST_LONG.sub("", text) if "ー" in text else text


def _spelled(text: str) -> str:
    key = _SOUNDS.sub(lambda found: _SOUND[found[0]], search_key(text))
    return _MEETS.sub(APART, _AGAIN.sub(_said_again, key))


def _said_again(found: re.Match[str]) -> str:
    """代々木 = 代代木, みすゞ = みすず."""
    voiced = "\u3099" if found[2] == "ヾ" else ""
    return found[1] + unicodedata.normalize("NFC", found[1] + voiced)


def readings(key: str) -> list[str]:
    """A key, and the same with numerals as numbers, and with house numbers joined by dashes."""
    if not _NUMBER.search(key):
        return [key] if key else []
    found = [key]
    numbers = _COUNTED.sub(lambda numeral: _number(numeral[0]), key)
    for line in (key, numbers):
        dashed = _HOUSE.sub("-", line)
        found += [line, _HOUSE_END.sub("", dashed) if dashed != line else line]
    return [line for line in dict.fromkeys(found) if line]


def _number(numeral: str) -> str:
    """十二 → 12, 二〇二三 → 2023; what is neither stays as it is."""
    if "十" not in numeral:
        return "".join(str(_KANJI_DIGITS.index(char)) for char in numeral)
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1 or ones == "〇":
        return numeral
    return str((_KANJI_DIGITS.index(tens) if tens else 1) * 10 + _KANJI_DIGITS.index(ones or "〇"))


def edged(key: str) -> str:
    return _NUMBER.sub(lambda found: f"{EDGE}{found[0]}{EDGE}", key)


def phone_line(text: str) -> str:
    """A number that is dialled or addressed, found from the start of each of its groups."""
    number = digits(text)
    if len(number) < 4:
        return ""
    groups = re.split(r"[^0-9]+", unicodedata.normalize("NFKC", text).strip())
    starts = {0, len(number) - 4}
    starts |= {sum(map(len, groups[:n])) for n in range(1, len(groups))}
    if len(groups) == 1 and len(number) >= 9:
        starts.add(len(number) - 8)
    ends = sorted(start for start in starts if len(number) - start >= 4)
    return "".join(PHONE + number[start:] for start in ends)
