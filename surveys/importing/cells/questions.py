"""The condition under which a question is asked: 「問4=1,2」."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CONDITION = re.compile(r"(?P<number>[^=＝]+)[=＝](?P<codes>.+)")


def renumbered(text: str, old: str, new: str) -> str:
    """The same condition where the question it names has another number."""
    return re.sub(rf"(^|かつ|＆|&)(\s*){re.escape(old)}(\s*[=＝])", rf"\g<1>\g<2>{new}\3", text)


def conditions(text: str) -> Iterator[tuple[str, set[str]]]:
    """(番号, codes one of which has to be chosen); several are joined by 「かつ」 or &.

    No codes where a part can't be read.
    """
    for part in re.split(r"\s*(?:かつ|＆|&)\s*", text.strip()):
        if match := _CONDITION.fullmatch(part):
            codes = {code.strip() for code in re.split(r"[,、，]", match["codes"])}
            yield match["number"].strip(), {code for code in codes if code}
        elif part:
            yield part, set()
