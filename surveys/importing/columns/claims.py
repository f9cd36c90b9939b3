"""What speaks for a column being a question that is known: number, words, options in the cells.

Each piece of evidence gives points. Two that agree are sure; what contradicts takes points away,
so that 「電話番号」 with telephone numbers in it is never the question whether to publish them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from surveys.importing.cells.dates import parse_date, parse_time
from surveys.importing.cells.labels import is_other, label_key, unglued
from surveys.importing.cells.numbers import parse_number
from surveys.importing.cells.question_numbers import Number, numbered
from surveys.importing.cells.ticks import NO, YES
from surveys.importing.columns.blocks import text_splits
from surveys.importing.columns.distinct_values import Column
from surveys.importing.columns.heading_words import missing_word
from surveys.importing.columns.options import CONVENTIONS, Options
from surveys.importing.columns.roles import core, role_of
from surveys.importing.shapes import Choice, Field

Part = Literal["whole", "option", "other", "slot", "check"]
NEEDED = 3  # points of a column that holds a whole answer
NEEDED_OF_OPTION = 4  # of one that holds a single option: its words alone are also elsewhere
SURE = 5
LOOKED_AT = 300  # different values of a column
_SLOT = re.compile(
    r"(?:第\s*)?(?P<place>\d{1,2})\s*(?:位|番目?|つ目|つめ|個目|件目|希望|回答|優先)"
    r"|(?:その|回答|選択|優先順?位?)\s*(?P<after>\d{1,2})|(?P<circled>[①-⑳])"
)
_CLOSING = dict(zip("([【「『<《", ")]】」』>》", strict=True))
_NO = re.compile(r"(?<=[^a-z])(?:no\.?|№)$")  # 登録No, as a form asks 登録番号
_WRITTEN = re.compile(r"その他|そのほか|自由記|自由回答|具体的|記述|内容|other|specify|text", re.I)


@dataclass(frozen=True, slots=True)
class Claim:
    """``question``: its place in the questionnaire. ``choice`` of a column of one option.

    ``words``: how well the heading's words are the question's, 0–100, of a whole answer.
    """

    column: int
    question: int
    part: Part
    points: int
    reason: str
    choice: Choice | None = None
    words: float = 0.0
    contradicted: bool = False  # by the cells


class Heading:
    """A heading taken apart: number, the question's words, and the part that differs in a block."""

    def __init__(self, column: Column) -> None:
        parts = [part.strip() for part in column.header.parts if part.strip()]
        first = numbered(parts[0] if parts else column.heading)
        self.number, self.is_text, self.bare = first.number, first.is_text, first.bare
        rest = _bare(first.rest) if first.number else first.rest
        self.ways: list[tuple[str, str]] = []
        if len(parts) > 1:
            self.whole = " ".join([rest, *parts[1:]]).strip()
            self.ways = [(rest, parts[-1])]
            if not first.number:
                own = numbered(parts[-1])
                self.number, self.is_text, self.bare = own.number, own.is_text, own.bare
        else:
            self.whole = rest
            self.ways = [*text_splits(rest).values()]
        ends = [*(leaf for _, leaf in self.ways), *_tails(self.whole)]
        self.is_slot = any(_SLOT.fullmatch(end.strip(" _-（）()【】[]")) for end in ends)
        self.role = role_of(parts[-1] if len(parts) > 1 else column.heading)


def _bare(rest: str) -> str:
    """What stands behind a number, without the mark that ties it: 問1_町会, 問1（町会）."""
    text = rest.strip(" \u3000_-–—/／|:：・.")
    return text[1:-1] if _is_enclosed(text) else text


def _is_enclosed(text: str) -> bool:
    """[安否確認(戸別訪問)] as a whole, but not (町会)と(自治会)."""
    awaited: list[str] = []
    for place, character in enumerate(text):
        if character in _CLOSING:
            awaited.append(_CLOSING[character])
        elif awaited and character == awaited[-1]:
            awaited.pop()
        if not awaited:
            return 1 < place == len(text) - 1
    return False


def relation(own: Number, asked: Number) -> str:
    """``same``, ``inside`` (Q6_1 of 問6), ``above`` (問14 over 問14-1), ``other`` or nothing."""
    if not own or not asked:
        return ""
    if own == asked:
        return "same"
    if own[: len(asked)] == asked:
        return "inside"
    return "above" if asked[: len(own)] == own else "other"


def likeness(text: str, other: str) -> float:
    """0–100. A short form of a question stands in its full text: 設立年 of 設立年（和暦）."""
    from rapidfuzz import fuzz  # only imports need it

    own, asked = (_NO.sub("番号", label_key(core(words))) for words in (text, other))
    if not own or not asked:
        return 0.0
    if own == asked or label_key(text) == label_key(other):
        return 100.0
    shorter = min(len(own), len(asked))
    if shorter >= 2 and (own in asked or asked in own):
        return 85.0 if shorter > 2 else 75.0
    if len(own) > 2 and _shortened(own, asked):
        return 78.0
    return min(96.0, fuzz.ratio(own, asked))


def _shortened(own: str, asked: str) -> bool:
    """Whether letters were only left out: 開業日 of 開業年月日."""
    letters = iter(asked)
    return all(letter in letters for letter in own)


def _tails(text: str) -> list[str]:
    """What may be the place of an answer among several, at the end: 1位, その2."""
    found = re.search(r"[\s_（(]*((?:第|その|回答|選択)?\s*(?:\d{1,2}\D{0,2}|[①-⑳]))[）)]?$", text)
    return [found[1]] if found else []


class Known:
    """A question of the questionnaire, ready to be compared."""

    def __init__(self, place: int, question: Field) -> None:
        self.place, self.question = place, question
        own = numbered(question.number)
        self.number, self.bare = own.number, own.bare
        self.options = Options(question) if question.choices else None

    def words(self, heading: Heading) -> float:
        """How well the heading's words are the question's, or one it has been seen under."""
        others = (likeness(heading.whole, numbered(other).rest) for other in self.question.headings)
        return max(self._own_words(heading), *others, 0.0)

    def _own_words(self, heading: Heading) -> float:
        text, group = self.question.text, self.question.group
        if not group:
            stems = [stem for stem, _ in heading.ways] if heading.is_slot else []
            return max(likeness(own, text) for own in (heading.whole, *stems))
        found = [likeness(heading.whole, f"{group} {text}")]
        for stem, leaf in heading.ways:
            row = likeness(leaf, text)
            found.append(row if likeness(stem, group) >= 50 else min(row, 90.0))
        return max([*found, min(likeness(heading.whole, text), 90.0)])

    def claims(self, column: Column, heading: Heading) -> Iterator[Claim]:
        how = relation(heading.number, self.number)
        yield self._whole(column, heading, how)
        if self.options:
            yield from self._parts(column, heading, how)

    # ------------------------------------------------------------------ a whole answer

    def _whole(self, column: Column, heading: Heading, how: str) -> Claim:
        words, fit = self.words(heading), self._fit(column)
        points = {"same": 3, "above": 1, "inside": 2, "other": -3}.get(how, 0)
        if self._only_counted(heading) and words < 50 and (fit or 0) < 0.8:
            points = min(points, 1)
        if how == "other" and words >= 97:
            points = -1  # the questions were numbered anew
        points += 4 if words >= 97 else 3 if words >= 84 else 2 if words >= 70 else words >= 50
        agreed = words >= 84 and how in ("same", "above")  # strange cells are for the values step
        points += _weight(fit, column, heading, lenient=agreed)
        if how == "same" and heading.is_text:
            points -= 4
        slot = how == "inside" or (heading.is_slot and self.question.kind == "multi")
        part: Part = "slot" if slot else "whole"
        reason = self._reason(how, words, fit)
        contradicted = fit is not None and fit <= 0.1
        return Claim(column.number, self.place, part, points, reason, None, words, contradicted)

    def _only_counted(self, heading: Heading) -> bool:
        """1.町会 2.サークル counts what may be the options of 問3; nobody prints 1. for 問1."""
        return heading.bare and not self.bare and bool(heading.whole)

    def _reason(self, how: str, words: float, fit: float | None) -> str:
        found = [f"番号「{self.question.number}」"] if how in ("same", "inside") else []
        found += ["設問文"] if words >= 84 else []
        found += ["選択肢"] if fit is not None and fit >= 0.8 else []
        return f"{'と'.join(found)}が合います" if found else "設問文が似ています"

    def _fit(self, column: Column) -> float | None:
        """The share of the cells that answer this question; None where nothing tells."""
        cells = dict(column.cells.most_common(LOOKED_AT))
        asked = {text: n for text, n in cells.items() if missing_word(text) is None}
        if self.options and self.options.codes_only(asked):
            asked = {text: n for text, n in asked.items() if not self._stands_for_none(text)}
        if not asked:
            return None
        if self.options:
            fits = self.options.answers
        elif self.question.kind == "number":
            fits = _is_number
        elif self.question.kind == "date":
            fits = _is_date
        elif self.question.kind == "time":
            fits = _is_time
        else:
            return None
        return sum(n for text, n in asked.items() if fits(text)) / sum(asked.values())

    def _stands_for_none(self, text: str) -> bool:
        return text in CONVENTIONS and self.options is not None and self.options.find(text) is None

    # ------------------------------------------------------------------ one option, or its text

    def _parts(self, column: Column, heading: Heading, how: str) -> Iterator[Claim]:
        named = {"same": 3, "inside": 3, "above": 0, "other": -3}.get(how, 0)
        named = 0 if how == "other" and self._only_counted(heading) else named
        index = heading.number[len(self.number)] if how == "inside" else None
        marked = is_marked(column)
        ways = heading.ways or [("", heading.whole)]
        for stem, leaf in [*ways, ("", heading.whole)]:
            said = likeness(stem, self.question.text) if stem else 0
            points = named + (3 if said >= 84 else 2 if said >= 70 else said >= 60)
            if how == "other" and said >= 97:
                points += 2  # the questions were numbered anew
            if self._is_written(column, heading, leaf, marked) and points >= 3:
                yield Claim(column.number, self.place, "other", points + 2, "その他の記入です")
            choice = self._choice(leaf, index)
            if choice is not None and not heading.is_text:
                own = label_key(unglued(leaf)[1]) == label_key(choice.label)
                points += 3 if own or (is_other(leaf) and choice.is_other) else 2
                points += 1 if marked or self._labelled(column, choice) else -4
                reason = f"「{choice.label}」の列です"
                yield Claim(column.number, self.place, "option", points, reason, choice)

    def _is_written(self, column: Column, heading: Heading, leaf: str, marked: bool) -> bool:
        if column.cells and marked:
            return False
        return heading.is_text or bool(_WRITTEN.search(leaf))

    def _choice(self, leaf: str, index: int | None) -> Choice | None:
        """By its words, else by its number: the code, or the place in the list."""
        choices = self.question.choices
        keys = {label_key(leaf), label_key(unglued(leaf)[1])}
        for choice in choices:
            if label_key(choice.label) in keys or (choice.is_other and is_other(leaf)):
                return choice
        if index is None:
            return None
        coded = [c for c in choices if c.code is not None and c.code.lstrip("0") == str(index)]
        placed = choices[index - 1 : index] if index else []
        return next(iter([*coded, *placed]), None)

    def _labelled(self, column: Column, choice: Choice) -> bool:
        """The cells say the option itself, or what was written with it."""
        if choice.is_other:
            return True
        assert self.options is not None
        found = {self.options.find(text) for text in column.cells if label_key(text) not in NO}
        return found == {choice.label}


def claims_of(columns: Sequence[Column], questions: Sequence[Field]) -> list[Claim]:
    """All claims that nothing speaks against; ``is_enough`` tells those that stand alone."""
    known = [Known(place, question) for place, question in enumerate(questions)]
    found: list[Claim] = []
    for column in columns:
        if column.headed:
            heading = Heading(column)
            own = [c for question in known for c in question.claims(column, heading)]
            found += _uncontradicted([c for c in own if c.points >= 0])
    return found


def is_enough(claim: Claim) -> bool:
    return claim.points >= (NEEDED_OF_OPTION if claim.part == "option" else NEEDED)


def _uncontradicted(claims: list[Claim]) -> list[Claim]:
    """Where the heading is the text of one question, its number doesn't make it another."""
    whole = [c for c in claims if c.words]
    exact = {c.question for c in whole if c.words >= 97 and is_enough(c)}
    alike = {c.question for c in whole if c.words >= 84 and is_enough(c)}
    if len(exact) == 1:
        return [c for c in claims if c.question in exact or not (0 < c.words < 97)]
    if len(alike) == 1:
        return [c for c in claims if c.question in alike or not (0 < c.words < 50)]
    return claims


def _weight(fit: float | None, column: Column, heading: Heading, *, lenient: bool) -> int:
    if fit is None:
        return 0
    few = lenient or (len(column.cells) < 3 and heading.role == "question")
    if fit <= 0.1:
        return -1 if few else -5
    if fit >= 0.8:
        return 1 if all(text.isdigit() for text in column.cells) else 2
    return 1 if fit >= 0.4 else 0


def is_marked(column: Column) -> bool:
    return all(
        label_key(text) in YES or label_key(text) in NO or missing_word(text) or text in CONVENTIONS
        for text in column.cells
    )


def _is_time(text: str) -> bool:
    return parse_time(text) is not None


def _is_number(text: str) -> bool:
    return parse_number(text).quantity is not None


def _is_date(text: str) -> bool:
    read = parse_date(text, serial=True)
    return read.value is not None or bool(read.partial)
