"""The condition under which a question is asked: 「問4=1,2」."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(ord("！"), ord("～"))}
_CONDITION = re.compile(r"(?P<number>[^=]+)=(?P<codes>.+)")


def half_width(text: str) -> str:
    """問１＝１ as 問1=1; circled figures stay what they are."""
    return text.translate(_HALF_WIDTH)


def renumbered(text: str, old: str, new: str) -> str:
    """The same condition where the question it names has another number."""
    named = rf"(^|かつ|&)(\s*){re.escape(half_width(old))}(\s*=)"
    return re.sub(named, rf"\g<1>\g<2>{new}\3", half_width(text))


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
