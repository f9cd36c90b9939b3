"""What is typed stays as typed: no separator inside an amount, no zero and no decimal dropped."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.importing.cells.labels import pieces
from surveys.importing.cells.numbers import parse_number
from surveys.importing.columns.proposal import propose
from surveys.importing.shapes import Chosen, Field, Quantity, ReadRow, Sheet
from surveys.importing.table.layout import find_layout
from surveys.importing.values.organization_facts import clean_value
from surveys.importing.values.rows import read_rows


def read(heading: str, values: list[Any]) -> tuple[Field, list[ReadRow]]:
    rows: list[list[Any]] = [["受付番号", heading]]
    rows += [[f"A{place}", value] for place, value in enumerate(values, start=1)]
    sheet = Sheet(None, rows)
    layout = find_layout(sheet)
    fields = propose(sheet, layout)
    return fields[1], read_rows(sheet, layout, fields)


def words(value: Any) -> str:
    if isinstance(value, Quantity):
        return value.as_printed
    if isinstance(value, Chosen):
        return "".join(value.labels) + (value.other or "")
    return str(value)


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("1,000円以上 3,000円未満", ",", ["1,000円以上 3,000円未満"]),
        ("１，０００円,無料", ",", ["１，０００円", "無料"]),
        ("1,000円、子ども無料", "、", ["1,000円", "子ども無料"]),
        ("1,3,5", ",", ["1", "3", "5"]),
        ("101,102,103", ",", ["101", "102", "103"]),
        ("https://example.jp/a/8715", "/", ["https://example.jp/a/8715"]),
        ("電話/メール", "/", ["電話", "メール"]),
        ("2024/4/1/2024/5/1", "/", ["2024/4/1", "2024/5/1"]),
        ("祝日・年末年始（12/29～1/3）", "/", ["祝日・年末年始（12/29～1/3）"]),
        ("第1・3土曜日・祝日", "・", ["第1・3土曜日", "祝日"]),
    ],
)
def test_a_mark_inside_a_whole_is_no_separator(text: str, mark: str, expected: list[str]) -> None:
    assert pieces(text, mark) == expected


@pytest.mark.parametrize(
    ("heading", "values", "kind"),
    [
        ("宿泊費", ["1,000円未満", "1,000円以上 3,000円未満", "使わない"], "single"),
        ("写真", ["https://example.jp/c/1", "https://example.jp/c/2"], "text"),
        ("利用できる時間", ["10:00～12:00、14:00～17:00", "10:00～12:00"], "single"),
        ("参加費", ["1,000円、子ども無料", "500円、子ども無料", "500円"], "multi"),
        ("電話番号1", ["03-3831-2534", "080-5449-8023"], "text"),
        ("FAX番号", ["(054)629-3520", "054-629-1929"], "text"),
        ("市区町村コード", ["222127", "131083"], "text"),
        ("市区町村コ―ド", ["222127", "131083"], "text"),
        ("緯度", ["35.71237", "34.8675"], "number"),
        ("経度", ["139.59788013399998", "138.3"], "text"),
        ("開始時間", ["10:00", "9:00"], "single"),
        ("終了時間", ["17:00～", "16:30"], "single"),
        (
            "説明",
            ["受け付けます。対象は、市民です。", "受け付けません。対象は、市民です。"],
            "text",
        ),
        ("開催日", ["2024/4/1 10:00", "2024/5/12 13:30"], "text"),
        ("整理記号", ["0012", "0456"], "single"),
    ],
)
@pytest.mark.parametrize("times", [1, 6])
def test_what_is_typed_is_what_is_read(
    heading: str, values: list[Any], kind: str, times: int
) -> None:
    values = values * times
    field, rows = read(heading, values)
    assert field.role == "question" or kind == "text"
    assert times == 1 or field.kind == kind
    for value, row in zip(values, rows, strict=True):
        said = words(row.values[1])
        assert said == value or said == value.replace("、", "")


@pytest.mark.parametrize("text", ["3,5", "10,5000", "1,23", "3,5万"])
def test_a_comma_that_groups_no_thousands_is_not_read_away(text: str) -> None:
    assert parse_number(text).quantity is None


def test_the_separator_between_whole_options_wins_over_one_inside_them() -> None:
    values = [
        "洪水　崖崩れ・土石流及び地滑り　",
        "津波　",
        "地震　津波　大規模な火事",
        "崖崩れ・土石流及び地滑り　地震",
        "洪水　地震",
    ] * 6
    field, rows = read("災害区分", values)
    assert field.separator == "\u3000"
    assert rows[0].values[1] == Chosen(("洪水", "崖崩れ・土石流及び地滑り"))


def test_full_width_addresses_are_judged_as_what_they_are() -> None:
    assert read("メールアドレス", ["taro＠example．jp"])[0].role == "organization:email"
    assert (
        read("ホームページ", ["ｈｔｔｐｓ：／／ｅｘａｍｐｌｅ．ｊｐ"])[0].role == "organization:url"
    )
    assert clean_value("email", "taro＠example．jp") == "taro@example.jp"
    assert clean_value("website", "ｈｔｔｐｓ：／／ｅｘａｍｐｌｅ．ｊｐ") == "https://example.jp"
