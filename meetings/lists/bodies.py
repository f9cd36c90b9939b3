"""Who came, as a list says it: bodies, how many, and names of persons, which are not stored.

Of ordinary staff only the body and the number of heads is kept (privacy: P3). An entry is read
once into its body, its persons and its heads; what still looks like a name then is left aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from meetings.lists.written import LONGEST_ENTRY, closed, entries, folded, in_one_line
from platform_registry.japanese import LARGEST_SMALL
from surveys.importing.cells.numbers import parse_number
from surveys.importing.cells.offices import (
    body_before_name,
    cut_post,
    is_body,
    is_no_word,
    may_be_name,
)
from surveys.importing.cells.personal_names import TITLED, is_family_name, is_titled, with_titles

_COUNT = r"(計|合計|全|他|ほか|外)?\s*約?\s*(?<![\d~.,、第-])(\d{1,4})\s*[名人]"
_HEADS = re.compile(rf"\s*(?:\(\s*{_COUNT}\s*\)|(?<![\d~-]){_COUNT})$")
_UNCOUNTED = re.compile(
    r"[\s(]{0,3}(?:約?\d+\s*[名人]?\s*[~-]\s*\d+\s*[名人]|(?:数|若干|十数|数十|多)[名人数]|若干)\)?$"
)
_BRACKET = re.compile(r"\s*\(([^()]*)\)$")
_BEFORE = re.compile(r"^[(\[【]([^()\[\]【】]+)[)\]】]\s*(?=\S)")
_CAME = re.compile(
    r"代理|オンライン|リモート|ウェブ|[Ww]eb|WEB|[Zz]oom|途中.*|司会|進行|書記|記録|傍聴"
)
_REMARK = re.compile(rf"欠席|{_CAME.pattern}")
_LAST_BRACKET = re.compile(r"[（(][^（()）]*[）)]$")
_AND_OTHERS = re.compile(r"\s*(?:ほか|他|外|ら|等|など)$")
_NO_BODY = re.compile(
    r"[-~]+|なし|無し?|特になし|該当なし|未定|不明|同上|〃|″|多数|(?:他|ほか)?\s*数名"
)
_BETWEEN = re.compile(r"[\s・／/＆&、，,（()）:：]+")
_EDGES = " \u3000:：・／/＆&、，,〔【[］]】〕"


@dataclass(frozen=True, slots=True)
class Came:
    """A body and how many of it."""

    name: str
    heads: int | None = None

    def __str__(self) -> str:
        return self.name if self.heads is None else f"{self.name}（{self.heads}名）"


@dataclass(frozen=True, slots=True)
class Party:
    """Everybody a cell names. ``persons``: how many of them with no body of their own; ``posts``
    and ``rest`` are words that were no part of a body; ``counted``: none of these leaves the
    number open; ``named``: names were left out, ``aside``: a whole entry that may hold one was."""

    bodies: tuple[Came, ...] = ()
    persons: int = 0
    named: bool = False
    posts: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    aside: bool = False
    counted: bool = True


@dataclass(slots=True)
class _Entry:
    """One entry while it is read: ``text`` is what is not understood yet."""

    text: str
    persons: int = 0
    heads: int | None = None
    total: bool = False  # 計3名
    others: int = 0  # ほか2名
    vague: bool = False  # 田中様ほか: nobody knows how many
    open: bool = False  # the next person may be of the same body
    named: bool = False
    aside: bool = False
    posts: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    @property
    def count(self) -> int | None:
        if self.vague:
            return None
        return self.heads if self.heads is not None else (self.persons + self.others or None)


def read_party(text: str) -> Party:
    """社協 2名、福祉課（田中様、佐藤様）、近藤様 → 社協 2, 福祉課 2, and one person."""
    return _together([_read(entry) for entry in entries(text)])


def read_people(text: str) -> Party:
    """A cell of persons with or without their bodies: 江東区 蓼科、栂野 → 江東区 1, and one person.
    A short word that is of no office is a name."""
    read = [_read(entry) for entry in entries(text)]
    for entry in read:
        words = entry.text.split(" ")
        while words and may_be_name(words[-1]):
            words.pop()
        if words and not is_body(words[-1]) and len(words) < len(entry.text.split(" ")):
            continue
        if entry.text and entry.text != (kept := " ".join(words)):
            entry.persons, entry.named, entry.open = entry.persons or 1, True, True
            entry.text = kept
    return _together(read)


def _together(read: list[_Entry]) -> Party:
    _settle_total(read)
    bodies: list[Came] = []
    persons, last_open = 0, False
    for entry in read:
        if entry.text:
            bodies.append(Came(entry.text, entry.count))
            last_open = entry.open
        elif last_open and entry.count and bodies[-1].heads is not None:
            bodies[-1] = Came(bodies[-1].name, bodies[-1].heads + entry.count)
        else:
            persons += entry.count or 0
    return _party(read, bodies, persons)


def read_persons(text: str) -> Party:
    """A cell of persons: 近藤様、中澤様, 生駒、坂田, 3名. Names alone count, other words do not."""
    read = [_read(entry) for entry in entries(text)]
    for entry in read:
        if entry.text and entry.count is None and is_no_word(_LAST_BRACKET.sub("", entry.text)):
            entry.persons, entry.named = 1, True
        elif entry.text:
            entry.rest.append(entry.text)
        entry.text = ""
    _settle_total(read)
    return _party(read, (), sum(entry.count or 0 for entry in read))


def _settle_total(read: list[_Entry]) -> None:
    """計3名 behind names counts them all; behind several bodies it is a word of its own."""
    last = read[-1] if len(read) > 1 else None
    if last is None or not last.total or last.heads is None:
        return
    if any(entry.text for entry in read):
        last.rest.append(f"計{last.heads}名")
        last.heads = None
        return
    for entry in read[:-1]:
        entry.heads, entry.vague = 0, False


def _party(read: Sequence[_Entry], bodies: Iterable[Came], persons: int) -> Party:
    return Party(
        tuple(bodies),
        persons,
        any(entry.named for entry in read),
        tuple(post for entry in read for post in entry.posts),
        tuple(word for entry in read for word in entry.rest),
        any(entry.aside for entry in read),
        all(is_body(word) or _CAME.fullmatch(word) for entry in read for word in entry.rest),
    )


def read_heads(text: str) -> tuple[int | None, bool]:
    """The number of a column of heads, and whether that is all the cell says: 3名 is, 約10名 and
    5名（うち職員2名） are not; 多数 and 10～15 are no number."""
    read = parse_number(text)
    found = read.quantity
    if found is None or read.unit not in ("", "名", "人", "名様"):
        return None, False
    if not 0 <= found.value <= LARGEST_SMALL or found.value % 1:
        return None, False
    plain = re.fullmatch(r"(?:計|合計)?\s*[^()]*", folded(text).strip())
    return int(found.value), not found.approx and plain is not None


def _read(written: str) -> _Entry:
    entry = _Entry(with_titles(in_one_line(written)))
    steps = (_take_end, _take_beginning, _take_persons, _take_name, _take_post)
    for step in steps if len(entry.text) <= LONGEST_ENTRY else ():
        step(entry)
    body = entry.text.strip(_EDGES)
    body = body.rstrip("（(") if body.count("（") + body.count("(") > closed(body) else body
    body = body.rstrip("）)") if body.count("（") + body.count("(") < closed(body) else body
    entry.text = body.strip(_EDGES)
    if _NO_BODY.fullmatch(folded(entry.text)):
        entry.rest.append(entry.text)
        entry.text = ""
    if is_titled(entry.text):  # whatever was meant: a name is never kept
        entry.text, entry.aside, entry.named = "", True, True
    return entry


def _take_end(entry: _Entry) -> None:
    """Heads, words of heads and brackets stand at the end, in any order."""
    while True:
        before = entry.text
        for step in (_take_heads, _take_uncounted, _take_bracket):
            step(entry)
        if entry.text == before:
            return


def _take_heads(entry: _Entry) -> None:
    found = _HEADS.search(folded(entry.text))
    if found is None:
        return
    kind, number = (found[1], found[2]) if found[2] else (found[3], found[4])
    entry.text = entry.text[: found.start()].rstrip(_EDGES)
    if kind not in ("他", "ほか", "外"):
        entry.heads = int(number) if entry.heads is None else entry.heads
        entry.total = kind is not None
    elif not entry.text or TITLED.search(entry.text) or cut_post(entry.text):
        entry.others += int(number)
    else:  # of a body and others, who are of it or not
        entry.rest.append(f"{kind}{number}名")


def _take_uncounted(entry: _Entry) -> None:
    if found := _UNCOUNTED.search(folded(entry.text)):
        entry.rest.append(entry.text[found.start() :].strip(" \u3000（()）"))
        entry.text = entry.text[: found.start()]


def _take_bracket(entry: _Entry) -> None:
    """福祉課（田中様）, 田中様（福祉課）, 江東区（福祉課長、総務課長）; other brackets stay."""
    found = _BRACKET.search(folded(entry.text))
    if found is None:
        return
    inside = entry.text[found.start(1) : found.end(1)]
    outside = entry.text[: found.start()]
    if _REMARK.fullmatch(inside):
        entry.text = outside
        entry.rest.append(inside)
        return
    party = read_party(inside)
    if _is_persons(outside):
        if not party.bodies:
            entry.rest += [inside] if inside.strip() and not party.named else []
            entry.persons += party.persons
            entry.named |= party.named
            entry.text = outside
        else:
            _take_from(entry, _read(outside))
            entry.text = inside
    elif party.persons or party.named or party.aside:
        _take_from(entry, party)
        entry.text = outside + (_in_brackets(party.bodies) if party.bodies else "")
    elif any(came.heads is not None for came in party.bodies):
        _take_from(entry, party)
        entry.text = outside + _in_brackets(party.bodies)


def _take_from(entry: _Entry, other: _Entry | Party) -> None:
    bodies = other.bodies if isinstance(other, Party) else ()
    heads = [came.heads for came in bodies]
    own = other.persons if isinstance(other, Party) else other.count or 0
    entry.persons += own + sum(filter(None, heads))
    entry.vague |= None in heads or (isinstance(other, _Entry) and other.vague)
    entry.named |= other.named
    entry.aside |= other.aside
    entry.posts += other.posts
    entry.rest += other.rest


def _in_brackets(bodies: Iterable[Came]) -> str:
    return f"（{'、'.join(came.name for came in bodies)}）"


def _take_beginning(entry: _Entry) -> None:
    """（福祉課）田中様."""
    found = _BEFORE.match(folded(entry.text))
    if found and _is_persons(entry.text[found.end() :]):
        _take_from(entry, _read(entry.text[found.end() :]))
        entry.text = entry.text[found.start(1) : found.end(1)]


def _is_persons(text: str) -> bool:
    """Whether there are persons in it and nothing else."""
    words = [word for word in _BETWEEN.split(_AND_OTHERS.sub("", text)) if word]
    return any(map(_is_person, words)) and all(_is_person(w) or may_be_name(w) for w in words)


def _is_person(word: str) -> bool:
    cut = cut_post(word)
    if cut is not None:
        return cut.named and not cut.body
    titled = TITLED.search(word)
    return titled is not None and not body_before_name(titled[1])


def _take_persons(entry: _Entry) -> None:
    """様 and the like from the end, one after the other; a body may be spoken to so, too."""
    shorter = _AND_OTHERS.sub("", entry.text)
    if shorter != entry.text and TITLED.search(shorter):
        entry.rest.append(entry.text[len(shorter) :].strip())
        entry.text, entry.vague = shorter, True
    while found := TITLED.search(entry.text):
        before, stem = entry.text[: found.start()].rstrip(_EDGES), found[1]
        body = body_before_name(stem)
        if body == stem and is_body(stem) and cut_post(stem) is None:
            entry.text = entry.text[: found.end(1)]
            return
        entry.persons, entry.named, entry.open = entry.persons + 1, True, True
        entry.text = f"{before} {body}".strip() if body else _without_family_name(before, stem)
        if body:
            return


def _without_family_name(text: str, gone: str) -> str:
    """福祉課 田中 太郎様: 太郎 is ``gone``, and 田中 is to go, too."""
    if is_family_name(gone):
        return text
    before, _, last = text.rpartition(" ")
    is_name = may_be_name(last) and not TITLED.search(last) and cut_post(last) is None
    return before if is_name else text


def _take_name(entry: _Entry) -> None:
    """福祉課長 田中, 福祉課 田中, and 田中 alone where it is a common family name."""
    if entry.named or not entry.text:
        return
    before, _, last = entry.text.rpartition(" ")
    after_office = re.search(r"[課係室部局班]$", before) or (before and cut_post(before))
    given = after_office and may_be_name(last) and cut_post(last) is None
    if is_family_name(entry.text) or given:
        entry.text = "" if is_family_name(entry.text) else before
        entry.persons, entry.named = entry.persons + 1, True


def _take_post(entry: _Entry) -> None:
    """The office stays of 福祉課長; of 福祉課長 田中様 there is one person all the same."""
    cut = cut_post(entry.text)
    if cut is None or is_titled(entry.text):
        return
    entry.text, entry.named = cut.body, entry.named or cut.named
    entry.posts.append(cut.post)
    entry.persons = entry.persons or 1
    words = entry.text.split(" ")
    if len(words) > 1 and is_family_name(words[0]):  # 田中 福祉課長
        entry.text, entry.named = " ".join(words[1:]), True
