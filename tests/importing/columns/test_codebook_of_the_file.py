"""A delivery that numbers the options of a known questionnaire in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from surveys.importing.columns.coded import CODES_DIFFER
from surveys.importing.columns.placing import Decided
from surveys.importing.columns.proposal import propose
from surveys.importing.shapes import Chosen, Field, Value
from surveys.importing.table.codebook import codebook_of
from surveys.importing.table.layout import find_layout
from surveys.importing.values.rows import read_rows
from surveys.importing.values.unknown_words import unknown_values
from tests.importing.files import sheet
from tests.importing.known import answers, question

CONTENT = question("問1", "区の情報提供への満足", "single", "満足", "やや満足", "やや不満", "不満")
PLACES = question("問2", "情報を得る場所", "multi", "地域", "学校", "職場", "その他*")
TURNED = (
    ("設問", "コード", "選択肢"),
    *(("問1", code, label) for code, label in enumerate(("不満", "やや不満", "やや満足", "満足"), 1)),
    *(("問2", code, label) for code, label in enumerate(("職場", "地域", "学校", "その他"), 1)),
)  # fmt: skip


def taken(
    headings: Sequence[str],
    cells: Sequence[Any],
    codebook: Sequence[Sequence[Any]] = TURNED,
    profile: list[Field] | None = None,
    decided: dict[int, Decided] | None = None,
) -> tuple[list[Field], dict[str, Value], list[str], list[str]]:
    """The fields, one row's answers, the codes of what is told, and the values to decide."""
    table = sheet(("回答ID", *headings), ("a", *cells), ("b", *cells))
    layout = find_layout(table)
    fields = propose(table, layout, codebook=codebook_of(sheet(*codebook)), profile=profile,
                     known_questions=[CONTENT, PLACES], decided=decided or {})  # fmt: skip
    row = read_rows(table, layout, fields)[0]
    words = [unknown.value for unknown in unknown_values(table, layout, fields)]
    return fields, answers(fields, row), [p.code for p in row.problems], words


@pytest.mark.parametrize(
    ("headings", "cells", "content", "places"),
    [
        (("問1", "問2"), (1, "1,2"), ("不満",), ("職場", "地域")),
        (("問1", "問2"), ("04", "3"), ("満足",), ("学校",)),
        (("問1", "問2"), ("満足", "地域、学校"), ("満足",), ("地域", "学校")),
        (("問1", "問2_1", "問2_2", "問2_3", "問2_4"), (2, 1, 0, 1, 0), ("やや不満",), ("職場", "学校")),
    ],
)  # fmt: skip
def test_the_codebook_of_the_file_says_what_its_codes_mean(
    headings: Sequence[str], cells: Sequence[Any], content: tuple[str], places: tuple[str]
) -> None:
    fields, found, told, words = taken(headings, cells)
    value = found["問2"]

    assert found["問1"] == Chosen(content)
    assert isinstance(value, Chosen) and {*value.labels} == {*places}
    assert (told, words) == ([], [])
    assert [CODES_DIFFER in f.reason for f in fields if f.number] == [True, True]


def test_columns_of_options_that_the_codebook_names() -> None:
    book = (
        ("変数名", "設問文", "回答形式", "選択肢番号", "選択肢"),
        *((f"V2_{n}", "情報を得る場所", "MA", n, label)
          for n, label in enumerate(("職場", "地域", "学校", "その他"), 1)),
    )  # fmt: skip
    _, found, told, _ = taken(("問1", "V2_1", "V2_2", "V2_3", "V2_4"), (1, 1, 0, 0, 0), book)

    assert found["問2"] == Chosen(("職場",))
    assert found["問1"] == Chosen(("満足",))  # of which this codebook says nothing
    assert told == []


def test_a_label_the_questionnaire_lacks_is_for_a_person_to_decide() -> None:
    book = (*TURNED[:2], ("問1", 2, "わからない"), ("問1", 3, "やや満足"), ("問1", 4, "満足"))
    for code, value in ((1, "不満"), (3, "やや満足")):
        assert taken(("問1",), (code,), book)[1]["問1"] == Chosen((value,))
    _, found, told, words = taken(("問1",), (2,), book)

    assert (told, words) == (["unknown_option"], ["2"])
    assert not isinstance(found["問1"], Chosen)


def test_a_codebook_that_agrees_changes_nothing() -> None:
    book = (TURNED[0], *(("問1", f"0{c.code}", c.label) for c in CONTENT.choices))
    fields, found, *_ = taken(("問1",), (1,), book)

    assert found["問1"] == Chosen(("満足",))
    assert not any(CODES_DIFFER in field.reason for field in fields)


def test_the_codes_of_one_file_are_not_those_of_the_next() -> None:
    first, *_ = taken(("問1",), (1,))
    fields, found, *_ = taken(("問1",), (1,), ((),), profile=first)

    assert found["問1"] == Chosen(("満足",))


def test_a_column_that_a_person_placed_stays_where_it_is() -> None:
    said = {n: Decided(number="問2", option=label) for n, label in enumerate(("地域", "学校"), 2)}
    _, found, *_ = taken(("問2_1", "問2_2"), (1, 0), decided=said)

    assert found["問2"] == Chosen(("地域",))
