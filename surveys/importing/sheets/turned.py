"""A table that lies on its side: a row for each question, a column for each respondent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from surveys.importing.cells.question_numbers import numbered
from surveys.importing.cells.text import trimmed
from surveys.importing.columns.roles import role_of
from surveys.importing.shapes import Sheet, Span
from surveys.importing.table.grid import Grid, folded, is_text
from surveys.importing.table.layout import find_header_rows

LEAST, MOSTLY = 3, 0.8  # questions below each other, and their share of the rows
MOST_QUESTIONS = 400  # more rows than a survey has questions are respondents
CORNER = re.compile(r"(?:設問|質問|問い?|項目|調査)(?:番号|文|項目|内容|no\.?)?|no\.?|", re.I)
RESPONDENT = re.compile(
    r"(?:回答者?|団体|対象者?|サンプル|票|no\.?|id|respondent|sample|[a-dp])?[-_.:#]?(?!(?:19|20)\d\d$)\d{1,5}"
    r"(?:人目|件目|団体目|番|さん|様)?|[a-z]|[A-Zａ-ｚ](?:団体|さん|様|氏)|\d+人目",
    re.I,
)
ASKS = re.compile(r".*(?:ですか|ますか|ませんか|ください|[?？])[。)）]?(?:[(（].*)?")


def lies_on_its_side(sheet: Sheet) -> bool:
    """Questions stand in the first column, 回答者1, 回答者2 … in the first row."""
    if not LEAST < len(sheet.rows) <= MOST_QUESTIONS:
        return False
    grid = Grid(sheet)
    if not grid.filled_rows:
        return False
    head = find_header_rows(grid)[-1]
    rows = [row for row in grid.filled_rows if row > head and grid.count(row) > 1]
    first = min((column for row in rows for column in grid.own(row)), default=0)
    heads = {column: folded(value) for column, value in grid.own(head).items()}
    respondents = [text for column, text in heads.items() if column > first]
    if not CORNER.fullmatch(heads.get(first, "")) or len(respondents) < 2:
        return False
    asked = [trimmed(grid.cell(row, first)) for row in rows]
    bare = all(text.isdigit() for text in respondents)
    if bare and not any(
        map(is_text, (v for n in rows for c, v in grid.own(n).items() if c > first))
    ):
        return False  # 1, 2, 3 … over nothing but numbers: how many chose which answer
    return _count_respondents(respondents) and _are_questions(asked)


def _count_respondents(texts: Sequence[str]) -> bool:
    return len(set(texts)) == len(texts) and all(map(RESPONDENT.fullmatch, texts))


def _are_questions(texts: Sequence[str]) -> bool:
    if len(texts) < LEAST or len(set(texts)) < len(texts):
        return False
    asked = [text for text in texts if _is_question(text)]
    return len(asked) >= max(LEAST, MOSTLY * len(texts))


def _is_question(text: str) -> bool:
    found = numbered(text)
    named = bool(found.number) and (not found.bare or bool(found.rest))
    return named or bool(ASKS.fullmatch(text)) or role_of(text) != "question"


def turned(sheet: Sheet) -> Sheet:
    """Rows as columns: what stood in column B is row 2."""
    columns = zip_longest(*sheet.rows)
    merges = [Span(m.first_column, m.first_row, m.last_column, m.last_row) for m in sheet.merges]
    return Sheet(
        name=sheet.name,
        rows=[list(column) for column in columns],
        merges=merges,
        hidden_rows=set(sheet.hidden_columns),
        hidden_columns=set(sheet.hidden_rows),
        visible=sheet.visible,
        unseen={(column, row): text for (row, column), text in sheet.unseen.items()},
    )
