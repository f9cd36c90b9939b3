"""Which sheet of a workbook is read: the one with the answers, however large the others are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from surveys.importing.aggregates.figures import names_respondents
from surveys.importing.aggregates.recognition import read_aggregates
from surveys.importing.cells.labels import label_key
from surveys.importing.cells.question_numbers import numbered
from surveys.importing.cells.text import is_blank
from surveys.importing.columns.roles import core
from surveys.importing.shapes import Field, Layout, Refused, Sheet, Source
from surveys.importing.table.codebook import codebook_of
from surveys.importing.table.grid import folded
from surveys.importing.table.layout import find_layout

LEAST = 3  # headings that are known questions, or that are numbered as questions
RESULTS = re.compile(
    r".*(?:集計|クロス|グラフ|図表?|統計|結果(?:表|概要|一覧)?)(?:表|値|用)?[-_(]?\d*[)]?|gt|結果.*",
    re.IGNORECASE,
)
ASIDES = re.compile(
    r"(?:目次|表紙|説明|はじめに|使い方|記入(?:例|要領|方法)|注意(?:事項)?|凡例|概要|メモ|備考"
    r"|(?:更新|変更|修正)履歴|選択肢|リスト|マスタ|readme|index|contents|notes?).*",
    re.IGNORECASE,
)
NOTHING, ASIDE, RESULT, ANSWERS = range(4)


def main_sheet(source: Source, questions: Sequence[Field] = ()) -> Sheet:
    """The visible sheet with the largest table of answers.

    Instructions and code tables hold none, and a table of results is read only where there is
    nothing else. ``questions`` are those of the survey: the sheet that asks most of them is it.
    """
    visible = [sheet for sheet in source.sheets if sheet.visible and sheet.rows]
    if len(visible) < 2:
        return source.sheet()
    uncoded = [sheet for sheet in visible if codebook_of(sheet) is None] or visible
    if len(uncoded) == 1:
        return uncoded[0]
    return max(uncoded, key=lambda sheet: _rank(sheet, questions))


def _rank(sheet: Sheet, questions: Sequence[Field]) -> tuple[int, int, int]:
    """How many known questions it asks, what it seems to hold, and how many cells of it."""
    try:
        layout = find_layout(sheet)
    except Refused:
        return 0, NOTHING, 0
    cells = _filled_cells(sheet, layout)
    if not cells:
        return 0, NOTHING, 0
    return _known(layout, questions), _holds(sheet, layout), cells


def _known(layout: Layout, questions: Sequence[Field]) -> int:
    """0 where they are too few to say anything."""
    words = {key for asked in questions for text in (asked.text, *asked.headings)
             if (key := _key(text))}  # fmt: skip
    numbers = {numbered(asked.number).number for asked in questions} - {()}
    found = {
        key if (key := _key(header.text)) in words else numbered(header.text).number
        for header in layout.headers
        if header.parts
    }
    known = found & (words | numbers)
    return len(known) if len(known) >= LEAST else 0


def _key(text: str) -> str:
    return label_key(core(text)) or label_key(text)


def _holds(sheet: Sheet, layout: Layout) -> int:
    name = folded(sheet.name)
    if read_aggregates(sheet) is not None:
        return RESULT
    if ASIDES.fullmatch(name):
        return ASIDE
    return RESULT if RESULTS.fullmatch(name) and not _of_respondents(layout) else ANSWERS


def _of_respondents(layout: Layout) -> bool:
    """Its headings name who answered, or are questions by their numbers."""
    parts = [part for header in layout.headers for part in header.parts]
    asked = {numbered(part).number for part in parts if not numbered(part).bare} - {()}
    return any(map(names_respondents, parts)) or len(asked) >= LEAST


def _filled_cells(sheet: Sheet, layout: Layout) -> int:
    """Cells of the table of a sheet; lines of text in one column are no table."""
    columns = [header.column for header in layout.headers if header.parts]
    rows = [sheet.rows[number - 1] for number in layout.data_rows() if number <= len(sheet.rows)]
    if len(columns) < 2:
        return 0
    return sum(not is_blank(row[c - 1]) for row in rows for c in columns if c <= len(row))
