"""A table that lies on its side: a row for each question, a column for each respondent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from surveys.importing.cells.question_numbers import numbered
from surveys.importing.cells.text import trimmed
from surveys.importing.columns.roles import role_of
from surveys.importing.shapes import CellValue, Sheet, Span
from surveys.importing.table.grid import Grid, folded, is_text
from surveys.importing.table.layout import find_header_rows

LEAST, MOSTLY = 3, 0.8  # questions below each other, and their share of the rows
WORDS, NUMBERS = "words", "numbers"
MOST_QUESTIONS = 400  # more rows than a survey has questions are respondents
CORNER = re.compile(r"(?:設問|質問|問い?|項目|調査)(?:番号|文|項目|内容|no\.?)?|番号|no\.?|", re.I)
RESPONDENT = re.compile(
    r"(?:回答者?|団体|対象者?|サンプル|票|no\.?|id|respondent|sample|[a-dp])?[-_.:#]?(?!(?:19|20)\d\d$)\d{1,5}"
    r"(?:人目|件目|団体目|番|さん|様)?|[a-z]|[A-Zａ-ｚ](?:団体|さん|様|氏)|\d+人目",
    re.I,
)
PERSON = re.compile(r"(?:回答者|対象者|サンプル|respondent|sample).*\d.*|\d+人目", re.I)
ASKS = re.compile(r".*(?:ですか|ますか|ませんか|ください|[?？])[。)）]?(?:[(（].*)?")


def lies_on_its_side(sheet: Sheet) -> bool:
    """Respondents are counted or named in the first row, and each other row is of one question:
    it says so, or it holds words alone where another holds numbers alone."""
    if not LEAST < len(sheet.rows) <= MOST_QUESTIONS:
        return False
    grid = Grid(_with_one_label(sheet))
    if not grid.filled_rows:
        return False
    head = find_header_rows(grid)[-1]
    rows = [row for row in grid.filled_rows if row > head and grid.count(row) > 1]
    first = min((column for row in rows for column in grid.own(row)), default=0)
    heads = {column: folded(value) for column, value in grid.own(head).items()}
    corner, respondents = heads.get(first, ""), [t for c, t in heads.items() if c > first]
    asked = [trimmed(grid.cell(row, first)) for row in rows]
    if len(asked) < LEAST or not all(asked) or len(set(asked)) < len(asked):
        return False
    kinds = [_kind(grid, row, first) for row in rows]
    if role_of(corner) == "organization:name" and len(respondents) > 2:
        return _are_bodies(respondents, asked, kinds)
    return _are_counted(respondents, asked) and _asks_of_them(corner, respondents, asked, kinds)


def _are_counted(respondents: Sequence[str], asked: Sequence[str]) -> bool:
    """Beside each other, and not below each other, where 1, 2, 3 … are respondents too."""
    once = len(set(respondents)) == len(respondents) > 1
    beside = once and all(map(RESPONDENT.fullmatch, respondents))
    return beside and not any(map(RESPONDENT.fullmatch, asked))


def _asks_of_them(
    corner: str, respondents: Sequence[str], asked: Sequence[str], kinds: Sequence[str]
) -> bool:
    if CORNER.fullmatch(corner):
        return _are_mixed(kinds) or _are_of_questions(respondents, asked, kinds)
    keyed = role_of(corner) == "respondent_key"
    return keyed and (_are_mixed(kinds) or _are_questions(asked))


def _are_bodies(respondents: Sequence[str], asked: Sequence[str], kinds: Sequence[str]) -> bool:
    """Two bodies may have one name, where what stands below each other are questions."""
    if any(map(_is_question, respondents)):
        return False
    return _are_questions(asked) or (
        len(set(respondents)) == len(respondents) and _are_mixed(kinds)
    )


def _are_of_questions(
    respondents: Sequence[str], asked: Sequence[str], kinds: Sequence[str]
) -> bool:
    """1, 2, 3 … over nothing but numbers count how many gave which answer."""
    only_numbers = set(kinds) == {NUMBERS}
    if all(map(PERSON.fullmatch, respondents)):
        return not only_numbers or _are_questions(asked)
    bare = all(text.isdigit() for text in respondents)
    return _are_questions(asked) and not (bare and only_numbers)


def _kind(grid: Grid, row: int, first: int) -> str:
    """Of the answers in the row; empty where they are of both kinds."""
    words = [is_text(value) for column, value in grid.own(row).items() if column > first]
    return WORDS if all(words) else NUMBERS if not any(words) else ""


def _are_mixed(kinds: Sequence[str]) -> bool:
    whole = [kind for kind in kinds if kind]
    return len(set(whole)) > 1 and len(whole) >= MOSTLY * len(kinds)


def _are_questions(texts: Sequence[str]) -> bool:
    asked = [text for text in texts if _is_question(text)]
    return len(asked) >= max(LEAST, MOSTLY * len(texts))


def _is_question(text: str) -> bool:
    found = numbered(text)
    named = bool(found.number) and (not found.bare or bool(found.rest))
    return named or bool(ASKS.fullmatch(text)) or role_of(text) != "question"


def _with_one_label(sheet: Sheet) -> Sheet:
    """問1 and what it asks in one cell, where they stand in two columns; the others keep theirs."""
    at = next((n for n, row in enumerate(sheet.rows) if _has_two_corners(row)), None)
    if at is None:
        return sheet
    rows = [[None, _label(row), *row[2:]] if len(row) > 2 else row for row in sheet.rows[at + 1 :]]
    return replace(sheet, rows=[*sheet.rows[:at], [None, *sheet.rows[at][1:]], *rows])


def _label(row: Sequence[CellValue]) -> str:
    number, text = (trimmed(value) for value in row[:2])
    return (f"{number}. {text}" if number.isdigit() else f"{number} {text}").strip()


def _has_two_corners(row: Sequence[CellValue]) -> bool:
    both = [folded(value) for value in row[:2]]
    return len(row) > 3 and all(text and CORNER.fullmatch(text) for text in both)


def turned(sheet: Sheet) -> Sheet:
    """Rows as columns: what stood in column B is row 2."""
    sheet = _with_one_label(sheet)
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
