"""Characters nobody sees. Two names that differ in one look the same and are two; U+202E turns
the rest of the line around.

Tab, line breaks and blanks are seen. Variation selectors and joiners are unseen too, but kanji
variants, emoji and some scripts need them: they count only where they do nothing.
"""

import re
import unicodedata

# Controls, marks of the direction, zero-width and filling characters, halves of surrogate pairs,
# tags; in the order of their numbers.
_ALWAYS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb"
    "\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
    "\U000e01f0-\U000e0fff"
)
_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SUSPECT = re.compile(f"[{_ALWAYS}{_JOINERS}{_SELECTORS}]")
_SELECTOR = re.compile(f"[{_SELECTORS}]")
# Most texts hold nothing else than these, and are looked through five times as fast.
_NOT_ORDINARY = re.compile("[^\t\n\r -~\u3000-\u30ff\u3400-\u9fff\uff01-\uff9f]")
# They turn text around or are no text at all; what is only hidden does no harm in a long text.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)

_BREAK = "\x0b\x0c\x85\u2028\u2029"  # as Word, PowerPoint and the web write line breaks
_TO_BREAKS = str.maketrans(dict.fromkeys(_BREAK, "\n"))
_PARTS = re.compile(f"[\t\r\n{_BREAK}]+")
# Around a text they do nothing, not even the marks that say it runs from left to right.
_NOTHING = r"\s\xad\u180e\u200b-\u200f\u202a\u202c\u202d\u2060-\u2064\u2066\u2068\u2069\ufeff"
_AROUND = "".join(re.findall(f"[{_NOTHING}]", "".join(map(chr, range(0x10000)))))


def unseen_in(text: str, *, harmful: bool = False) -> list[tuple[int, str]]:
    """Place and character of each, in order; only those that are ``harmful`` in any text, too."""
    if _NOT_ORDINARY.search(text) is None:
        return []
    if harmful:
        return [(found.start(), found[0]) for found in _HARMFUL.finditer(text)]
    found = [(match.start(), match[0]) for match in _SUSPECT.finditer(text)]
    return [(place, char) for place, char in found if not _does_something(text, place)]


def _does_something(text: str, place: int) -> bool:
    char, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if char in _JOINERS:
        return _is_script(before) or _is_script(after) or (char == "\u200d" and _emoji(text, place))
    if _SELECTOR.match(char):
        return bool(before) and not before.isspace() and not _SUSPECT.match(before)
    return False


def _is_script(char: str) -> bool:
    """A letter of Arabic script, or a virama as of Devanagari."""
    return bool(char) and (
        unicodedata.bidirectional(char) == "AL" or unicodedata.combining(char) == 9
    )


def _emoji(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    pictures = ("So", "Sk", "Sm")
    picture = before == "\ufe0f" or (before and unicodedata.category(before) in pictures)
    return bool(picture and after and unicodedata.category(after) in pictures)


def without_unseen(text: str) -> str:
    """The text as it is seen; what separates lines is a line break."""
    while unseen := unseen_in(text):  # where one goes, its neighbour may have lost its use
        places = {place for place, _ in unseen}
        kept = (c for place, c in enumerate(text) if place not in places or c in _BREAK)
        text = "".join(kept).translate(_TO_BREAKS)
    return text


def text_as_meant(pasted: str) -> str:
    """A text of several lines: as it is seen at its ends, every line break a line break."""
    return pasted.translate(_TO_BREAKS).strip(_AROUND)


def line_as_meant(pasted: str) -> str:
    """A text of one line: a tab or line break, as between two cells of Excel, is a blank."""
    parts = [part.strip() for part in _PARTS.split(pasted.strip(_AROUND))]
    return " ".join(part for part in parts if part)


def code_of(char: str) -> str:
    """U+202E."""
    return f"U+{ord(char):04X}"


def with_codes(text: str) -> str:
    """「みなと〔U+200B〕食堂」: what was not seen, to be seen."""
    unseen = dict(unseen_in(text))
    return "".join(
        f"〔{code_of(char)}〕" if place in unseen else char for place, char in enumerate(text)
    )
