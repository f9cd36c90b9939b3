"""Text on its way into Word, SVG and other XML."""

from __future__ import annotations

import re

# What XML 1.0 can't hold: a vertical tab out of an old program, half of a surrogate pair.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """The text as a file of XML can hold it; what is stored stays as it was typed."""
    return UNWRITABLE.sub("", _lines(text))


def escaped(text: str) -> str:
    """The same for a cell of Excel, which has a notation for every character: ``_x000B_``."""
    return UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", _lines(text))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
