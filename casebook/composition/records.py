"""Chapters 7 and 12: the log of meetings, and the notes on what disagrees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from casebook.composition.material import Material
from casebook.documents.shapes import Block, Bullets, Heading, Table
from meetings.models import Attendance, Meeting

COLUMNS = ("No.", "種類", "会議名", "日付", "曜日（原文）", "開始", "終了", "相手", "人数")


def meetings(material: Material) -> Iterator[Block]:
    rows = tuple(_row(meeting) for meeting in material.meetings)
    if rows:
        links = tuple(meeting.get_absolute_url() for meeting in material.meetings)
        yield Table("打合せ記録一覧", COLUMNS, rows, links)
    for meeting in material.meetings:
        agenda = tuple(item.text for item in meeting.agenda.all())
        if agenda:
            yield Heading(f"{meeting.title}の議題")
            yield Bullets(agenda)


def _row(meeting: Meeting) -> tuple[Any, ...]:
    people = list(meeting.attendances.all())
    return (
        meeting.number, meeting.get_kind_display(), meeting.title, meeting.held_on,
        meeting.weekday_as_printed, meeting.starts_at, meeting.ends_at,
        "、".join(dict.fromkeys(str(person) for person in people)), _heads(people),
    )  # fmt: skip


def _heads(people: list[Attendance]) -> str:
    """「相手3名・受託者3名」: kinds apart."""
    by_side: dict[str, int] = {}
    for person in people:
        if person.heads is not None:
            side = person.get_side_display()
            by_side[side] = by_side.get(side, 0) + person.heads
    return "・".join(f"{side}{heads}名" for side, heads in by_side.items())


def notes(material: Material) -> Iterator[Block]:
    rows = tuple(
        (
            str(record)[:60],
            note.get_kind_display(),
            note.text,
            note.statement,
            note.conflict,
            note.source_text,
        )
        for record in material.noted
        for note in material.beside.of(record).notes
    )
    if rows:
        columns = ("記録", "種類", "内容", "その出典での値", "記号", "出典")
        yield Table("付記", columns, rows)
