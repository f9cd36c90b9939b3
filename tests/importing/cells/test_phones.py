"""Telephone numbers out of spreadsheets."""

from __future__ import annotations

import pytest

from surveys.importing.cells.phones import parse_phone


@pytest.mark.parametrize(
    "written",
    ["0776-20-0001", "03-1234-5678", "0312345678", "090-1111-2222", "03(1234)5678", "0120-000-111"],
)
def test_a_whole_number_stays_as_it_was_typed(written: str) -> None:
    read = parse_phone(written)
    assert (read.text, read.rule, read.problem) == (written, "", "")


@pytest.mark.parametrize(
    ("written", "text", "rule"),
    [
        (776200001, "0776200001", "先頭の0"),
        (312345678.0, "0312345678", "先頭の0"),
        (9011112222, "09011112222", "先頭の0"),
        ("3-1234-5678", "03-1234-5678", "先頭の0"),
        ("０７７６－２０－０００１", "0776-20-0001", "半角"),
        ("+81-776-20-0001", "0776-20-0001", "国番号"),
    ],
)
def test_a_number_set_right_says_by_which_rule(written: str | float, text: str, rule: str) -> None:
    read = parse_phone(written)
    assert read.text == text
    assert rule in read.rule
    assert read.problem == ""


@pytest.mark.parametrize("written", ["なし", "12-345", "担当まで", 110])
def test_no_number_is_kept_with_a_sentence(written: str | int) -> None:
    read = parse_phone(written)
    assert read.text == str(written)
    assert "電話番号の桁数" in read.problem


def test_an_extension_or_a_second_number_may_follow() -> None:
    for written in ("0776-20-0001（内線12）", "0776-20-0001 / 090-1111-2222"):
        assert parse_phone(written).problem == ""
