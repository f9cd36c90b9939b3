"""The chapters that are the sheet's own prose: stages, breakthrough, column, plans, reactions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from casebook.composition.material import Material
from casebook.composition.overview import words
from casebook.documents.shapes import Block, Bullets, Heading, Pairs, Paragraph, Table
from casebook.models import STAGES, Passage, StageNote

Part = Passage.Part


def stages(material: Material) -> Iterator[Block]:
    """Every stage with its headings (■) and bullets; the number a document prints stands beside."""
    for stage in STAGES:
        notes = [note for note in material.stage_notes if note.stage == stage.number]
        if not notes:
            continue
        printed = notes[0].printed_mark
        mark = f"（原文では{printed}）" if printed and printed != stage.mark else ""
        yield Heading(f"{stage.mark} {stage.name}{mark}", anchor=f"stage-{stage.number}")
        for side, group in groupby(notes, key=lambda note: note.get_side_display()):
            if side:
                yield Paragraph(f"〔{side}〕")
            for note in group:
                yield from _note(note)
        yield from _sources(notes)


def _note(note: StageNote) -> Iterator[Block]:
    tag = f"【{note.tag}】" if note.tag else ""
    yield Heading(f"{tag}{note.heading}", level=4)
    lines = tuple(line.strip() for line in note.text.splitlines() if line.strip())
    if lines:
        yield Bullets(lines)


def _sources(notes: list[StageNote]) -> Iterator[Block]:
    """Where the notes of a stage come from, once below them."""
    sources = dict.fromkeys(note.source_text for note in notes if note.source_text)
    if sources:
        summary = "要旨。" if any(note.summary for note in notes) else ""
        yield Paragraph(f"{summary}出典：{'、'.join(sources)}", remark=True)


def _source(record: Passage) -> Iterator[Block]:
    if record.source_text:
        summary = "要旨。" if record.summary else ""
        yield Paragraph(f"{summary}出典：{record.source_text}", remark=True)


def _telling(material: Material, part: Part) -> Iterator[Block]:
    """Passages with headings and text, numbers beside them, and where they come from."""
    for passage in material.passages(part):
        if passage.heading:
            tag = f"【{passage.tag}】" if passage.tag else ""
            yield Heading(f"{tag}{passage.heading}")
        if passage.period_shown:
            yield Paragraph(f"時期：{passage.period_shown}")
        for line in passage.text.splitlines():
            if line.strip():
                yield Paragraph(line.strip())
        if passage.organization:
            yield Paragraph(f"団体：{passage.organization}")
        yield from _numbers(material, passage)
        yield from _source(passage)


def _numbers(material: Material, passage: Passage) -> Iterator[Block]:
    numbers = material.beside.of(passage).statistics
    if numbers:
        yield Pairs(tuple((number.label, number.shown) for number in numbers))


def breakthrough(material: Material) -> Iterator[Block]:
    yield from _telling(material, Part.BREAKTHROUGH)


def column(material: Material) -> Iterator[Block]:
    yield from _telling(material, Part.COLUMN)


def prior(material: Material) -> Iterator[Block]:
    yield from _telling(material, Part.PRIOR)


def plans(material: Material) -> Iterator[Block]:
    found = material.passages(Part.PLAN)
    rows = tuple((p.number, p.heading or p.text, p.period_shown, p.tag) for p in found)
    if rows:
        yield Table("次年度以降の案", ("番号", "内容", "予定", "区分"), rows)
    for passage in found:
        if passage.heading and passage.text:
            yield Paragraph(words(passage))


def reactions(material: Material) -> Iterator[Block]:
    yield from _telling(material, Part.REACTION)
