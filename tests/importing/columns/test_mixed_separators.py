"""One column in which people wrote their lists with different marks between the answers."""

from __future__ import annotations

from collections import Counter

import pytest

from surveys.importing.columns.proposal import propose
from surveys.importing.shapes import Chosen, Field
from surveys.importing.table.layout import find_layout
from surveys.importing.values.rows import read_rows
from tests.importing.files import sheet

HEADING = "Q5 支援の対象（複数選択可）"


def read(*cells: str, heading: str = HEADING) -> tuple[Field, list[tuple[str, ...]], list[str]]:
    """The field, the chosen labels of each row, and what is told of the rows."""
    table = sheet(("団体名", heading), *((f"{n}号の会", cell) for n, cell in enumerate(cells)))
    layout = find_layout(table)
    fields = propose(table, layout)
    rows = read_rows(table, layout, fields)
    values = [row.values[1] for row in rows]
    chosen = [v.labels if isinstance(v, Chosen) else () for v in values]
    return fields[1], chosen, [p.message for row in rows for p in row.problems]


def labels(field: Field) -> set[str]:
    return {choice.label for choice in field.choices}


@pytest.mark.parametrize(
    "cells",
    [
        ("1,3,5", "1;3", "1，2", "2、4"),
        ("1,3", "1，3", "2，5", "2"),
        ("1、3", "3;5", "1", "5"),
        ("1/3", "1、3", "2", "5,2;1"),
    ],
)
def test_codes_are_taken_apart_at_every_mark(cells: tuple[str, ...]) -> None:
    field, chosen, problems = read(*cells)
    wanted = [tuple(sorted(c for c in cell if c.isdigit())) for cell in cells]
    assert [tuple(sorted(row)) for row in chosen] == wanted
    assert labels(field) == {code for row in wanted for code in row}
    assert problems == []


def test_known_options_are_taken_apart_at_another_mark() -> None:
    field, chosen, _ = read(
        "障害者、子ども",
        "子ども、高齢者",
        "障害者，子ども",
        "高齢者",
        "障害者、高齢者",
        "高齢者；子ども",
    )
    assert labels(field) == {"障害者", "子ども", "高齢者"}
    assert set(chosen[2]) == {"障害者", "子ども"}
    assert set(chosen[5]) == {"高齢者", "子ども"}
    assert field.confidence < 0.9
    assert "区切り文字が混ざっています" in field.reason


def test_a_list_with_one_unknown_part_is_asked_about() -> None:
    field, _, _ = read(
        "障害者、子ども", "子ども、高齢者", "障害者，花の会", "高齢者", "障害者、高齢者"
    )
    assert field.confidence < 0.9
    assert "区切り文字が混ざっている" in field.reason


def test_a_label_that_holds_another_mark_stays_whole() -> None:
    field, chosen, _ = read(
        *["農業、林業;相談（電話、来所）", "農業、林業;漁業", "漁業;相談（電話、来所）"] * 3
    )
    assert labels(field) == {"農業、林業", "漁業", "相談（電話、来所）"}
    assert Counter(len(row) for row in chosen) == {2: 9}
    assert "混ざって" not in field.reason


def test_marks_are_mixed_within_one_answer_too() -> None:
    _, chosen, _ = read(
        "障害者、子ども，高齢者", "障害者、子ども", "高齢者", "子ども、その他（花、庭）"
    )
    assert set(chosen[0]) == {"障害者", "子ども", "高齢者"}
    assert set(chosen[3]) == {"子ども"}
