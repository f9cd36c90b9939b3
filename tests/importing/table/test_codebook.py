"""Codebooks of several houses, and what they make of coded columns."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.importing.columns.proposal import propose
from surveys.importing.shapes import Chosen, Field, Missing, Source
from surveys.importing.table.codebook import Codebook, codebook_of, read_codebook, stem_of
from surveys.importing.table.layout import find_layout
from surveys.importing.values.rows import read_rows
from tests.importing.files import sheet

LONG = (
    ("変数名", "設問文", "回答形式", "選択肢番号", "選択肢"),
    ("F1", "性別", "SA", 1, "男性"),
    ("F1", "性別", "SA", 2, "女性"),
    ("F1", "性別", "SA", 9, "無回答"),
    ("Q1_1", "使う交通手段", "MA", 1, "バス"),
    ("Q1_2", "使う交通手段", "MA", 2, "電車"),
    ("Q1_3", "使う交通手段", "MA", 3, "自転車"),
    ("Q1_T", "使う交通手段（その他）", "FA", None, None),
    ("Q2", "外出の回数", "NU", None, None),
)
CARRIED_DOWN = (
    ("設問番号", "設問内容", "種別", "コード", "ラベル"),
    ("F1", "性別", "SA", 1, "男性"),
    (None, None, None, 2, "女性"),
    (None, None, None, 9, "無回答"),
    ("Q1", "使う交通手段", "MA", 1, "バス"),
    (None, None, None, 2, "電車"),
    (None, None, None, 3, "自転車"),
    ("Q1_T", "使う交通手段（その他）", "FA", None, None),
    ("Q2", "外出の回数", "数値", None, None),
)
IN_ONE_CELL = (
    ("調査「交通」コード表",),
    (),
    ("列名", "質問文", "タイプ", "選択肢"),
    ("F1", "性別", "単一回答", "1=男性 2=女性 9=無回答"),
    ("Q1", "使う交通手段", "複数回答", "1：バス、2：電車、3：自転車"),
    ("Q1_T", "使う交通手段（その他）", "自由記述", None),
    ("Q2", "外出の回数", "数値", None),
)
DATA = (
    ("SAMPLEID", "F1", "Q1_1", "Q1_2", "Q1_3", "Q1_T", "Q2"),
    (1, 1, 1, 0, 1, None, 4),
    (2, 2, 0, 0, 0, "徒歩", 2),
    (3, 9, None, None, None, None, None),
    (4, "3", 0, 1, 0, None, "約10"),
)


def book(rows: tuple[tuple[Any, ...], ...]) -> Codebook:
    found = codebook_of(sheet(*rows))
    assert found is not None
    return found


@pytest.mark.parametrize("rows", [LONG, CARRIED_DOWN, IN_ONE_CELL], ids=["long", "down", "cell"])
def test_each_shape_gives_the_coded_file_its_meaning(rows: tuple[tuple[Any, ...], ...]) -> None:
    data = sheet(*DATA)
    layout = find_layout(data)
    fields = propose(data, layout, codebook=book(rows))
    assert [(field.text, field.kind) for field in fields] == [
        ("SAMPLEID", "id"),
        ("性別", "single"),
        ("使う交通手段", "multi"),
        ("外出の回数", "number"),
    ]
    assert all(field.reason == "コード表によります" for field in fields[1:])
    first, second, third, fourth = read_rows(data, layout, fields)
    assert first.values[1] == Chosen(("男性",))
    assert first.values[2] == Chosen(("バス", "自転車"))
    assert second.values[2] == Chosen((), "徒歩")
    assert third.values[1] == Missing("no_answer")
    assert third.values[2] == Missing()
    assert fourth.values[1] == Missing("invalid")
    assert "「3」に当たる選択肢がありません" in fourth.problems[0].message


def test_several_codes_in_a_cell_make_a_multiple_answer_where_the_codebook_is_silent() -> None:
    data = sheet(("ID", "U1", "U1_FA"), *((n, ("1,2", "2", "3,1")[n % 3], None) for n in range(9)))
    data.rows[1][2] = "船"
    codes = book(
        (
            ("変数", "変数ラベル", "値", "値ラベル"),
            ("U1", "使う交通手段", 1, "バス"),
            (None, None, 2, "電車"),
            (None, None, 3, "自転車"),
        )
    )
    layout = find_layout(data)
    field = propose(data, layout, codebook=codes)[1]
    assert (field.kind, field.separator, field.other_column) == ("multi", ",", 3)
    rows = read_rows(data, layout, [field])
    assert rows[0].values[0] == Chosen(("バス", "電車"), "船")
    assert rows[2].values[0] == Chosen(("自転車", "バス"))


def test_codes_that_mean_no_answer_are_no_options() -> None:
    entry = book(LONG).entries[0]
    assert [choice.label for choice in entry.choices] == ["男性", "女性"]
    assert entry.missing_values["9"] == "no_answer"


def test_a_column_of_missing_codes_is_read() -> None:
    entry = book(
        (
            ("変数", "質問", "形式", "選択肢", "欠損値"),
            ("A1", "利用の有無", "SA", "1.ある 2.ない", "-1, 99"),
        )
    ).entries[0]
    assert entry.missing_values == {"-1": "no_answer", "99": "no_answer"}


def test_a_block_declared_as_nought_and_one_takes_its_labels_from_the_texts() -> None:
    data = sheet(("ID", "M1", "M2", "M3"), *((number, number % 2, 1, 0) for number in range(1, 25)))
    codes = book(
        (
            ("列名", "設問文", "形式", "コード"),
            ("M1", "持っている物：車", "MA", "0=なし 1=あり"),
            ("M2", "持っている物：自転車", "MA", "0=なし 1=あり"),
            ("M3", "持っている物：船", "MA", "0=なし 1=あり"),
        )
    )
    field = propose(data, find_layout(data), codebook=codes)[1]
    assert (field.text, field.kind, field.columns) == ("持っている物", "multi", [2, 3, 4])
    assert [choice.label for choice in field.choices] == ["車", "自転車", "船"]


def test_the_codebook_is_found_on_another_sheet_and_only_there() -> None:
    data, codes = sheet(*DATA), sheet(*LONG)
    data.name, codes.name = "データ", "レイアウト"
    source = Source("xlsx", [data, codes])
    assert read_codebook(source, apart_from="データ") is not None
    assert read_codebook(Source("xlsx", [data])) is None


def test_text_alone_is_inferred_from_the_answers() -> None:
    data = sheet(("ID", "X1", "X2"), (1, "みなと会", "H5.4.1"), (2, "つばさ会", "R1.6.8"))
    codes = book((("変数名", "設問文", "形式"), ("X1", "団体名", "FA"), ("X2", "設立年月日", "FA")))
    fields: list[Field] = propose(data, find_layout(data), codebook=codes)
    assert [(field.role, field.kind) for field in fields[1:]] == [
        ("organization:name", "text"),
        ("question", "date"),
    ]


@pytest.mark.parametrize(
    ("name", "stem", "index"),
    [
        ("Q6_8", "Q6", "8"),
        ("Q2S1", "Q2", "1"),
        ("Q6-1", "Q6", "1"),
        ("Q6(12)", "Q6", "12"),
        ("訪問_1", "訪問", "1"),
        ("SAMPLEID", "SAMPLEID", None),
        ("Q10", "Q10", None),
    ],
)
def test_names_of_a_block(name: str, stem: str, index: str | None) -> None:
    assert stem_of(name) == (stem, index)
