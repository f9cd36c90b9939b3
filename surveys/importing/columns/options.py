"""Finding the option that a cell means."""

from __future__ import annotations

import re
from collections.abc import Iterable

from surveys.importing.cells.known_labels import KnownLabels, is_damaged
from surveys.importing.cells.labels import (
    LONGEST_LIST,
    is_bare_other,
    label_key,
    other_text,
    split_known,
    unglued,
)
from surveys.importing.columns.separators import SEPARATORS, cut_everywhere
from surveys.importing.shapes import Choice, Field, MissingKind

_LONGEST = 500  # characters of a label, as the database holds it


CONVENTIONS: dict[str, MissingKind] = {
    "99": "no_answer", "999": "no_answer", "-1": "no_answer", "-99": "no_answer",
    "88": "not_asked", "888": "not_asked",
}  # fmt: skip
"""Codes that research companies give to no answer, where no option has that code."""
_CODES = re.compile(r"-?\d+(?:[,;/|・、]?\d+)*[,;/|・、]?")  # one or several: 1,3,5
_DECIMAL = re.compile(r"^(-?\d+)\.0+$")


class Options:
    """Finds the option that a spelling, a code or an accepted alias stands for."""

    def __init__(self, field: Field) -> None:
        self.by_column = {c.column: c for c in field.choices if c.column is not None}
        self.other = next((c.label for c in field.choices if c.is_other), None)
        self._known = bool(field.number)  # the questionnaire names every option
        self._coded = any(c.code is not None for c in field.choices)
        self._aliases = {c.label: [label_key(alias) for alias in c.aliases] for c in field.choices}
        self._labels: dict[str, str] = {}
        self._found: dict[str, str | None] = {}
        for spellings in (_codes, _aliases, _own_labels):  # later ones win over earlier ones
            for choice in field.choices:
                self._labels |= {label_key(text): choice.label for text in spellings(choice)}
        self._written = KnownLabels(c.label for c in field.choices if self._known)
        # What a person took for a text of 「その他」 is kept as that text.
        free = {label_key(a) for c in field.choices if c.is_other for a in c.aliases}
        self._free = free - {label_key(c.label) for c in field.choices}
        for key in self._free:
            self._labels.pop(key, None)

    def find(self, text: str) -> str | None:
        if len(text) > _LONGEST:
            return None
        if text not in self._found:
            self._found[text] = self._search(text)
        return self._found[text]

    def _search(self, text: str) -> str | None:
        # Mark-sheet readers and some statistics programs write codes as 1.0, others as 01.
        key = label_key(_DECIMAL.sub(r"\1", text))
        label = self._labels.get(key)
        if label is None and self._coded and key.isdigit():
            label = self._labels.get(key.lstrip("0"))
        if label is not None:
            return label
        code, rest = unglued(text, before_digit=True)
        # 2、4 is option 4 under its number, unless numbers are what is chosen.
        if code is not None and not (rest.isdigit() and label_key(code) in self._labels):
            label = self._labels.get(label_key(rest))
        if label is None and self.other is not None and is_bare_other(rest):
            return self.other
        return label

    def is_called_otherwise(self, text: str, labels: Iterable[str]) -> bool:
        """Whether the text has one of these options by a name it is accepted under."""
        key = label_key(text)
        strange = [label for label in labels if label_key(label) not in key]
        return any(alias in key for label in strange for alias in self._aliases.get(label, ()))

    def takes(self, text: str) -> bool:
        """Whether the text can stand for 「その他」; a number among codes is a wrong code.

        Nor does one that a spreadsheet program made of another, or that comes near to a label.
        """
        if self.other is None or (self._coded and text.lstrip("-").isdigit()):
            return False
        free = not self._known or label_key(text) in self._free
        return free or not (is_damaged(text) or self._written.near(text))

    def only(self, text: str) -> list[str]:
        """The labels of a text that is nothing but labels, whatever joins them."""
        return [] if label_key(text) in self._free else self._written.only(text)

    def apart(self, text: str) -> list[str]:
        """The pieces of a text one of which holds a label, else the text as it is."""
        pieces = cut_everywhere(text) if self._known and label_key(text) not in self._free else []
        speaks = any(self.only(piece) or not self.takes(piece) for piece in pieces)
        return pieces if speaks else [text]

    def codes_only(self, cells: Iterable[str]) -> bool:
        """Whether the cells speak in codes, as those of a research company's file do."""
        return self._coded and all(_CODES.fullmatch(label_key(text)) for text in cells)

    def answers(self, text: str) -> bool:
        """Whether the text is nothing but options, その他 with its text among them."""
        labels, rest = self.cut(text)
        written = [item for item in rest if self.other and other_text(item)]
        return bool(labels or rest) and len(written) == len(rest)

    def cut(self, text: str) -> tuple[list[str], list[str]]:
        """The options and the other texts of an answer, whichever marks join them.

        Of all marks the one counts that leaves the least unread; what it leaves is cut further.
        """
        whole = self.find(text) if text else None
        if whole is not None or not text:
            return [whole] if whole else [], []
        if label_key(text) in self._free:
            return [], [text]
        marks = [mark for mark in SEPARATORS if mark in text]
        if not marks or len(text) > LONGEST_LIST:
            return [], [text]
        found = [split_known(text, mark, self.find) for mark in marks]
        labels, rest = min(found, key=lambda parts: (sum(map(len, parts[1])), -len(parts[0])))
        if not labels:
            return [], [text]
        further = [self.cut(item) for item in rest if item]
        more = [label for own, _ in further for label in own]
        return [*labels, *more], [item for _, left in further for item in left]

    def split(self, text: str, separator: str | None) -> tuple[list[str], list[str]]:
        """The options of a joined answer, and the texts between them."""
        whole = self.find(text) if text else None
        if whole is not None:
            return [whole], []
        if self._known:
            return self.cut(text)
        mark = separator or "\n"
        if len(text) <= LONGEST_LIST:
            text = mark.join(self._unmixed(part, mark) for part in text.split(mark))
        return split_known(text, mark, self.find)

    def _unmixed(self, part: str, mark: str) -> str:
        """A part that holds nothing but options between other marks, as if joined by this one."""
        labels = [self.find(piece) for piece in cut_everywhere(part, self.find)]
        known = [label for label in labels if label is not None]
        return mark.join(known) if len(known) == len(labels) > 1 else part


def _own_labels(choice: Choice) -> list[str]:
    return [choice.label]


def _aliases(choice: Choice) -> list[str]:
    return choice.aliases


def _codes(choice: Choice) -> list[str]:
    """A code as it was given and without leading zeros (01, 1)."""
    if choice.code is None:
        return []
    return [choice.code, choice.code.lstrip("0")] if choice.code.strip("0") else [choice.code]
