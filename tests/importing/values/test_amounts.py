"""Amounts held against the unit that the questionnaire asks for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from surveys.importing.cells.units import converted, same_unit, stated_unit
from surveys.importing.reading.reader import read as read_file
from surveys.importing.shapes import CellValue, Quantity, Share
from surveys.importing.values.to_decide import read_value
from tests.importing.files import xlsx_bytes
from tests.importing.known import answers, question, read, read_sheet


def amount(cell: CellValue, unit: str, heading: str = "") -> tuple[Decimal | None, str, list[str]]:
    """The number, the rule it was put right by, and the codes of what is told."""
    place = question("問1", "金額など", "number", unit=unit, header=(heading, 1))
    place.columns = [1]
    value, problems, corrections = read_value([cell], place)
    number = value.value if isinstance(value, Quantity) else None
    return number, "".join(each.rule for each in corrections), [p.code for p in problems]


@pytest.mark.parametrize(
    ("written", "unit", "number"),
    [
        ("300万～400万円", "円", "3000000"),
        ("30～50万円", "円", "300000"),
        ("3万～5万円", "円", "30000"),
        ("3千～5千円", "円", "3000"),
        ("8千～1万円", "円", "8000"),
        ("1億～2億", "円", "100000000"),
        ("1万5千円～2万円", "円", "15000"),
        ("1,000円～3,000円", "円", "1000"),
        ("300万～400万円", "万円", "300"),
        ("30～50万円", "千円", "300"),
        ("3～6か月", "か月", "3"),
        ("約２０～３０", "人", "20"),
    ],
)
def test_of_a_range_the_unit_belongs_to_both_ends(written: str, unit: str, number: str) -> None:
    value, rule, told = amount(written, unit)

    assert (value, told) == (Decimal(number), [])
    assert "幅のある数" in rule


@pytest.mark.parametrize(
    ("written", "number", "told"),
    [
        ("4000 5000", None, ["number"]),
        ("100\n200", None, ["number"]),
        ("1 200", "1200", []),
        ("12 345 678円", "12345678", []),
        ("1.000円", "1", ["amount"]),
        ("5.500", "5.5", ["amount"]),
        ("１．２００円", "1.2", ["amount"]),
        ("0.500", "0.5", []),
        ("5.50", "5.5", []),
        (5.5, "5.5", []),
    ],
)
def test_blanks_and_points_between_digits(
    written: CellValue, number: str | None, told: list[str]
) -> None:
    value, _, found = amount(written, "円")
    assert (value, found) == (None if number is None else Decimal(number), told)


@pytest.mark.parametrize(
    ("written", "unit"),
    [("5.500kg", "kg"), ("5.500", "kg"), ("35.712", ""), ("1.250", "千円"), ("2.125", "時間")],
)
def test_thousandths_of_what_is_measured_are_no_doubt(written: str, unit: str) -> None:
    value, _, told = amount(written, unit)
    assert value is not None
    assert told == []


@pytest.mark.parametrize(
    ("written", "unit", "number", "rule"),
    [
        ("1,200,000円", "千円", "1200", "円を千円に直しました"),
        ("120万円", "千円", "1200", "円を千円に直しました"),
        ("5億", "千円", "500000", "円を千円に直しました"),
        ("400万円", "万円", "400", ""),
        ("約４００万", "万円", "400", "円を万円に直しました"),
        ("1200千円", "百万円", "1.2", "千円を百万円に直しました"),
        ("300千円", "円", "300000", "千円を円に直しました"),
        ("90分", "時間", "1.5", "分を時間に直しました"),
        ("1時間", "分", "60", "時間を分に直しました"),
        ("500m", "km", "0.5", "mをkmに直しました"),
        ("500g", "kg", "0.5", "gをkgに直しました"),
        ("6か月", "年", "0.5", "か月を年に直しました"),
        ("6ヵ月", "年", "0.5", "ヵ月を年に直しました"),
        ("2週間", "日", "14", "週間を日に直しました"),
        ("12名", "人", "12", ""),
        ("3日間", "日", "3", ""),
        ("50㎡", "平方メートル", "50", ""),
        ("3件", "団体", "3", ""),
        ("6月", "か月", "6", ""),
        ("6か月", "月", "6", ""),
        ("1,200", "千円", "1200", ""),
        (1200, "千円", "1200", ""),
    ],
)
def test_an_amount_is_put_into_the_unit_asked_for(
    written: CellValue, unit: str, number: str, rule: str
) -> None:
    value, found, told = amount(written, unit)

    assert (value, told) == (Decimal(number), [])
    assert rule in found and bool(rule) == bool(found)


@pytest.mark.parametrize(
    ("written", "unit", "number"),
    [
        ("120人", "世帯", "120"),
        ("1か月", "日", "1"),
        ("2日", "時間", "2"),  # nobody is active for 24 hours a day
        ("1週間", "時間", "1"),
        ("48時間", "日", "48"),
        ("100分", "時間", "100"),  # no end of decimals
        ("5,000円", "件", "5000"),
        ("2024年", "件", "2024"),
        ("300千円", "人", "300"),
        ("45%", "人", "45"),
    ],
)
def test_a_unit_that_cannot_be_reckoned_is_told(written: str, unit: str, number: str) -> None:
    assert amount(written, unit) == (Decimal(number), "", ["amount"])


@pytest.mark.parametrize(
    ("heading", "number", "told"),
    [
        ("年収（円）", "400", []),
        ("問1 年収(単位：円)", "400", []),
        ("年収［万円］", "4000000", []),
        ("年収（税込）", "4000000", []),
        ("年収（人）", "4000000", ["amount"]),
        ("年収（年間）", "4000000", []),
        ("費用（１か月）", "4000000", []),
        ("費用（月）", "4000000", []),
    ],
)
def test_a_heading_states_the_unit_of_its_numbers(
    heading: str, number: str, told: list[str]
) -> None:
    value, rule, found = amount(4_000_000, "万円", heading)

    assert (value, found) == (Decimal(number), told)
    assert bool(rule) == (number == "400")


def test_units() -> None:
    assert stated_unit("参加者数（日）", "人") == ""  # a Sunday
    assert stated_unit("遠征の費用（年間）") == ""
    assert stated_unit("活動期間（年間）", "か月") == "年間"
    assert same_unit("回/週", "回/月") is False
    assert converted(Decimal(3), "円/人", "千円") == Decimal("0.003")
    assert converted(Decimal(3), "円/人", "千円/回") is None


PERCENT = question("問1", "定員に占める割合", "number", unit="%")


def test_a_share_that_excel_shows_in_percent_is_read_as_it_is_seen() -> None:
    shown = {"B2": "0%", "B3": "0.0%", "B4": "0%"}
    rows = (("ID", "問1"), ("a", 0.45), ("b", 0.1 + 0.2), ("c", 1), ("d", "12%"), ("e", 7))
    table = read_file(xlsx_bytes(rows, formats=shown)).sheets[0]
    assert isinstance(table.rows[1][1], Share)
    fields, read_rows = read_sheet(table, questions=[PERCENT])

    found = [answers(fields, row)["問1"] for row in read_rows]
    assert [v.value for v in found if isinstance(v, Quantity)] == [45, 30, 100, 12, 7]
    assert [len(row.corrections) for row in read_rows] == [1, 1, 1, 0, 0]
    assert not any(row.problems for row in read_rows)


def test_shares_among_percents_are_told() -> None:
    cells = ("45", "0.45", "0.5%", "0", "12%")
    rows = [(f"a{n}", cell) for n, cell in enumerate(cells)]
    _, mixed = read(("ID", "問1"), *rows, questions=[PERCENT])
    _, alone = read(("ID", "問1"), ("a", "0.45"), ("b", "0.5"), questions=[PERCENT])

    assert [[p.code for p in row.problems] for row in mixed] == [[], ["share"], [], [], []]
    assert not any(row.problems for row in alone)
