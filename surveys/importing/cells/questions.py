"""The condition under which a question is asked: 「問4=1,2」."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(ord("！"), ord("～"))}
_NAMED = re.compile(r"(?P<before>(?:^|かつ|&)\s*)(?P<number>[^=&]+?)(?=\s*=)")
_CONDITION = re.compile(r"(?P<number>[^=]+)=(?P<codes>.+)")


def half_width(text: str) -> str:
    """問１＝１ as 問1=1; circled figures stay what they are."""
    return text.translate(_HALF_WIDTH)


def renumbered(text: str, numbers: Mapping[str, str]) -> str:
    """The same condition where questions it names have other numbers: old → new, all at once."""
    known = {half_width(old): new for old, new in numbers.items() if old}
    if not known.keys() & {number for number, _ in conditions(text)}:
        return text
    return _NAMED.sub(
        lambda found: found["before"] + known.get(found["number"], found["number"]),
        half_width(text),
    )


def conditions(text: str) -> Iterator[tuple[str, set[str]]]:
    """(番号 in half width, codes one of which has to be chosen); several are joined by 「かつ」 or &.

    No codes where a part can't be read.
    """
    for part in re.split(r"\s*(?:かつ|&)\s*", half_width(text).strip()):
        if match := _CONDITION.fullmatch(part):
            codes = {code.strip() for code in re.split(r"[,、]", match["codes"])}
            yield match["number"].strip(), {code for code in codes if code}
        elif part:
            yield part, set()
