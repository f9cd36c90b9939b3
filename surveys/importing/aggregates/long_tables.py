"""設問｜選択肢｜件数｜割合: all questions in one table, a row for each option."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from surveys.importing.aggregates.figures import (
    PERCENT,
    Aggregates,
    Amount,
    amount,
    as_percentages,
    base_in,
    disagreement,
    figure,
    is_near,
    is_total,
    text_of,
    whole,
    without_base,
)
from surveys.importing.aggregates.option_tables import AGREE, COUNT, MULTIPLE, SHARE, unit_of
from surveys.importing.table.grid import Grid, folded

_QUESTION = re.compile(
    r"(?:設問|質問|問い?|調査項目)(?:番号|no\.?|文|内容|項目|名|タイトル)?|q(?:uestion)?|大項目",
    re.I,
)
_OPTION = re.compile(
    r"(?:選択肢|回答|カテゴリー?|小項目|項目|内訳)(?:内容|項目|選択肢|名|文|ラベル)?|option|answer|choice",
    re.I,
)
_NUMBER = re.compile(
    r"(?:選択肢|回答|カテゴリー?)(?:番号|no\.?|コード)|no\.?|№|番号|コード|連番", re.I
)
_BASE = re.compile(
    r"n|(?:有効)?回答(?:者|団体)数|母数|標本数|サンプル数|全体|対象者?数|回答総数|base", re.I
)
_GROUP = re.compile(r"(?:属性|区分|性別|年代|地区|対象)(?:区分|名)?")
_REMARKS = re.compile(r"(?:備考|注記?|摘要)")
SEARCHED_ROWS = 20
MARKS = ("question", "option", "number", "base", "count", "share", "group", "remarks")


@dataclass(slots=True)
class _Line:
    option: str
    count: Amount | None
    share: Amount | None
    base: int | None


@dataclass(slots=True)
class _Question:
    text: str
    lines: list[_Line] = field(default_factory=list)

    @property
    def options(self) -> list[_Line]:
        return [line for line in self.lines if not is_total(line.option)]

    @property
    def total(self) -> int | None:
        """How many answered, as a line or a column of the table or the question itself says."""
        totals = [whole(line.count) for line in self.lines if is_total(line.option)]
        bases = [line.base for line in self.lines if line.base is not None]
        return next((n for n in [*totals, *bases] if n is not None), base_in([self.text]))

    @property
    def multiple(self) -> bool:
        counts = [line.count.value for line in self.options if line.count]
        more = self.total is not None and sum(counts, Decimal(0)) > self.total
        return more or bool(MULTIPLE.search(self.text))


def read_long_table(grid: Grid) -> Aggregates | None:
    """None unless every column is one that such a table has, and the shares are of the counts."""
    heads = ((row, _places(grid, row)) for row in grid.filled_rows[:SEARCHED_ROWS])
    head, places = next((found for found in heads if found[1]), (0, {}))
    if not head:
        return None
    questions = _questions(grid, head, places)
    if not questions or not _is_result(questions):
        return None
    above = [text_of(v) for row in grid.filled_rows if row < head for v in grid.own(row).values()]
    title = next(filter(None, map(without_base, above)), "") or grid.sheet.name or ""
    unit = next(
        (unit_of(grid.cell(head, c)) for c, mark in places.items() if mark == "count"), "件"
    )
    whole_table = Aggregates(title, [])
    for question in questions:
        _take(question, unit, whole_table)
    return whole_table if whole_table.figures else None


def _places(grid: Grid, row: int) -> dict[int, str]:
    """Column → what stands in it; empty where the row is no heading of such a table."""
    texts = {column: folded(value) for column, value in grid.own(row).items()}
    places = {column: _mark(text) for column, text in texts.items()}
    marks = list(places.values())
    if marks.count("count") > 1 or marks.count("share") > 1 or "" in marks:
        return {}
    if "count" not in marks and "base" in marks:  # 回答者数 is the count where there is no other
        column = next(c for c, mark in places.items() if mark == "base")
        places[column] = "count"
    asked = {"question", "option"} <= set(places.values())
    return places if asked and {"count", "share"} & set(places.values()) else {}


def _mark(text: str) -> str:
    patterns = (_QUESTION, _OPTION, _NUMBER, _BASE, COUNT, SHARE, _GROUP, _REMARKS)
    return next((m for m, p in zip(MARKS, patterns, strict=True) if p.fullmatch(text)), "")


def _questions(grid: Grid, head: int, places: Mapping[int, str]) -> list[_Question]:
    """The rows below the heading by their question, which only the first of them need have."""
    asked: dict[int, str] = {}
    found: list[_Question] = []
    before: dict[int, str] = {}
    for row in (n for n in grid.filled_rows if n > head):
        asked = _asked(grid, row, places, asked)
        line = _line(grid, row, places)
        if line is None:
            continue
        if not found or asked != before:
            found.append(_Question(" ".join(asked[column] for column in sorted(asked))))
        found[-1].lines.append(line)
        before = asked
    return found


def _asked(
    grid: Grid, row: int, places: Mapping[int, str], before: dict[int, str]
) -> dict[int, str]:
    """Question and group of the row; what is blank goes on from the row above."""
    named = {
        column: text_of(value)
        for column, value in grid.own(row).items()
        if places.get(column) in ("question", "group")
    }
    changed = any(
        before.get(column) != text for column, text in named.items() if places[column] == "question"
    )
    return named if changed else before | named


def _line(grid: Grid, row: int, places: Mapping[int, str]) -> _Line | None:
    """None for a row without an option or without a number: a note, the heading once more."""
    cells = {places[c]: v for c, v in grid.own(row).items() if c in places}
    count, share = amount(cells.get("count")), amount(cells.get("share"))
    option = text_of(cells.get("option"))
    if not option or (count is None and share is None):
        return None
    return _Line(option, count, share, whole(amount(cells.get("base"))))


def _is_result(questions: list[_Question]) -> bool:
    """Options differ within each question, and printed shares are mostly those of the counts."""
    for question in questions:
        labels = [folded(line.option) for line in question.lines]
        if len(set(labels)) < len(labels):
            return False
    if max(len(question.options) for question in questions) < 2:
        return False
    near = [found for question in questions for found in _near(question)]
    return not near or sum(near) >= AGREE * len(near)


def _near(question: _Question) -> list[bool]:
    made = sum((line.count.value for line in question.options if line.count), Decimal(0))
    base = Decimal(question.total or made)
    return [
        is_near(share, line.count.value, base)
        for share, line in _shares(question)
        if line.count is not None
    ]


def _shares(question: _Question) -> list[tuple[Amount, _Line]]:
    lines = [line for line in question.options if line.share]
    return list(zip(as_percentages([x.share for x in lines if x.share]), lines, strict=True))


def _take(question: _Question, unit: str, found: Aggregates) -> None:
    base, text = question.total, without_base(question.text) or found.title
    shares = {line.option: share for share, line in _shares(question)}
    for line in question.options:
        for number, of in ((line.count, unit), (shares.get(line.option), PERCENT)):
            if number is not None:
                found.figures.append(
                    figure(text, line.option, number, of, base=base, multiple=question.multiple)
                )
    said = (
        disagreement(line.option, share, line.count, base or 0)
        for share, line in _shares(question)
        if line.count
    )
    found.doubts += [sentence for sentence in said if sentence]
