"""Files as officers upload them, made in memory."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook

from surveys.importing.shapes import CellValue, Sheet, Span

Row = Sequence[Any]

HEADER = ("団体名", "会員数（人）", "活動の頻度")
ANSWERS = (
    ("みなと食堂", 12, "週に1回以上"),
    ("あおぞら会", 30, "月に1回以上"),
    ("つむぎの家", 8, "不定期"),
)


def csv_bytes(rows: Iterable[Row], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(
    rows: Iterable[Row],
    *,
    title: str = "回答",
    merges: Iterable[str] = (),
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[str] = (),
    formats: Mapping[str, str] | None = None,
    hidden_sheet: str | None = None,
) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for reference in merges:
        sheet.merge_cells(reference)
    for number in hidden_rows:
        sheet.row_dimensions[number].hidden = True
    for letter in hidden_columns:
        sheet.column_dimensions[letter].hidden = True
    for reference, number_format in (formats or {}).items():
        sheet[reference].number_format = number_format
    if hidden_sheet:
        book.create_sheet(hidden_sheet).sheet_state = "hidden"
    return saved(book)


def saved(book: Workbook) -> bytes:
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def zip_bytes(parts: Mapping[str, bytes | str]) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def with_parts(workbook: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """The workbook with parts added or put in place of its own."""
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        own = {name: archive.read(name) for name in archive.namelist()}
    return zip_bytes({**own, **parts})


def part(workbook: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        return archive.read(name).decode()


def sheet(*rows: Row, merges: Iterable[tuple[int, int, int, int]] = (), **options: Any) -> Sheet:
    """A sheet as the reader hands it on; ``merges`` as (row, column, last row, last column)."""
    cells: list[list[CellValue]] = [list(row) for row in rows]
    return Sheet(name="回答", rows=cells, merges=[Span(*span) for span in merges], **options)
