"""Minutes of a meeting as a Word file, on A4, with real headings and tables."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from meetings.models import Meeting, Opinion
from platform_registry.japanese import era_date
from platform_registry.xml import writable

FONT = "Yu Gothic"
Themes = list[tuple[str, list[Opinion]]]


def write_minutes(meeting: Meeting, opinions: Themes) -> bytes:
    document = _blank()
    document.add_heading(writable(f"{meeting.title}　議事録"), level=0)
    _facts(document, meeting)
    _attendance(document, meeting)
    _agenda(document, meeting)
    _opinions(document, opinions)
    _results(document, meeting)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _blank() -> WordDocument:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    return document


def _facts(document: WordDocument, meeting: Meeting) -> None:
    times = "～".join(f"{t:%H:%M}" for t in (meeting.starts_at, meeting.ends_at) if t)
    day = era_date(meeting.held_on) if meeting.held_on else meeting.date_as_printed or "未確認"
    _table(
        document,
        ("項目", "内容"),
        [("日時", f"{day} {times}".strip()), ("会場", meeting.venue), ("運営・進行", meeting.host)],
    )


def _attendance(document: WordDocument, meeting: Meeting) -> None:
    document.add_heading("出席", level=1)
    rows = [
        (str(row), row.post, f"{row.heads}名" if row.heads is not None else "")
        for row in meeting.attendances.all()
    ]
    _table(document, ("所属", "役職", "人数"), rows)


def _agenda(document: WordDocument, meeting: Meeting) -> None:
    document.add_heading("議題", level=1)
    for item in meeting.agenda.all():
        document.add_paragraph(writable(item.text), style="List Number")
    if meeting.summary_text:
        document.add_paragraph(writable(meeting.summary_text))


def _opinions(document: WordDocument, opinions: Themes) -> None:
    document.add_heading("意見", level=1)
    for theme, said in opinions:
        document.add_heading(writable(theme) or "その他", level=2)
        for opinion in said:
            kind = f"（{opinion.speaker_kind}）" if opinion.speaker_kind else ""
            document.add_paragraph(writable(f"{opinion.text}{kind}"), style="List Bullet")


def _results(document: WordDocument, meeting: Meeting) -> None:
    document.add_heading("決まったこと", level=1)
    for decision in meeting.decisions.all():
        document.add_paragraph(writable(decision.text), style="List Bullet")
    document.add_heading("すること", level=1)
    rows = [
        (
            action.text,
            str(action.department or action.owner),
            era_date(action.due_on) if action.due_on else "",
            action.get_state_display(),
        )
        for action in meeting.actions.all()
    ]
    _table(document, ("内容", "担当", "期限", "状態"), rows)


def _table(
    document: WordDocument, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> None:
    if not rows:
        document.add_paragraph("（記録なし）")
        return
    table = document.add_table(rows=0, cols=len(columns), style="Table Grid")
    for values in (columns, *rows):
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = writable(value)
