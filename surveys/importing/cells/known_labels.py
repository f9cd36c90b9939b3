"""Known labels inside a text: what joins nothing but labels, and what comes too near to one.

Such a text is no free answer: taken for the text of 「その他」 it would be missing from its option.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from surveys.importing.cells.labels import LONGEST_LIST, label_key

_JOINT = re.compile(
    r"(?:および|ならびに|それと|及び|並びに|そして|または|又は|かつ|あと|と|や|も)"
    r"|[^\w()「」【】\[\]]+"
)
_SAME = (
    (re.compile(r"ひとり|独り|1人"), "一人"),
    (re.compile(r"ふたり|2人"), "二人"),
    (re.compile(r"子ども|こども"), "子供"),
    (re.compile(r"障がい|障碍"), "障害"),
)
_BRACKETED = re.compile(r"(?P<label>.{2,}?)[(\[【「].*")
TOLD_BY_ITSELF = 3  # characters of a label that shows inside a longer text
MOSTLY = 0.5  # of the longer of the two
_ALIKE, _LONG_ENOUGH = 85, 6
_DAMAGED = re.compile(
    r"true|false|\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:0{1,2}:00(?::00)?)?|\d{1,2}月\d{1,2}日|\d{1,2}-[a-z]{3}"
)


def is_damaged(text: str) -> bool:
    """What a spreadsheet program makes of 1-3 (a day) or of a word it knows (TRUE)."""
    return bool(_DAMAGED.fullmatch(label_key(text)))


class KnownLabels:
    def __init__(self, labels: Iterable[str]) -> None:
        self._labels = {label_key(label): label for label in labels}
        self._keys = sorted(filter(None, self._labels), key=len, reverse=True)

    def only(self, text: str) -> list[str]:
        """The labels of a text that holds nothing else: 町会とボランティア, 町会ボランティア."""
        key = label_key(text)
        if len(key) > LONGEST_LIST:
            return []
        steps: dict[int, tuple[str, int]] = {}  # from where labels go on to the end: one, and next
        for start in reversed(range(len(key))):
            if step := self._step(key, start, steps):
                steps[start] = step
        found, place = [], 0
        while place in steps:
            label, place = steps[place]
            found.append(self._labels[label])
        return found

    def _step(
        self, key: str, start: int, steps: Mapping[int, tuple[str, int]]
    ) -> tuple[str, int] | None:
        for label in self._keys:
            if not key.startswith(label, start):
                continue
            end = start + len(label)
            if end == len(key):
                return label, end
            joint = _JOINT.match(key, end)
            # Letters alone may be any word: 土木 is not Saturday and Thursday.
            tails = [joint.end()] if joint else []
            tails += [end] if len(label) > 1 else []
            for tail in tails:
                if tail in steps:
                    return label, tail
        return None

    def near(self, text: str) -> bool:
        """Whether the text is a label with something more, with something less, or misspelt."""
        key = label_key(text)
        bracket = _BRACKETED.fullmatch(key)
        if bracket and bracket["label"] in self._labels:
            return True
        plain = _one_spelling(key)
        return self._inside(key) > 1 or any(_is_near(plain, _one_spelling(k)) for k in self._keys)

    def _inside(self, key: str) -> int:
        """How many labels of some length the text holds, none inside another."""
        found = 0
        for label in self._keys:  # the longest first
            if len(label) >= TOLD_BY_ITSELF and label in key:
                key, found = key.replace(label, "|"), found + 1
        return found


def _one_spelling(key: str) -> str:
    for written, usual in _SAME:
        key = written.sub(usual, key)
    return key


def _is_near(text: str, label: str) -> bool:
    """自治会館の倉庫 is neither 自治会館, but what is said of it, nor 自治会."""
    from rapidfuzz import fuzz  # only imports need it

    if f"{label}の" in text:
        return False
    shorter, longer = sorted((text, label), key=len)
    at_an_end = longer.startswith(shorter) or longer.endswith(shorter)
    mostly = len(shorter) >= max(TOLD_BY_ITSELF, MOSTLY * len(longer))
    if mostly and (at_an_end or label in text):
        return True
    return len(shorter) >= _LONG_ENOUGH and fuzz.ratio(text, label) >= _ALIKE
