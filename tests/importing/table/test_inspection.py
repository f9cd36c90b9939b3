"""Whole files of every usual kind, read from bytes to answers and compared with the truth."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from surveys.importing.inspection import inspect
from tests.importing import festival as f
from tests.importing.festival import Answer
from tests.importing.files import csv_bytes, saved, xlsx_bytes

Made = tuple[bytes, bytes | None]
"""A file, and its codebook if it has one."""


def google_csv(answers: list[Answer]) -> Made:
    rows = [["タイムスタンプ", *f.QUESTIONS]]
    for a in answers:
        half = "午後" if a.moment.hour > 11 else "午前"
        moment = f"{a.moment:%Y/%m/%d} {(a.moment.hour - 1) % 12 + 1}:{a.moment:%M:%S} {half} GMT+9"
        rows.append([moment, *(f.plain(a, q) for q in f.QUESTIONS)])
    return csv_bytes(rows), None


def google_sheet(answers: list[Answer]) -> Made:
    rows = [["タイムスタンプ", *f.QUESTIONS]]
    rows += [[a.moment, *(f.plain(a, q, ", ") for q in f.QUESTIONS)] for a in answers]
    return xlsx_bytes(rows, title="フォームの回答 1"), None


def ms_forms(answers: list[Answer]) -> Made:
    rows = [["ID", "開始時刻", "完了時刻", "メール", "名前", *f.QUESTIONS]]
    for number, a in enumerate(answers, start=1):
        fixed = [number, a.moment, a.moment + timedelta(minutes=4), "anonymous", None]
        rows.append([*fixed, *(f.plain(a, q, ";", trailing=True) for q in f.QUESTIONS)])
    return xlsx_bytes(rows, title="Sheet1"), None


def form_tool_cp932(answers: list[Answer]) -> Made:
    rows = [["受付番号", "回答日時", *f.QUESTIONS]]
    for number, a in enumerate(answers, start=1):
        moment = f"{a.moment:%Y/%m/%d %H:%M}"
        rows.append([f"F{number:04}", moment, *(f.plain(a, q, ",") for q in f.QUESTIONS)])
    return csv_bytes(rows, "cp932"), None


def glued_numbers(answers: list[Answer]) -> Made:
    rows = [["回答番号", *f.QUESTIONS]]
    for number, a in enumerate(answers, start=1):
        cells = []
        for q in f.QUESTIONS:
            if q in f.MULTI:
                how = {"numbered": f.CHOICES[q], "typed": "その他（{}）"}
                cells.append(f.plain(a, q, "、", **how))
            elif q in f.CHOICES and a.values[q] is not None:
                cells.append(f"{f.CHOICES[q].index(a.values[q]) + 1}.{a.values[q]}")
            else:
                cells.append(f.plain(a, q))
        rows.append([number, *cells])
    return csv_bytes(rows, "cp932"), None


def unicode_text(answers: list[Answer]) -> Made:
    rows = [[*f.QUESTIONS], *([f.plain(a, q, "／") for q in f.QUESTIONS] for a in answers)]
    return csv_bytes(rows, "utf-16", "\t"), None


def _flags(a: Answer, question: str, chosen: Callable[[str], Any], empty: Any) -> list[Any]:
    labels, typed = a.values[question] or ([], None)
    blank = a.values[question] is None
    cells = [
        None if blank else chosen(label) if label in labels else empty
        for label in f.CHOICES[question]
    ]
    return [*cells, typed]


def survey_monkey(answers: list[Answer]) -> Made:
    upper, lower = ["Respondent ID", "Collector ID", "End Date"], ["", "", ""]
    for q in f.QUESTIONS:
        parts = [*f.CHOICES[q], "その他（具体的に）"] if q in f.MULTI else ["Response"]
        upper += [q, *[""] * (len(parts) - 1)]
        lower += parts
    rows = [upper, lower]
    for number, a in enumerate(answers):
        row: list[Any] = [7_000_100 + number, 12, f"{a.moment:%m/%d/%Y %I:%M:%S %p}"]
        for q in f.QUESTIONS:
            row += _flags(a, q, str, "") if q in f.MULTI else [f.plain(a, q)]
        rows.append(row)
    return csv_bytes(rows, "utf-8-sig"), None


def coded(answers: list[Answer]) -> Made:
    head, book = ["SAMPLEID"], [["変数名", "設問文", "形式", "コード", "ラベル"]]
    for number, q in enumerate(f.QUESTIONS, start=1):
        if q in f.MULTI:
            for code, label in enumerate(f.CHOICES[q], start=1):
                head.append(f"V{number}_{code}")
                book.append([head[-1], q, "MA", code, label])
            head.append(f"V{number}_T")
            book.append([head[-1], f"{q}（その他）", "FA", None, None])
            continue
        head.append(f"V{number}")
        labels = f.CHOICES.get(q, ())
        book += [[head[-1], q, "SA", code, label] for code, label in enumerate(labels, start=1)]
        book += [] if labels else [[head[-1], q, "NU" if q == f.MEMBERS else "FA", None, None]]
    rows = [head]
    for number, a in enumerate(answers):
        row: list[Any] = [500_001 + number]
        for q in f.QUESTIONS:
            if q in f.MULTI:
                row += _flags(a, q, lambda label: 1, 0)
            elif q in f.CHOICES and a.values[q] is not None:
                row.append(f.CHOICES[q].index(a.values[q]) + 1)
            else:
                row.append(f.plain(a, q))
        rows.append(row)
    return csv_bytes(rows, "cp932"), xlsx_bytes(book, title="コード表")


def typed_by_a_colleague(answers: list[Answer]) -> Made:
    """Title, merged two-row heading, ○, 約, wareki, numbers as phones, a total and a note."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    upper, lower = ["No."], [""]
    for q in f.QUESTIONS:
        parts = [*f.CHOICES[q], "その他"] if q in f.MULTI else [""]
        first = len(upper) + 1
        upper += [q, *[""] * (len(parts) - 1)]
        lower += parts
        last_row = 4 if q in f.MULTI else 5
        sheet.merge_cells(
            start_row=4, end_row=last_row, start_column=first, end_column=first + len(parts) - 1
        )
    for row, values in (
        (1, ["お祭り調査　回答一覧"]),
        (2, ["（単位：人）"]),
        (4, upper),
        (5, lower),
    ):
        for column, value in enumerate(values, start=1):
            if value:
                sheet.cell(row, column, value)
    for number, a in enumerate(answers, start=1):
        row_values: list[Any] = [number]
        for q in f.QUESTIONS:
            row_values += _flags(a, q, lambda label: "○", None) if q in f.MULTI else [_typed(a, q)]
        for column, value in enumerate(row_values, start=1):
            sheet.cell(number + 5, column, value)
    sheet.cell(len(answers) + 6, 1, "合計")
    sheet.cell(len(answers) + 6, 2, f"{len(answers)}団体")
    sheet.cell(len(answers) + 8, 1, "※ 空欄は未回答")
    return saved(book), None


def _typed(a: Answer, question: str) -> Any:
    value = a.values[question]
    if value is None:
        return None
    if question == f.MEMBERS:
        a.values["about"] = value % 3 == 0
        return f"約{value}人" if value % 3 == 0 else f"{value}名" if value % 3 == 1 else value
    if question == f.PHONE and value.endswith(("1", "2")):
        return int(value.replace("-", ""))
    if isinstance(value, date):
        return f"S{value.year - 1925}.{value.month}.{value.day}" if value.year < 1989 else value
    return f" {value}　" if question == f.SEASON else value


SHAPES = {
    made.__name__: made
    for made in (
        google_csv,
        google_sheet,
        ms_forms,
        form_tool_cp932,
        glued_numbers,
        unicode_text,
        survey_monkey,
        coded,
        typed_by_a_colleague,
    )
}


def expected(answer: Answer, question: str) -> Any:
    value = answer.values[question]
    if value is None:
        return None
    if question in f.MULTI:
        return {"options": value[0], "other": value[1]}
    if question == f.MEMBERS:
        return {"value": value, "approx": answer.values.get("about", False)}
    if question == f.PHONE:
        return value.replace("-", "")
    return value.isoformat() if isinstance(value, date) else value


def found(values: dict[str, Any], question: str) -> Any:
    value = values[question]
    if isinstance(value, dict) and "missing" in value:
        return None
    if question == f.PHONE:
        return value.replace("-", "")
    return value


@pytest.mark.parametrize("shape", SHAPES)
def test_every_answer_is_read_from_every_kind_of_file(shape: str) -> None:
    answers = f.answers()
    data, codebook = SHAPES[shape](answers)
    read = inspect(data, codebook=codebook)
    kinds = {q["text"]: (q["kind"], q["role"]) for q in read["questions"]}
    assert {question: kinds.get(question) for question in f.QUESTIONS} == f.KINDS
    assert len(read["rows"]) == len(answers)
    for row, answer in zip(read["rows"], answers, strict=True):
        for question in f.QUESTIONS:
            assert found(row["values"], question) == expected(answer, question), row["row"]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_column_is_in_exactly_one_field(shape: str) -> None:
    data, codebook = SHAPES[shape](f.answers(30))
    read = inspect(data, codebook=codebook)
    columns = sorted(column for q in read["questions"] for column in q["columns"])
    assert columns == list(range(1, columns[-1] + 1))


def test_a_question_only_some_were_asked_is_told_from_one_left_blank() -> None:
    answers = f.answers()
    read = inspect(google_csv(answers)[0])
    for row, answer in zip(read["rows"], answers, strict=True):
        if answer.values[f.HELP] == "足りている":
            assert row["values"][f.MISSING_HELP] == {"missing": "not_asked"}


def test_keys_come_from_the_form_tool() -> None:
    assert inspect(form_tool_cp932(f.answers(12))[0])["rows"][2]["respondent_key"] == "F0003"
    assert inspect(ms_forms(f.answers(12))[0])["rows"][2]["respondent_key"] == "3"


def test_headings_that_occur_twice_are_kept_apart() -> None:
    read = inspect(csv_bytes([["団体名", "理由", "理由"], ["みなと会", "近い", "安い"]]))
    assert read["rows"][0]["values"] == {
        "団体名": "みなと会",
        "理由": "近い",
        "理由（2）": "安い",
    }


def test_text_that_looks_like_a_formula_stays_text() -> None:
    read = inspect(csv_bytes([["団体名", "感想"], ["=HYPERLINK(1)", "+81は不要です"]]))
    assert list(read["rows"][0]["values"].values()) == ["=HYPERLINK(1)", "+81は不要です"]


def test_a_file_that_is_no_table_is_refused_with_a_sentence() -> None:
    for data in (b"", b"<html><body>404</body></html>", b"PK\x03\x04" + b"x" * 200):
        read = inspect(data)
        assert read["refused"] is True
        assert read["message"].endswith("。")


def test_the_sheet_can_be_named_and_a_wrong_name_is_answered() -> None:
    data = xlsx_bytes([["団体名", "人数"], ["みなと会", 3]], title="回答")
    assert inspect(data, sheet="回答")["sheet"] == "回答"
    assert "シート「集計」がファイルにありません" in inspect(data, sheet="集計")["message"]


def test_a_second_sheet_is_used_as_codebook() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "data"
    for row in [["ID", "A1"], *([number, number % 2 + 1] for number in range(1, 31))]:
        sheet.append(row)
    codes = book.create_sheet("コード表")
    for row in [["列名", "設問文", "選択肢"], ["A1", "会場は足りていますか", "1=はい 2=いいえ"]]:
        codes.append(row)
    read = inspect(saved(book))
    assert read["questions"][1]["options"] == ["はい", "いいえ"]
    assert read["rows"][0]["values"]["会場は足りていますか"] == "いいえ"


# --------------------------------------------------------------------------- command line


def test_the_command_prints_json_or_a_summary(tmp_path: Path) -> None:
    file = tmp_path / "回答.csv"
    file.write_bytes(google_csv(f.answers(20))[0])
    out = StringIO()
    call_command("inspect_spreadsheet", str(file), "--json", stdout=out)
    assert json.loads(out.getvalue())["header_rows"] == [1]
    out = StringIO()
    call_command("inspect_spreadsheet", str(file), stdout=out)
    assert "回答　　：20行（2行目から）" in out.getvalue()
    assert f"{f.SEASON}（単一回答）" in out.getvalue()


def test_the_command_answers_files_it_cannot_read(tmp_path: Path) -> None:
    empty = tmp_path / "空.csv"
    empty.write_bytes(b"")
    with pytest.raises(CommandError, match="空です"):
        call_command("inspect_spreadsheet", str(empty))
    with pytest.raises(CommandError, match="開けません"):
        call_command("inspect_spreadsheet", str(tmp_path / "無い.csv"))
    out = StringIO()
    call_command("inspect_spreadsheet", str(empty), "--json", stdout=out)
    assert json.loads(out.getvalue())["refused"] is True
