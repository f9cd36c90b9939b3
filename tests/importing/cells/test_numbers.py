"""Numbers as organizations write them into forms."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.importing.cells.numbers import kanji_number, parse_number


@pytest.mark.parametrize(
    ("written", "value", "approx", "unit"),
    [
        (12, "12", False, ""),
        (3.0, "3", False, ""),
        (2.5, "2.5", False, ""),
        ("１２", "12", False, ""),
        ("1,200", "1200", False, ""),
        ("￥1,200", "1200", False, ""),
        ("1,200円", "1200", False, "円"),
        ("235名", "235", False, "名"),
        ("12.5%", "12.5", False, "%"),
        ("30人/日", "30", False, "人/日"),
        ("延べ120人", "120", False, "人"),
        ("約30人", "30", True, "人"),
        ("約２５１人", "251", True, "人"),
        ("およそ 40 世帯", "40", True, "世帯"),
        ("30人程度", "30", True, "人"),
        ("30名ほど", "30", True, "名"),
        ("15人前後", "15", True, "人"),
        ("100人以上", "100", True, "人"),
        ("50人未満", "50", True, "人"),
        ("50弱", "50", True, ""),
        ("30人位", "30", True, "人"),
        ("十二名", "12", False, "名"),
        ("三百人", "300", False, "人"),
        ("一二万円", "120000", False, "円"),
        ("一〇万", "100000", False, ""),
        ("二五〇円", "250", False, "円"),
        ("三十万", "300000", False, ""),
        ("十二万円", "120000", False, "円"),
        ("百二十人", "120", False, "人"),
        ("一二〇円", "120", False, "円"),
        ("一二万五千", "125000", False, ""),
        ("一万五〇〇〇円", "15000", False, "円"),
        ("１００世帯位", "100", True, "世帯"),
        ("三百世帯位", "300", True, "世帯"),
        ("100人ぐらい", "100", True, "人"),
        ("30グループくらい", "30", True, "グループ"),
        ("約一二〇世帯", "120", True, "世帯"),
        ("三位", "3", False, "位"),
        ("▲5", "-5", False, ""),
        ("△3", "-3", False, ""),
        ("−2", "-2", False, ""),
        ("3万円", "30000", False, "円"),
        ("3万5,000円", "35000", False, "円"),
    ],
)
def test_one_number_is_read(written: str | float, value: str, approx: bool, unit: str) -> None:
    read = parse_number(written)
    assert read.quantity is not None, read.problem
    assert (read.quantity.value, read.quantity.approx) == (Decimal(value), approx)
    assert read.unit == unit


@pytest.mark.parametrize(
    "written",
    [
        "10～20人",
        "10-20",
        "10人から20人",
        "数十人",
        "5、6人",
        "03-1234-5678",
        "なし",
        "一般",
        "一二十人",
        "百二五円",
        "十百",
        "〇万円",
        "万億",
        "30代",
        "千葉",
    ],
)
def test_ranges_vague_words_and_text_are_problems_not_guesses(written: str) -> None:
    read = parse_number(written)
    assert read.quantity is None
    assert f"「{written}」" in read.problem


def test_the_cell_is_kept_as_printed_beside_the_number() -> None:
    read = parse_number("１２３名（うち常勤5名）")
    assert read.quantity is not None
    assert read.quantity.as_printed == "１２３名（うち常勤5名）"
    assert "注記を除きました" in read.rule


def test_thousands_of_yen_are_reckoned_only_openly_and_only_if_the_column_differs() -> None:
    scaled, plain = parse_number("300千円"), parse_number("300千円", "千円")
    assert scaled.quantity is not None and plain.quantity is not None
    assert (scaled.quantity.value, scaled.rule) == (Decimal(300_000), "千円を円に直しました")
    assert (plain.quantity.value, plain.rule) == (Decimal(300), "")


def test_truth_values_and_infinity_are_no_numbers() -> None:
    for value in (True, float("inf"), float("nan")):
        assert parse_number(value).quantity is None


@pytest.mark.parametrize(
    ("written", "value"),
    [("十", 10), ("二十一", 21), ("三百二十", 320), ("二〇二四", 2024), ("一万五千", 15_000)],
)
def test_kanji_numerals(written: str, value: int) -> None:
    assert kanji_number(written) == value


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10**9), st.sampled_from(["", "人", "名", "円", "団体"]))
def test_every_count_survives_commas_units_and_full_width(number: int, unit: str) -> None:
    wide = str.maketrans("0123456789,", "０１２３４５６７８９，")
    for written in (f"{number}{unit}", f"{number:,}{unit}".translate(wide), f"約{number:,}{unit}"):
        read = parse_number(written)
        assert read.quantity is not None
        assert read.quantity.value == number


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=20))
def test_any_text_gets_an_answer(written: str) -> None:
    read = parse_number(written)
    assert (read.quantity is None) == bool(read.problem)
