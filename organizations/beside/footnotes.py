"""出典と付記 of a page: small numbers in its text, and what they stand for folded at its foot."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from organizations.beside.statements import label_of, statement_now
from organizations.models import Note

SUMMARY, CITED = "要旨。", "出典："  # how a composed document begins what stands small beside it


@dataclass(slots=True)
class Footnote:
    """One number: the source of records, or a note beside one of them."""

    number: int
    source: str
    summary: bool = False
    note: Note | None = None
    about: str = ""

    @property
    def differs(self) -> bool:
        return self.note is not None and self.note.kind == Note.Kind.DIFFERS


@dataclass(slots=True)
class Differing:
    """What documents state about one field: what the page shows, and what else there is."""

    label: str
    now: str
    source: str
    others: list[Note] = field(default_factory=list)

    @property
    def number(self) -> int:
        return len(self.others) + 1

    @property
    def pinned(self) -> bool:
        return any(note.pinned for note in self.others)


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands beside a value: its numbers, each with whether it is the first of it."""

    numbers: list[tuple[Footnote, bool]]
    differing: list[Differing]


class Footnotes:
    """The numbers of one page, in the order it is written; equal sources share one."""

    def __init__(self) -> None:
        self.entries: list[Footnote] = []
        self._of_source: dict[tuple[str, bool], Footnote] = {}
        self._told: set[int] = set()
        self._later: list[tuple[Any, Note]] = []

    @property
    def differing(self) -> int:
        return sum(entry.differs for entry in self.entries)

    def complete(self) -> Footnotes:
        """With the notes on a field that the page didn't show after all, as it is empty."""
        for record, note in self._later:
            if note.pk not in self._told:
                self._told.add(note.pk)
                self._note(record, note)
        return self

    def marks_of_source(self, record: Any) -> Marks:
        return Marks(self._source(record), [])

    def marks(
        self,
        record: Any,
        notes: Iterable[Note],
        fields: Collection[str] = (),
        but: Collection[str] = (),
        below: Any = None,
    ) -> Marks:
        """Of the notes about these fields; without fields of the source and of all not told yet,
        ``but`` those about fields that come later on the page. The source of a record ``below``
        which it stands is not said again."""
        told_above = getattr(below, "source_text", None) == getattr(record, "source_text", "")
        numbers = [] if fields or told_above else self._source(record)
        waiting = [n for n in notes if n.pk not in self._told and not shown_in_full(n)]
        told = [n for n in waiting if (n.field in fields if fields else n.field not in but)]
        numbers += [(self._note(record, note), True) for note in told]
        self._told |= {note.pk for note in told}
        self._later += [(record, note) for note in waiting if note.field in but]
        return Marks(numbers, _differing(record, told))

    def marks_of_words(self, words: str) -> Marks:
        """Of a source as a composed document names it: 「要旨。出典：報告書版 609–628行」"""
        text = words.removeprefix(SUMMARY)
        return Marks(self._cited(text.removeprefix(CITED), text != words), [])

    def _source(self, record: Any) -> list[tuple[Footnote, bool]]:
        return self._cited(getattr(record, "source_text", ""), getattr(record, "summary", False))

    def _cited(self, text: str, summary: bool) -> list[tuple[Footnote, bool]]:
        if not text and not summary:
            return []
        known = (text, summary) in self._of_source
        if not known:
            self._of_source[text, summary] = self._add(text, summary=summary)
        return [(self._of_source[text, summary], not known)]

    def _note(self, record: Any, note: Note) -> Footnote:
        about = label_of(record, note.field) if note.field else ""
        return self._add(note.source_text, note=note, about=about)

    def _add(self, source: str, **what: Any) -> Footnote:
        entry = Footnote(len(self.entries) + 1, source, **what)
        self.entries.append(entry)
        return entry


def shown_in_full(note: Note) -> bool:
    """「いつも表示」 stands in the page itself, but for a statement, which opens beside its value."""
    return note.pinned and not is_statement(note)


def is_statement(note: Note) -> bool:
    return note.kind == Note.Kind.DIFFERS and bool(note.field and note.statement)


def _differing(record: Any, notes: Iterable[Note]) -> list[Differing]:
    """By field, each with what the page shows."""
    found: dict[str, Differing] = {}
    for note in notes:
        if is_statement(note):
            if note.field not in found:
                now, source = statement_now(record, note.field), getattr(record, "source_text", "")
                found[note.field] = Differing(label_of(record, note.field), now, source)
            found[note.field].others.append(note)
    return list(found.values())
