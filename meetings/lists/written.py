"""The text of a cell that names people → its entries, as they are written.

Separators inside brackets part nothing, and neither do line breaks inside an office or a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from surveys.importing.cells.offices import cut_post, is_body
from surveys.importing.cells.personal_names import TITLED

_SEPARATORS = "、，,;；\n"
_ONLY_BRACKET = re.compile(r"[（(][^（()）]*[）)]")
_OFFICES = (r"(?:[都道府県市区町村]|役所|役場|庁)$", r"[局部]$", r"[課室]$", r"(?:係|班|担当)$")
NOBODY = frozenset("-－―ー–—")
LONGEST_ENTRY = 500  # characters; what is longer names nobody


def in_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _unwrapped(text: str) -> str:
    """Line breaks that part nothing: 長寿応援課⏎地域支え合い係, 松木参事官、荒川参事⏎官補佐,
    商店街連合会⏎（青年部）."""
    whole = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        above = whole[-LONGEST_ENTRY:].rpartition("\n")[2]
        if whole and (whole[-1] in _SEPARATORS or _ONLY_BRACKET.fullmatch(line)):
            whole += line
        elif whole and 0 <= _depth(above) < _depth(re.split(r"[、，,]", line)[0]):
            whole += f" {line}"
        elif whole and "、" in text and _goes_on(above, line):
            whole += line
        else:
            whole += f"\n{line}" if whole else line
    return whole


def _goes_on(above: str, line: str) -> bool:
    """荒川参事 and 官補佐, 川口 and 様: the end of a person that was broken."""
    before, last = re.split(r"[、，,]", above)[-1], re.split(r"[、，,]", line)[-1]
    if TITLED.search(before) or is_body(before):
        return False
    return bool(TITLED.search(last) or cut_post(last) or last.endswith("官補佐"))


def _depth(text: str) -> int:
    """How far down in an office: 市 0, 局 1, 課 2, 係 3; -1 for what is no part of one."""
    return next((depth for depth, ends in enumerate(_OFFICES) if re.search(ends, text)), -1)


def entries(text: str) -> list[str]:
    split = _outside_brackets(_unwrapped(text))
    parts = (re.sub(r"^[・･●○]\s*", "", part.strip()) for part in split)
    return [part for part in parts if part and part not in NOBODY]


def _outside_brackets(text: str) -> Iterator[str]:
    """The parts between separators. A bracket that is never closed ends with its line."""
    opens = text.count("（") + text.count("(")
    balanced = opens == closed(text)
    depth, start = 0, 0
    for at, letter in enumerate(text):
        if letter in "（(":
            depth += 1
        elif letter in "）)" or (letter == "\n" and not balanced):
            depth = max(depth - 1, 0) if letter != "\n" else 0
        if letter in _SEPARATORS and not depth:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def folded(text: str) -> str:
    """Half width, letter by letter, so that it is as long as what is written."""
    pairs = ((unicodedata.normalize("NFKC", letter), letter) for letter in text)
    half = "".join(one if len(one) == 1 else letter for one, letter in pairs)
    return re.sub(r"[〜～∼‐‑‒–—―−]", "~", re.sub(r"\s", " ", half))


def closed(text: str) -> int:
    return text.count("）") + text.count(")")
