"""The parts a case sheet is made of, before it becomes a page, a Word file or a workbook.

Free of HTTP and of the database: `compose` fills these shapes, the writers only read them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal

Cell = str | int | Decimal | date | time | None


@dataclass(frozen=True)
class Heading:
    """A heading inside a chapter; level 3 stands right below the chapter's own, 4 below that."""

    text: str
    level: int = 3
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running text; `remark` is set for what stands small beside it (出典, 要旨, 付記)."""

    text: str
    remark: bool = False


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Pairs:
    """Label and value, one under the other (自治体名 / 担当部局 / …)."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table with one heading row and no merged cells; every row is as long as `columns`.

    `links` gives, for rows that have a page of their own, its address on this site ("" for none).
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    links: tuple[str, ...] = ()

    def filled(self) -> Table:
        """Without the columns that no row fills, for a page; a workbook keeps them all."""
        kept = [
            n
            for n in range(len(self.columns))
            if any(row[n] not in (None, "") for row in self.rows)
        ]
        if len(kept) == len(self.columns) or not kept:
            return self
        rows = tuple(tuple(row[n] for n in kept) for row in self.rows)
        return replace(self, columns=tuple(self.columns[n] for n in kept), rows=rows)


@dataclass(frozen=True)
class Figure:
    """A drawing as SVG text with the words that say the same for those who cannot see it."""

    title: str
    svg: str
    alternative: str


Block = Heading | Paragraph | Bullets | Pairs | Table | Figure


@dataclass(frozen=True)
class Chapter:
    number: str
    title: str
    anchor: str
    blocks: tuple[Block, ...]

    def names(self, table: Table) -> bool:
        """Whether a heading says the table's title already, so that no caption need repeat it."""
        headings = (block.text for block in self.blocks if isinstance(block, Heading))
        return table.title in (self.title, *headings)


@dataclass(frozen=True)
class CaseDocument:
    """One case sheet ready to be written: 仙台市 令和5年度 事例票.

    `remarks` stand at its head: which version this is, why it was corrected.
    """

    title: str
    subtitle: str
    chapters: tuple[Chapter, ...]
    remarks: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """With platform and edition: a municipality may have several sheets of a year."""
        return f"{self.title}　{self.subtitle}".strip("　")
