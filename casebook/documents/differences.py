"""What has changed between two states of a case sheet, place by place, in words.

    differences(published, now) → [Difference("試行的事業一覧　フォーラム　実施時期", "12月", "1月", …)]

Compared are the shapes alone, so that every way to change a sheet is seen: its prose, a meeting,
a pilot's figure, a member who joined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TypeVar

from casebook.documents.cells import cell_text
from casebook.documents.shapes import (
    Block,
    Bullets,
    CaseDocument,
    Cell,
    Chapter,
    Figure,
    Heading,
    Pairs,
    Paragraph,
    Table,
)

T = TypeVar("T")
DESCRIPTION = re.compile(r"<desc>(.*?)</desc>", re.S)
# The column that says which row it is, the first of them a table has.
NAMES = (
    "事業名称", "会議名", "団体・部署", "部局", "氏名", "配布先", "記録", "区分", "選択肢・項目",
    "名称", "表題", "内容",
)  # fmt: skip
LONGEST, AROUND = 120, 20  # letters of an excerpt, and of what stays the same before the change


@dataclass(frozen=True)
class Difference:
    """`before` or `after` is empty where something was added or removed; `link` leads there."""

    place: str
    before: str
    after: str
    link: str


@dataclass
class Section:
    """What stands below one heading of a chapter."""

    path: tuple[str, ...]
    anchor: str
    lines: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    def add(self, block: Block) -> None:
        match block:
            case Paragraph():
                self.lines.append(block.text)
            case Bullets():
                self.lines += block.items
            case Pairs():
                self.pairs += block.rows
            case Table():
                self.tables.append(block)
            case Figure():
                self.figures.append(block)

    @property
    def place(self) -> str:
        return "　".join(self.path)

    @property
    def has_content(self) -> bool:
        return bool(self.lines or self.pairs or self.tables or self.figures)

    @property
    def words(self) -> str:
        rows = [_row_words(row) for table in self.tables for row in table.rows]
        pairs = [f"{label}　{text}" for label, text in self.pairs]
        return "\n".join([self.path[-1], *pairs, *self.lines, *rows])


def differences(old: CaseDocument, new: CaseDocument) -> list[Difference]:
    """In the order of the form."""
    found = list(_texts("表題", [old.name], [new.name], ""))
    before, after = ({c.anchor: c for c in document.chapters} for document in (old, new))
    both = [c.anchor for c in new.chapters] + [a for a in before if a not in after]
    for anchor in sorted(both, key=lambda a: int((after.get(a) or before[a]).number)):
        was, now = before.get(anchor), after.get(anchor)
        if was != now:
            found += list(_chapter(was, now)) or _order(was, now)
    return found


def _order(was: Chapter | None, now: Chapter | None) -> list[Difference]:
    """The same words and numbers, differently arranged."""
    arranged = "いまの並び（順序や置き場所だけが変わりました）"
    chapters = [chapter for chapter in (now, was) if chapter is not None][:1]
    return [Difference(c.title, "公開版の並び", arranged, f"#{c.anchor}") for c in chapters]


def _chapter(old: Chapter | None, new: Chapter | None) -> Iterator[Difference]:
    for was, now in _aligned(_sections(old), _sections(new), lambda section: section.path):
        if was is None or now is None:
            yield from _whole(was, now)
        else:
            yield from _section(was, now)


def _sections(chapter: Chapter | None) -> list[Section]:
    if chapter is None:
        return []
    sections = [Section((chapter.title,), chapter.anchor)]
    above = ""
    for block in chapter.blocks:
        if not isinstance(block, Heading):
            sections[-1].add(block)
            continue
        above = block.text if block.level == 3 else above
        path = tuple(dict.fromkeys(part for part in (above, block.text) if part))
        path = path or (chapter.title,)
        anchor = block.anchor or sections[-1].anchor
        sections.append(Section(path, anchor))
    return sections


def _aligned(
    old: Sequence[T], new: Sequence[T], key: Callable[[T], object]
) -> Iterator[tuple[T | None, T | None]]:
    """Pairs of what corresponds; what was put in another's place is paired with it."""
    before, after = [[key(item) for item in items] for items in (old, new)]
    for _, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield from zip_longest(old[a:b], new[c:d])


def _whole(was: Section | None, now: Section | None) -> Iterator[Difference]:
    """A heading with all below it was added or removed: one place, not one per line."""
    before, after = (_cut(part.words) if part else "" for part in (was, now))
    for section in filter(None, (was, now)):
        if section.has_content or len(section.path) > 1:
            yield Difference(section.place, before, after, f"#{section.anchor}" if now else "")


def _section(was: Section, now: Section) -> Iterator[Difference]:
    link = f"#{now.anchor}"
    if was.path != now.path:
        yield Difference(f"{now.place}　見出し", was.path[-1], now.path[-1], link)
    yield from _pairs(was, now, link)
    yield from _texts(now.place, was.lines, now.lines, link)
    titles = dict.fromkeys(table.title for table in (*was.tables, *now.tables))
    for title in titles:
        before, after = ([t for t in s.tables if t.title == title] for s in (was, now))
        for old, new in zip_longest(before, after):
            yield from _table(old or Table(title, (), ()), new or Table(title, (), ()), link)
    yield from _figures(was.figures, now.figures, link)


def _pairs(was: Section, now: Section, link: str) -> Iterator[Difference]:
    for old, new in _aligned(was.pairs, now.pairs, lambda pair: pair[0]):
        if old != new:
            label = (new or old or ("",))[0]
            before, after = (pair[1] if pair else "" for pair in (old, new))
            yield Difference(f"{now.place}　{label}", before, after, link)


def _texts(place: str, old: list[str], new: list[str], link: str) -> Iterator[Difference]:
    for was, now in _aligned(old, new, str):
        if was != now:
            yield Difference(place, *_excerpts(was or "", now or ""), link)


def _figures(old: list[Figure], new: list[Figure], link: str) -> Iterator[Difference]:
    for was, now in zip_longest(old, new):
        if was and now and _told(was) == _told(now):
            continue
        before, after = (figure.alternative if figure else "" for figure in (was, now))
        if before == after:
            before, after = "公開版の図", "いまの図（描かれている団体や部署が変わりました）"
        yield Difference((now or was).title, before, after, link)


def _told(figure: Figure) -> tuple[str, str, str]:
    """What a figure says, however it is drawn: a published one was drawn by the hand of its day."""
    found = DESCRIPTION.search(figure.svg)
    return figure.title, figure.alternative, found[1] if found else figure.svg


# ------------------------------------------------------------------ tables

Row = tuple[Cell, ...]


def _table(old: Table, new: Table, link: str) -> Iterator[Difference]:
    """Cell by cell in rows that correspond, and the rows that came or went."""
    if (old.columns, old.rows) == (new.columns, new.rows):
        return
    columns = new.columns or old.columns
    for was, now in _rows(old, new):
        if was is None or now is None:
            name = _name(columns, now or was or ())
            place = "　".join(part for part in (new.title, name) if part)
            before, after = (_row_words(row) if row else "" for row in (was, now))
            yield Difference(place, _cut(before), _cut(after), _link(new, now) or link)
        else:
            yield from _cells(old, new, was, now, link)


def _cells(old: Table, new: Table, was: Row, now: Row, link: str) -> Iterator[Difference]:
    before, after = (
        dict(zip(old.columns, was, strict=True)),
        dict(zip(new.columns, now, strict=True)),
    )
    name = _name(new.columns, now)
    for column in dict.fromkeys((*new.columns, *old.columns)):
        texts = cell_text(before.get(column)), cell_text(after.get(column))
        if texts[0] != texts[1]:
            place = "　".join(part for part in (new.title, name, column) if part)
            yield Difference(place, *_excerpts(*_changed_lines(*texts)), _link(new, now) or link)


def _rows(old: Table, new: Table) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows of the same record, else the ones that are most alike; who stayed equal is left out."""
    left = list(old.rows)
    waiting: list[Row] = []
    for row in new.rows:
        left.remove(row) if row in left else waiting.append(row)
    for row in waiting:
        was = _same(old, new, left, row)
        if was is not None:
            left.remove(was)
        yield was, row
    for row in left:
        yield row, None


def _same(old: Table, new: Table, left: list[Row], row: Row) -> Row | None:
    link = _link(new, row)
    if link and old.links:
        return next((was for was in left if _link(old, was) == link), None)
    best = max(left, key=lambda was: _alike(was, row), default=None)
    return best if best is not None and _alike(best, row) >= len(row) / 2 else None


def _alike(was: Row, now: Row) -> int:
    return sum(1 for a, b in zip(was, now, strict=False) if a == b)


def _link(table: Table, row: Row | None) -> str:
    found = (link for link, known in zip(table.links, table.rows, strict=False) if known == row)
    return next(found, "") if row is not None else ""


def _name(columns: Sequence[str], row: Row) -> str:
    cells = dict(zip(columns, row, strict=False))
    return next((_cut(cell_text(cells[name]), 40) for name in NAMES if cells.get(name)), "")


def _row_words(row: Iterable[Cell]) -> str:
    return "、".join(text for cell in row if (text := cell_text(cell)))


# ------------------------------------------------------------------ excerpts


def _changed_lines(was: str, now: str) -> tuple[str, str]:
    """Of a cell with several lines those that differ."""
    old, new = was.split("\n"), now.split("\n")
    before = "\n".join(line for line in old if line not in new)
    after = "\n".join(line for line in new if line not in old)
    return (before, after) if before or after else (was, now)


def _excerpts(was: str, now: str) -> tuple[str, str]:
    """Of long texts the part that differs, with a few letters around it."""
    if max(len(was), len(now)) <= LONGEST or not (was and now):
        return _cut(was), _cut(now)
    start = max(_common(was, now) - AROUND, 0)
    end = min(_common(was[::-1], now[::-1]), len(was) - start, len(now) - start)
    end = max(end - AROUND, 0)
    return _part(was, start, end), _part(now, start, end)


def _common(one: str, other: str) -> int:
    """How many letters the two have in common from their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _part(text: str, start: int, end: int) -> str:
    part = text[start : len(text) - end]
    return ("…" if start else "") + _cut(part) + ("…" if end else "")


def _cut(text: str, length: int = LONGEST) -> str:
    return text if len(text) <= length else f"{text[:length]}…"
