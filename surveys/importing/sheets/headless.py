"""A table whose first row is an answer already: nobody wrote headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from surveys.importing.cells.labels import is_other
from surveys.importing.cells.question_numbers import numbered
from surveys.importing.cells.text import is_blank
from surveys.importing.columns.roles import role_of
from surveys.importing.shapes import Fault, Header, Layout, Sheet
from surveys.importing.table.codebook import missing_kind
from surveys.importing.table.grid import Grid, folded, is_text
from surveys.importing.table.layout import find_layout
from surveys.importing.table.letters import column_letter

LOOKED_AT = 300
NONE, THERE = "none", "there"  # what a person said of the headings
ANSWER, HARDLY, HEADING = "answer", "hardly", "heading"
YEAR = range(1868, 2101)
KIND = re.compile(
    r"(?P<mail>[^@]+@[^@]+\.[a-z]+)|(?P<url>https?://.+)|(?P<post>〒?\d{3}-\d{4})"
    r"|(?P<phone>0\d{1,4}-\d{1,4}-\d{3,4})|(?P<place>.+[都道府県市区町村].*\d.*)"
    r"|(?P<body>(?:.*(?:法人|会社|自治会|町会|協議会|クラブ|サークル|食堂|サロン|[^会]の会)).*)",
    re.IGNORECASE,
)
BY_POSITION = (
    "列の数が調査の様式と同じなので、列を左から順に調査の設問に対応させました。"
    "順番が同じかどうかを確かめてください。"
)
NO_HEADINGS = (
    "{row}行目も回答のようなので、見出しのない表として読みました（列の名前は列A、列B…です）。"
    "{row}行目が見出しのときは、「見出し」を「見出しの行がある」にしてください。"
)


def lay_out(sheet: Sheet, chosen: Mapping[str, Any] = MappingProxyType({})) -> Layout:
    """Where the table lies, as a person set it or as it is found, with headings or without.

    ``chosen``: header_rows, first_data_row, last_data_row, include as ``find_layout`` takes them,
    and headings: ``none`` or ``there`` where a person said so.
    """
    said, rows, first = (chosen.get(n) for n in ("headings", "header_rows", "first_data_row"))
    rest: dict[str, Any] = {
        "last_data_row": chosen.get("last_data_row"),
        "include": set(chosen.get("include", [])),
    }
    if said != NONE:
        layout = find_layout(sheet, header_rows=rows, first_data_row=first, **rest)
        if said or rows or not begins_with_answers(sheet, layout):
            return layout
        first = layout.header_rows[0]
    layout = without_headings(find_layout(sheet, header_rows=[], first_data_row=first, **rest))
    layout.faults += [] if said else [_told(layout)]
    return layout


def without_headings(layout: Layout) -> Layout:
    """列A, 列B … for the columns of a table that was read from its first row on."""
    named = ((header.column, f"列{column_letter(header.column)}") for header in layout.headers)
    return replace(layout, headers=[Header(column, name, (name,)) for column, name in named])


def named_by_position(layout: Layout, names: Sequence[str]) -> Layout:
    """The columns of a table without headings as the form that is known has them."""
    seen: Counter[str] = Counter()
    headers = []
    for header, name in zip(layout.headers, names, strict=True):
        seen[name] += 1
        headers.append(Header(header.column, name, (name,), seen[name]))
    fault = Fault("L1-5", "見出しのない表", BY_POSITION, row=layout.first_data_row)
    return replace(layout, headers=headers, faults=[*layout.faults, fault])


def _told(layout: Layout) -> Fault:
    first = layout.first_data_row
    return Fault("L1-5", "見出しのない表", NO_HEADINGS.format(row=first), row=first)


def begins_with_answers(sheet: Sheet, layout: Layout) -> bool:
    """Whether the row taken for the heading is of one kind with those below it.

    One word over numbers is enough for a heading; two cells that can only be answers are needed,
    half of all, and three to each that can hardly be one.
    """
    if not layout.header_rows:
        return False
    row = layout.header_rows[0]
    rows = [number for number in layout.data_rows() if number <= row + LOOKED_AT]
    grid = Grid(replace(sheet, rows=sheet.rows[: row + LOOKED_AT]))
    cells = grid.own(row)
    if len(cells) < 2 or any(map(_is_heading, map(folded, cells.values()))) or _counts(grid, row):
        return False
    columns = {column: _below(grid, rows, column) for column in cells}
    said = [_says(folded(cells[column]), below) for column, below in columns.items() if below]
    answers = said.count(ANSWER)
    return (
        HEADING not in said
        and answers >= max(2, len(said) / 2)
        and said.count(HARDLY) * 3 <= answers
    )


def _below(grid: Grid, rows: Sequence[int], column: int) -> list[str]:
    return [folded(v) for row in rows if not is_blank(v := grid.cell(row, column))]


def _is_heading(text: str) -> bool:
    found = numbered(text)
    asks = (
        bool(found.number)
        and not found.bare
        or text.endswith(("?", "ですか", "ますか", "ませんか"))
    )
    return asks or role_of(text) != "question"


def _counts(grid: Grid, row: int) -> bool:
    """1, 2, 3 … or years in a row are headings: options, months, years."""
    numbers = [
        int(t) for v in grid.own(row).values() if (t := folded(v)).isdecimal() and len(t) < 9
    ]
    following = [b - a for a, b in pairwise(numbers)]
    in_order = len(numbers) > 1 and set(following) in ({1}, {-1})
    return in_order or sum(number in YEAR for number in numbers) > 1


def _says(text: str, below: list[str]) -> str:
    """What the cell is beside the values of its column."""
    numbers = sum(not is_text(value) for value in below) * 10 >= len(below) * 9
    if numbers or not is_text(text):
        word = is_text(text) and missing_kind(text) is None
        return HEADING if word else _says_number(text, below) if numbers else ""
    different = set(below)
    if text in different:
        return ANSWER if len(different) > 1 and not is_other(text) else ""
    kind = _kind(text)
    if kind and sum(_kind(value) == kind for value in below) * 10 >= len(below) * 8:
        return ANSWER
    few = len(below) >= 6 and len(different) * 3 <= len(below)
    return HARDLY if few else ""


def _says_number(text: str, below: list[str]) -> str:
    """4/1 over counts is a heading, and 11 over 0 and 1; a number of their size is one more."""
    if text in below or missing_kind(text) is not None:
        return ANSWER
    number, others = _number(text), [n for value in below if (n := _number(value)) is not None]
    if number is not None and len(others) * 2 > len(below):
        span = max(max(others) - min(others), max(others) / 2, 1)
        return ANSWER if min(others) - span <= number <= max(others) + span else HARDLY
    alike = sum(_shape(value) == _shape(text) for value in below)
    return ANSWER if alike * 2 > len(below) else HARDLY


def _number(text: str) -> float | None:
    plain = text.replace(",", "")
    return float(plain) if re.fullmatch(r"-?\d{1,15}(?:\.\d+)?", plain) else None


def _shape(text: str) -> str:
    return re.sub(r"\d+", "9", text)


def _kind(text: str) -> str:
    match = KIND.fullmatch(text)
    return str(match.lastgroup) if match else ""
