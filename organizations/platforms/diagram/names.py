"""A name in the room it has: on one line, on two, or cut; what must stay behind it stays."""

from __future__ import annotations

import unicodedata

from organizations.platforms.diagram.shapes import Body

NEVER_FIRST = "ーぁぃぅぇぉっゃゅょァィゥェォッャュョ・）」』、。"


def width_of(text: str, size: float) -> float:
    """An upper bound: Japanese letters are square, Latin ones narrower."""
    wide = sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.62 for c in text)
    return wide * size


def in_lines(body: Body, room: float, size: float) -> tuple[str, ...]:
    """One or two lines that fit the room; 「…」 where letters were left out."""
    whole = body.name + body.remark
    if width_of(whole, size) <= room:
        return (whole,)
    if body.remark and width_of(body.name, size) <= room:
        return body.name, body.remark
    first = _fitting(body.name, room, size)
    even = (len(body.name) + 1) // 2
    if even < first and width_of(body.name[even:] + body.remark, size) <= room:
        first = even
    while first > 1 and body.name[first] in NEVER_FIRST:
        first -= 1
    rest = body.name[first:]
    return body.name[:first], _cut(rest, room - width_of(body.remark, size), size) + body.remark


def _fitting(text: str, room: float, size: float) -> int:
    """How many letters fit; at least one, so that there is something to read."""
    number = len(text)
    while number > 1 and width_of(text[:number], size) > room:
        number -= 1
    return number


def _cut(text: str, room: float, size: float) -> str:
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return text + "…"
