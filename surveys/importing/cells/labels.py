"""Labels of answer options: comparing them, taking numbers off them, splitting lists of them.

A list of answers is never cut at the separator alone, for labels hold separators too
(相談（電話、メール、来所）): known labels are looked for first, the longest first, and brackets
are kept whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_FOLD = str.maketrans(
    dict.fromkeys("‐‑‒–—―−ーｰ－─━", "-")
    | dict.fromkeys("〜∼～", "~")
    | dict.fromkeys("•‧∙⋅·･", "・")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", "")
)
_BLANKS = re.compile(r"\s+")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_GLUED = (
    re.compile(rf"\s*(?P<code>[{_CIRCLED}])\s*(?P<label>\S.*)", re.DOTALL),
    re.compile(
        r"\s*[(（\[［【〔](?P<code>[0-9０-９]{1,2}|[ア-ンa-zA-Z])[)）\]］】〕]"
        r"\s*(?P<label>\S.*)",
        re.DOTALL,
    ),
    re.compile(
        r"\s*(?P<code>[0-9０-９]{1,2}|[ア-ンa-zA-Z])\s*[.．)）:：、_]\s*(?P<label>[^\s0-9０-９].*)",
        re.DOTALL,
    ),
    re.compile(
        r"\s*(?P<code>[0-9０-９]{1,2})[ \u3000]+(?P<label>[^\s0-9０-９~〜～\-ー].*)", re.DOTALL
    ),
)
_GLUED_TO_DIGIT = re.compile(
    rf"\s*(?![0-9０-９]{{1,2}}[:：][0-9０-９]{{2}})"  # a time of the day
    rf"[(（]?(?P<code>[0-9０-９]{{1,2}}|[{_CIRCLED}])[.．)）:：、_ \u3000]\s*"
    r"(?P<label>[0-9０-９].*)",
    re.DOTALL,
)
_OTHER_WORD = r"(?:その他|そのほか|其の他|それ以外|上記以外|other(?:s)?)"
_OTHER = re.compile(rf"{_OTHER_WORD}(?:$|[(（:：、,/／【\[\s_-])", re.I)
_OTHER_TEXT = re.compile(
    rf"{_OTHER_WORD}\s*(?:[（(【\[](?P<inner>.*)[）)】\]]|[:：、,\-ー－_/／\s]\s*(?P<rest>.+))\s*",
    re.I | re.DOTALL,
)
_PROMPT = re.compile(
    r"\W*(?:具体的|自由|ご?記[入述載]|内容|詳細|お書き|please|specify|記入欄|欄|回答|テキスト)",
    re.I,
)
_WHOLE = re.compile(
    r"(?:https?://|www\.)[^\s,、，;；|]+"  # an address on the web
    r"|(?<!\d)\d{1,3}(?:[,，]\d{3})+(?=\s*(?:[円人名件回千万億世団点枚冊台食㎡m%％~〜～]|以[上下]))"
    r"|(?<!\d)\d{4}/\d{1,2}(?:/\d{1,2})?(?!\d)|(?<!\d)\d{1,2}/\d{1,2}(?=[~〜～ (（]|までの?|から)"
    r"|第\d(?:[・,，、]\d)+"  # 第1・3土曜日
)
"""What holds a separator and is never cut there."""
_HELD = "\ue000"
_OPEN, _CLOSE = "（(「『【［[〔《〈{｛", "）)」』】］]〕》〉}｝"


@lru_cache(maxsize=65536)
def label_key(text: str) -> str:
    """The form in which two spellings of one label are equal. Only for comparing, never kept."""
    folded = unicodedata.normalize("NFKC", text).translate(_FOLD)
    return _BLANKS.sub("", folded).casefold()


def unglued(text: str, *, before_digit: bool = False) -> tuple[str | None, str]:
    """``3.一般社団法人`` → (``3``, ``一般社団法人``); (``None``, text) without a number.

    ``before_digit`` takes ``6.2か月に1回`` for option 6 too; alone it would be a number.
    """
    for pattern in (*_GLUED, _GLUED_TO_DIGIT) if before_digit else _GLUED:
        if match := pattern.fullmatch(text):
            return unicodedata.normalize("NFKC", match["code"]), match["label"].strip()
    return None, text


def is_other(label: str) -> bool:
    """Whether the label is 「その他」, with or without its line to write on."""
    return bool(_OTHER.match(label.strip()))


def is_bare_other(label: str) -> bool:
    """「その他」 with nothing written behind it, be it 「その他（具体的に）」."""
    plain = label.strip()
    if re.fullmatch(_OTHER_WORD, plain, re.I):
        return True
    return bool(_OTHER_TEXT.fullmatch(plain)) and other_text(plain) is None


def other_text(item: str) -> str | None:
    """What was written behind 「その他」; ``None`` if nothing was or it isn't 「その他」."""
    match = _OTHER_TEXT.fullmatch(unglued(item.strip())[1])
    if not match:
        return None
    written = (match["inner"] if match["inner"] is not None else match["rest"]).strip(" \u3000_")
    return None if not written or _PROMPT.match(written) else written


def pieces(text: str, separator: str) -> list[str]:
    """Cut at the separator outside brackets; blanks around and empty pieces are dropped.

    Brackets that never close are no brackets, so that one slip doesn't glue a whole answer.
    """
    if separator not in text:
        return [text.strip()] if text.strip() else []
    cut = _cut(text, separator)
    return [piece for piece in (part.strip() for part in cut) if piece]


def _cut(text: str, separator: str) -> list[str]:
    whole = _WHOLE.sub(lambda match: match[0].replace(separator, _HELD), text)
    return [part.replace(_HELD, separator) for part in _cut_outside_brackets(whole, separator)]


def _cut_outside_brackets(text: str, separator: str) -> list[str]:
    if not any(bracket in text for bracket in _OPEN):
        return text.split(separator)
    parts: list[str] = []
    held: list[str] = []
    open_ones = 0
    for part in text.split(separator):
        held.append(part)
        open_ones += _depth(part)
        if open_ones <= 0:
            parts.append(separator.join(held))
            held, open_ones = [], 0
    return parts + held


def _depth(text: str) -> int:
    return sum(text.count(mark) for mark in _OPEN) - sum(text.count(mark) for mark in _CLOSE)


LONGEST_LIST = 2_000
"""Characters; nobody ticks that much, and cutting up a novel would take long."""


def split_known(
    text: str, separator: str, known: Callable[[str], str | None]
) -> tuple[list[str], list[str]]:
    """The known labels of a joined cell, and the texts between them.

    ``known`` gives the label a spelling stands for. Neighbouring pieces are tried together,
    the longest run first; pieces that stay unknown and stand side by side are one text.
    """
    if len(text) > LONGEST_LIST:
        return [], [text]
    parts = text.split(separator)
    labels: list[str] = []
    rest: list[str] = []
    unknown: list[str] = []
    start = 0
    while start < len(parts):
        length, label = _longest(parts, start, separator, known)
        if label is None and (unknown or parts[start].strip()):
            unknown.append(parts[start])
        elif label is not None:
            _close(unknown, separator, rest)
            labels.append(label)
        start += length
    _close(unknown, separator, rest)
    return labels, rest


_LONGEST_LABEL = 20  # pieces; a label holding more separators than that has not been met


def _longest(
    parts: list[str], start: int, separator: str, known: Callable[[str], str | None]
) -> tuple[int, str | None]:
    for length in range(min(len(parts) - start, _LONGEST_LABEL), 0, -1):
        label = known(separator.join(parts[start : start + length]))
        if label is not None:
            return length, label
    return 1, None


def _close(unknown: list[str], separator: str, rest: list[str]) -> None:
    if unknown:
        rest.append(separator.join(unknown).strip().strip(separator).strip())
        unknown.clear()
