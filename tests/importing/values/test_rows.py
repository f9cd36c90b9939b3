"""Whole rows: respondents, ragged lines, questions that were not asked."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.importing.columns.proposal import propose
from surveys.importing.shapes import (
    CellError,
    Chosen,
    Missing,
    ReadRow,
    Refused,
    Sheet,
    UnsavedFormula,
)
from surveys.importing.table.layout import find_layout
from surveys.importing.values.rows import mark_doubled, read_rows
from tests.importing.files import sheet
from tests.importing.known import question
from tests.importing.known import read as known_rows


def rows_of(*rows: tuple[Any, ...], name: str | None = "回答") -> list[ReadRow]:
    table = sheet(*rows)
    table.name = name
    layout = find_layout(table)
    rows = read_rows(table, layout, propose(table, layout))
    mark_doubled(rows)
    return rows


def text_file(*rows: tuple[Any, ...]) -> list[ReadRow]:
    return rows_of(*rows, name=None)


# --------------------------------------------------------------------------- respondents


def test_the_forms_own_number_names_the_respondent() -> None:
    read = rows_of(("回答日時", "団体名", "回答ID"), ("2025/4/1 9:00", "みなと会", "A-7"))
    assert (read[0].number, read[0].respondent_key) == (2, "A-7")
    assert read[0].submitted_at is not None and read[0].submitted_at.hour == 9


def test_without_a_number_time_and_name_do_then_the_name_then_the_row() -> None:
    with_time = rows_of(("タイムスタンプ", "団体名"), ("2025/4/1 9:00", "みなと会"))
    assert with_time[0].respondent_key == "2025-04-01 09:00:00 みなと会"
    assert rows_of(("団体名", "人数"), ("みなと会", 3))[0].respondent_key == "みなと会"
    nameless = rows_of(("住み心地", "年代"), ("よい", "20代"), ("わるい", "30代"))
    keys = [row.respondent_key for row in nameless]
    assert len(set(keys)) == 2
    assert all(key.startswith("row-") for key in keys)


def test_the_same_row_has_the_same_key_in_the_next_file() -> None:
    one = rows_of(("住み心地", "年代"), ("よい", "20代"), ("わるい", "30代"))
    other = rows_of(("住み心地", "年代"), ("わるい ", "30代"), ("よい", "20代"))
    assert one[1].respondent_key == other[0].respondent_key


def test_a_respondent_who_occurs_twice_stops_the_later_row() -> None:
    rows = [("回答ID", "団体名"), ("A1", "みなと会"), ("A2", "つばさ会"), ("A1", "みなと会")]
    first, _, third = rows_of(*rows)
    assert first.problems == []
    [problem] = third.problems
    assert (problem.code, problem.blocking) == ("doubled_respondent", True)
    assert "2行目と同じ回答者" in problem.message


# --------------------------------------------------------------------------- lines of a text file


def test_respondents_of_one_day_are_not_one_respondent() -> None:
    read = rows_of(
        ("回答日", "性別", "活動"),
        ("2025/4/1", "女", "町会"), ("2025/4/1", "男", "町会"), ("2025/4/1", "女", "町会"),
    )  # fmt: skip
    assert len({row.respondent_key for row in read}) == 3
    assert [[p.code for p in row.problems] for row in read] == [[], [], ["equal_row"]]
    assert not any(problem.blocking for row in read for problem in row.problems)


def test_two_who_sent_their_answers_in_one_minute_are_two() -> None:
    read = rows_of(
        ("タイムスタンプ", "性別"), ("2025/4/1 9:00", "女"), ("2025/4/1 9:00", "男"), ("2025/4/1 9:05", "男")
    )  # fmt: skip
    keys = [row.respondent_key for row in read]
    assert keys[2] == "2025-04-01 09:05:00"
    assert len({*keys}) == 3
    assert all(key.startswith("row-") for key in keys[:2])
    assert not any(row.problems for row in read)


def test_in_another_order_they_are_the_same_two() -> None:
    heading, her, him = ("タイムスタンプ", "性別"), ("2025/4/1 9:00", "女"), ("2025/4/1 9:00", "男")
    named = {row.values[1]: row.respondent_key for row in rows_of(heading, her, him)}
    turned = {row.values[1]: row.respondent_key for row in rows_of(heading, him, her)}
    assert named == turned


def test_the_number_a_questionnaire_asks_for_names_the_respondent() -> None:
    asked = [question("問1", "整理番号", "id"), question("問2", "倉庫の鍵の番号", "id")]
    _fields, read = known_rows(
        ["整理番号", "倉庫の鍵の番号"], ("001", "77"), ("002", "77"), questions=asked
    )
    assert [row.respondent_key for row in read] == ["001", "002"]


def test_lines_too_long_or_too_short_are_told_one_by_one() -> None:
    header = ("団体名", "人数", "場所")
    good, short, long = text_file(
        header, ("みなと会", "3", "駅"), ("つばさ会", "4"), ("ひかり会", "5", "港", "桟橋", "南")
    )
    assert good.problems == []
    assert "2個の値しかありません" in short.problems[0].message
    assert "5個の値があります" in long.problems[0].message
    assert long.problems[0].value == "桟橋"


def test_a_habit_of_all_lines_and_missing_cells_of_excel_are_no_slips() -> None:
    header = ("団体名", "人数", "場所", "備考")
    lines = [(f"第{n}会", str(n), "駅") for n in range(1, 8)]
    assert not any(row.problems for row in text_file(header, *lines))
    assert not any(row.problems for row in rows_of(header, ("みなと会", 3), ("つばさ会", 4, "駅")))


# --------------------------------------------------------------------------- cells


def test_an_error_in_a_cell_is_a_problem_of_its_row() -> None:
    rows = rows_of(
        ("団体名", "人数"),
        ("みなと会", CellError("#N/A")),
        ("つばさ会", UnsavedFormula("=SUM(B2:B3)")),
        ("ひかり会", 5),
    )
    assert [[problem.code for problem in row.problems] for row in rows] == [
        ["cell_error"],
        ["unsaved_formula"],
        [],
    ]
    assert rows[0].values[1] == Missing("invalid")


def test_a_very_long_text_is_read_whole() -> None:
    text = "長い意見です。" * 4_000
    assert rows_of(("団体名", "ご意見"), ("みなと会", text))[0].values[1] == text


# --------------------------------------------------------------------------- branching


def branched() -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [("番号", "困っていますか", "困っていること", "ひとこと")]
    for number in range(1, 31):
        troubled = number % 3 != 0
        trouble = ("資金", "人手")[number % 2] if troubled and number != 10 else None
        remark = "よろしくお願いします。" if number % 5 == 0 else None
        rows.append((number, "はい" if troubled else "いいえ", trouble, remark))
    return rows


def test_blanks_that_an_earlier_answer_explains_were_not_asked() -> None:
    read = rows_of(*branched())
    assert read[2].values[2] == Missing("not_asked")
    assert read[0].values[2] == Chosen(("人手",))


def test_other_blanks_stay_blanks() -> None:
    read = rows_of(*branched())
    assert read[9].values[2] == Missing("blank")
    assert read[0].values[3] == Missing("blank")


def test_two_thousand_rows_are_read_alike_whatever_their_order() -> None:
    rows = [(n, ("駅", "港")[n % 2], n) for n in range(1, 2_001)]
    table = Sheet(None, [["番号", "場所", "人数"], *(list(row) for row in rows)])
    layout = find_layout(table)
    fields = propose(table, layout)
    forward = read_rows(table, layout, fields)
    table.rows[1:] = reversed(table.rows[1:])
    backward = read_rows(table, layout, fields)
    assert [row.values for row in forward] == [row.values for row in reversed(backward)]


# --------------------------------------------------------------------------- anything at all

CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["○", "はい", "いいえ", "1", "0", "その他", "駅;港", "駅、港", "2024/3/5", "約3人"]
    ),
    st.text(max_size=12),
    st.integers(-9999, 99_999),
    st.floats(),
    st.booleans(),
    st.datetimes(),
    st.times(),
    st.builds(CellError, st.just("#REF!")),
    st.builds(UnsavedFormula, st.just("=A1")),
)
HEADINGS = st.one_of(
    st.none(),
    st.sampled_from(
        ["団体名", "回答ID", "Q1_1", "Q1_2", "Q1_T", "Q2（複数回答）", "理由", "設立年月日"]
    ),
    st.text(max_size=12),
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(HEADINGS, min_size=1, max_size=6),
    st.lists(st.lists(CELLS, max_size=7), min_size=1, max_size=30),
    st.booleans(),
)
def test_any_table_is_read_or_refused_and_no_column_is_lost(
    headings: list[Any], rows: list[list[Any]], is_text: bool
) -> None:
    table = Sheet(None if is_text else "回答", [headings, *rows])
    try:
        layout = find_layout(table)
    except Refused:
        return
    fields = propose(table, layout)
    read = read_rows(table, layout, fields)
    taken = sorted(column for field in fields for column in field.columns)
    assert taken == list(range(1, len(taken) + 1))
    assert [row.number for row in read] == layout.data_rows()
    assert all(row.respondent_key for row in read)
