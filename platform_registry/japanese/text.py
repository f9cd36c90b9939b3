"""Keys to search, match and sort Japanese text. A key never replaces the text it was made from."""

import re
import unicodedata

from platform_registry.japanese.variants import VARIANTS

_KANJI = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々]"
_KANA = r"[\u30a1-\u30fa]"
_NUMERAL = "一二三四五六七八九十"

_ACCENTS = re.compile(r"[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_HIRAGANA = {code: chr(code + 0x60) for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
# A small ケ or カ is read が or か in place names and counters, whatever surrounds it.
_FOLD = VARIANTS | _HIRAGANA | dict.fromkeys(map(ord, "ヶヵ箇"), "ガ")
_FOLD |= dict.fromkeys(map(ord, "○◯⚪"), "〇")
# Characters typed for the long vowel mark because they look like it. ン and ッ can't be drawn out.
_LONG_VOWEL = re.compile(rf"(?<={_KANA})(?<![ンッ])[-‐‒–—―─━−](?={_KANA}|{_KANJI}|$)")
_SEPARATOR = re.compile(rf"(?<=[0-9{_NUMERAL}])[^\w&%#@+]+(?=[0-9{_NUMERAL}])")
_PUNCTUATION = re.compile(rf"(?<![0-9{_NUMERAL}])-|-(?![0-9{_NUMERAL}])|[^\w&%#@+-]|_")
# 松ケ枝 = 松が枝, つつじケ丘 = つつじが丘; elsewhere ケ is ケ (ケア, たけの会).
_KE = re.compile(rf"(?:(?<={_KANJI})|^)ケ(?={_KANJI})|(?<={_KANJI})ケ$|ケ(?=[丘岡崎])")
_COUNTER = re.compile(rf"(?<=[0-9{_NUMERAL}百千数])[カケ](?=[所国年月村町条])")
_TSU = re.compile(rf"(?<={_KANJI})ッ(?={_KANJI})")
_ORDINAL = re.compile(rf"(?<=第)[{_NUMERAL}]+|[{_NUMERAL}]+(?=丁目)")


def search_key(text: str) -> str:
    """The text as searches and matching compare it; empty if nothing comparable is in it.

    Width, case, hiragana and katakana, old and variant kanji, radicals, ヶ/ケ/が, dashes typed for
    ー, 第一/第1, blanks and punctuation make no difference. Numbers stay apart: "1-2" is not "12".
    """
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    # A voicing mark typed as a character of its own (か゛) decomposes with a blank before it.
    text = _ACCENTS.sub("", text).replace(" \u3099", "\u3099").replace(" \u309a", "\u309a")
    text = unicodedata.normalize("NFC", text).translate(_FOLD)
    text = _PUNCTUATION.sub("", _SEPARATOR.sub("-", _LONG_VOWEL.sub("ー", text)))
    # Most texts hold none of these, and to look for a letter costs less than for what surrounds it.
    if "ケ" in text:
        text = _KE.sub("ガ", text)
    if "カ" in text or "ケ" in text:
        text = _COUNTER.sub("ガ", text)
    if "ッ" in text:
        text = _TSU.sub("ツ", text)
    if "第" in text or "丁目" in text:
        text = _ORDINAL.sub(lambda found: _arabic(found[0]), text)
    return text


def _arabic(numeral: str) -> str:
    """Kanji numerals below 100 as digits; anything irregular as it is."""
    tens, ten, ones = numeral.rpartition("十")
    if ten and (len(tens) > 1 or len(ones) > 1 or "十" in tens):
        return numeral
    digits = "".join(str(_NUMERAL.index(char) + 1) for char in tens + ones)
    if not ten:
        return digits
    return (str(_NUMERAL.index(tens) + 1) if tens else "1") + (digits[-1] if ones else "0")


_PLAIN = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_VOWEL_ROWS = {
    "ア": "アカサタナハマヤラワ",
    "イ": "イキシチニヒミリヰ",
    "ウ": "ウクスツヌフムユル",
    "エ": "エケセテネヘメレヱ",
    "オ": "オコソトノホモヨロヲ",
}
_VOWEL = {kana: vowel for vowel, row in _VOWEL_ROWS.items() for kana in row}


def kana_sort_key(kana: str) -> str:
    """Key of the 五十音順: ー counts as its vowel, voicing and small kana only break ties."""
    text = unicodedata.normalize("NFKC", kana).casefold().translate(_HIRAGANA)
    text = "".join(char for char in text if char.isalnum())
    plain = unicodedata.normalize("NFD", text).replace("\u3099", "").replace("\u309a", "")
    letters: list[str] = []
    for char in plain.translate(_PLAIN):
        drawn_out = char == "ー" and bool(letters)
        letters.append(_VOWEL.get(letters[-1], char) if drawn_out else char)
    return f"{''.join(letters)} {text}"


# 外字, whose shape differs from one municipality to the next, and what stands for a lost character.
_UNREADABLE = re.compile("[\ue000-\uf8ff\ufffd〓\U000f0000-\U0010ffff]")


def unreadable_in(text: str) -> list[str]:
    """Characters that say nothing to the next reader, each once, in order of occurrence."""
    return list(dict.fromkeys(_UNREADABLE.findall(text)))


# What Windows itself writes for these when saving as Shift_JIS: same look, other code point.
CP932_LOOKALIKES = str.maketrans("〜−—‖¢£¬", "～－―∥￠￡￢")


def cp932_losses(text: str) -> list[str]:
    """Characters a Shift_JIS (CP932) file can't hold, each once, in order of occurrence.

    Those of ``CP932_LOOKALIKES`` are no loss: writers translate them before encoding. A kanji
    with a variation selector is reported as the pair.
    """
    losses: list[str] = []
    for piece in re.findall(r".[\ufe00-\ufe0f\U000e0100-\U000e01ef]*", text, re.DOTALL):
        try:
            piece.translate(CP932_LOOKALIKES).encode("cp932")
        except UnicodeEncodeError:
            losses.append(piece)
    return list(dict.fromkeys(losses))
