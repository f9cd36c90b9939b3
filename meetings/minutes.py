"""Minutes of a meeting as a Word file. What wasn't recorded has no heading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from meetings.attended import Came, attended
from meetings.models import Attendance, Meeting, Opinion
from platform_registry.japanese import era_date
from platform_registry.word.elements import add_cell, add_row
from platform_registry.word.file import WordFile
from platform_registry.word.styles import TWIPS

Themes = list[tuple[str, list[Opinion]]]
CAME = {"所属": 46, "役職": 38, "人数": 16}  # columns and their share of the width
TO_DO = {"内容": 44, "担当": 22, "期限": 22, "状態": 12}


def write_minutes(meeting: Meeting, opinions: Themes) -> bytes:
    title = f"{meeting.title}　議事録"
    file = WordFile(title)
    file.paragraph(title, "Title")
    file.paragraph(str(meeting.platform), "Subtitle")
    file.pairs((label, words) for label, words in _facts(meeting) if words)
    _attendance(file, attended(meeting.attendances.all()))
    _listed(file, "議題", (item.text for item in meeting.agenda.all()), "ListNumber")
    _listed(file, "概要", meeting.summary_text.splitlines(), "Normal")
    _opinions(file, opinions)
    _listed(file, "決まったこと", (decision.text for decision in meeting.decisions.all()))
    _actions(file, meeting)
    return file.save()


def _facts(meeting: Meeting) -> Iterable[tuple[str, str]]:
    times = "～".join(f"{t:%H:%M}" for t in (meeting.starts_at, meeting.ends_at) if t)
    day = era_date(meeting.held_on) if meeting.held_on else meeting.date_as_printed or "未確認"
    yield "日時", f"{day} {times}".strip()
    yield "会場", meeting.venue
    yield "運営・進行", meeting.host


def _attendance(file: WordFile, kinds: list[Came]) -> None:
    if kinds:
        file.paragraph("出席", "Heading1")
    for kind in kinds:
        if len(kinds) > 1:
            file.paragraph(kind.label, "Heading2")
        _table(file, f"出席　{kind.label}", CAME, [_came(row) for row in kind.rows])


def _came(row: Attendance) -> tuple[str, ...]:
    return str(row), row.post, row.heads_shown


def _listed(
    file: WordFile, heading: str, texts: Iterable[str], style: str = "ListBullet", level: int = 1
) -> None:
    """``heading`` may be empty: opinions without a theme need none."""
    said = [text for text in texts if text.strip()]
    if said and heading:
        file.paragraph(heading, f"Heading{level}")
    for text in said:
        file.paragraph(text, style)


def _opinions(file: WordFile, opinions: Themes) -> None:
    if opinions:
        file.paragraph("意見", "Heading1")
    for theme, said in sorted(opinions, key=lambda pair: bool(pair[0])):
        _listed(file, theme, (_said(opinion) for opinion in said), level=2)


def _said(opinion: Opinion) -> str:
    return f"{opinion.text}{f'（{opinion.speaker_kind}）' if opinion.speaker_kind else ''}"


def _actions(file: WordFile, meeting: Meeting) -> None:
    rows = [
        (
            action.text,
            str(action.department or action.owner),
            era_date(action.due_on) if action.due_on else "",
            action.get_state_display(),
        )
        for action in meeting.actions.all()
    ]
    if rows:
        file.paragraph("すること", "Heading1")
    _table(file, "すること", TO_DO, rows)


def _table(
    file: WordFile, title: str, columns: dict[str, int], rows: Sequence[tuple[str, ...]]
) -> None:
    """Without the columns nobody filled, whose width goes to the first."""
    kept = [n for n in range(len(columns)) if any(row[n] for row in rows)]
    if not kept:
        return
    shares = [share for n, share in enumerate(columns.values()) if n in kept]
    shares[0] += 100 - sum(shares)
    table = file.grid(title, (TWIPS * share // 100 for share in shares))
    file.head_of(table, (label for n, label in enumerate(columns) if n in kept))
    for values in rows:
        row = add_row(table)
        for n in kept:
            add_cell(row, values[n], "TableText")
    file.close(table)
