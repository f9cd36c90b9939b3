"""CSV and Excel files: one header row, no merged cells, ISO dates, nothing Excel would compute."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import chain, islice, zip_longest
from typing import IO, Any, TypeVar
from unicodedata import category, east_asian_width

from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header

from platform_registry.actions_log import note_export
from platform_registry.lists.reading import batches, values_of
from platform_registry.lists.tables import ListTable
from platform_registry.xml import escaped

FORMATS = ("csv", "xlsx")
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Excel takes a cell that begins so for a formula; half, full and small width, and the minus sign.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠﹦﹢﹣﹫−")
UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")  # blanks, breaks and signs without a shape
MEASURED, WIDEST = 200, 60  # rows, and places of a column
XLSX_ROWS = 1_048_575
XLSX_LETTERS = 32_767
XLSX_CUT = "…（セルに入る長さを超えたので、ここまでです）"


@dataclass(frozen=True, slots=True)
class Rows:
    """What is to be written: querysets one after the other, shown by a table."""

    name: str
    table_class: Callable[[list[Any]], ListTable]
    parts: list[QuerySet[Any]]
    number: int
    conditions: list[str]

    def header(self) -> list[str]:
        return [str(c.header) for c in self.table_class([]).exported_columns()]

    def values(self) -> Iterator[list[Any]]:
        for part in self.parts:
            yield from values_of(self.table_class, part)

    @property
    def model(self) -> Any:
        return self.parts[0].model


Response = TypeVar("Response", bound=HttpResponseBase)


def respond(rows: Rows, file_format: str, *, by: Any) -> HttpResponseBase:
    """The file as a download, noted in the audit log before the first row leaves."""
    log(rows, file_format, by=by)
    if file_format == "csv":
        return csv_response(rows.name, rows.header(), rows.values())
    return xlsx_response(rows.name, rows.header(), rows.values())


def log(rows: Rows, file_format: str, *, by: Any) -> None:
    """One entry for each municipality the person may take records of, for its administrators."""
    note_export(rows.model, rows.name, file_format, rows.number, rows.conditions, by=by)


def csv_response(
    name: str, header: list[str], values: Iterable[list[Any]]
) -> StreamingHttpResponse:
    """UTF-8 with BOM, so that Excel reads it by double click."""
    response = StreamingHttpResponse(csv_lines(header, values), content_type=CSV_TYPE)
    return _download(response, name, "csv")


def csv_lines(header: list[str], values: Iterable[list[Any]]) -> Iterator[str]:
    """The header at once, then many rows at a time: each piece sent costs what hundreds of rows do."""
    yield "\ufeff" + _csv_text([header])
    for batch in batches(values):
        yield _csv_text(batch)


def _csv_text(rows: Sequence[list[Any]]) -> str:
    """Column by column: what a column holds is of one kind, and often nothing at all."""
    text = io.StringIO()
    columns = (_csv_cells(values) for values in zip(*rows, strict=True))
    csv.writer(text).writerows(zip(*columns, strict=True))
    return text.getvalue()


def _csv_cells(values: Sequence[Any]) -> Iterable[Any]:
    kinds = {*map(type, values)} - {type(None)}
    if kinds <= {int, float}:
        return values
    if kinds == {str}:
        return [_guarded(value) if value else value for value in values]  # most hold nothing
    return _moments(values) if kinds == {datetime} else map(csv_cell, values)


def _moments(values: Iterable[datetime | None]) -> Iterator[str | None]:
    """In local time, which is looked up once for all."""
    zone = timezone.get_current_timezone()
    for value in values:
        moment = timezone.localtime(value, zone) if value else None
        yield moment.replace(tzinfo=None, microsecond=0).isoformat(" ") if moment else None


def csv_cell(value: Any) -> Any:
    if not isinstance(value, str):
        value = plain(value)
    if isinstance(value, str):
        return _guarded(value)
    if isinstance(value, date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
    return _hours(value) if isinstance(value, timedelta) else value


def _guarded(text: str) -> str:
    return f"'{text}" if begins_formula(text) else text


def _hours(value: timedelta) -> str:
    """1:15, as a spreadsheet reads how long something took; 26:00 is more than a day."""
    whole, minutes = divmod(int(value.total_seconds()) // 60, 60)
    return f"{whole}:{minutes:02}"


def begins_formula(text: str) -> bool:
    """Whether Excel might compute the text, also behind what can't be seen."""
    if not text or not _doubtful(text[0]):
        return False
    if text[0] in FORMULA_STARTS:
        return True
    seen = next((sign for sign in text if category(sign) not in UNSEEN), "")
    return seen in FORMULA_STARTS


@cache
def _doubtful(sign: str) -> bool:
    return sign in FORMULA_STARTS or category(sign) in UNSEEN


def plain(value: Any) -> Any:
    """Text, number, date, time or None; moments in local time, since Excel knows no zones."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, bool | int | float | date | time | timedelta):
        return {True: "はい", False: "いいえ"}[value] if isinstance(value, bool) else value
    if isinstance(value, Decimal):  # 1460 for 1460.0000, 28.7 for 28.70
        return int(value) if value == value.to_integral_value() else value.normalize()
    return str(value)


def xlsx_response(name: str, header: list[str], values: Iterable[list[Any]]) -> FileResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_xlsx(file, header, values)
    file.seek(0)
    return _download(FileResponse(file, content_type=XLSX_TYPE), name, "xlsx")


def write_xlsx(file: IO[bytes], header: list[str], values: Iterable[list[Any]]) -> None:
    write_sheets(file, {"一覧": (header, values)})


def write_sheets(file: IO[bytes], tables: dict[str, tuple[list[str], Iterable[list[Any]]]]) -> None:
    """One table per sheet. What doesn't fit is said in its last row rather than dropped silently."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, (header, values) in tables.items():
        _write_sheet(book.create_sheet(name), header, values)
    book.save(file)


def _write_sheet(sheet: Any, header: list[str], values: Iterable[list[Any]]) -> None:
    from openpyxl.utils import get_column_letter

    rows = iter(values)
    first = list(islice(rows, min(MEASURED, XLSX_ROWS - 1)))
    _lay_out(sheet, header, first)
    written = 1
    for row in chain(first, islice(rows, XLSX_ROWS - 1 - len(first))):
        sheet.append([xlsx_cell(sheet, value) for value in row])
        written += 1
    if header:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{written}"
    if next(rows, None) is not None:
        sheet.append(
            ["行が多いためここまでを出力しました。CSVで出力するか条件で絞り込んでください。"]
        )


def _lay_out(sheet: Any, header: list[str], first: list[list[Any]]) -> None:
    """A header that stays in sight, and columns as wide as the first rows: both stand in the file
    before any row."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for number, width in enumerate(_widths([header, *first]), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    titles = [_text_cell(sheet, xlsx_text(text)) for text in header]
    for cell in titles:
        cell.font = Font(bold=True)
    sheet.append(titles)


def _widths(rows: list[list[Any]]) -> Iterator[float]:
    """Per column what its longest line takes, within reason; a wide character takes two."""
    for column in zip_longest(*rows, fillvalue=""):
        lines = (line for value in column for line in str(plain(value) or "").splitlines())
        yield min(max((sum(map(_places, line)) for line in lines), default=0) + 2, WIDEST)


@cache
def _places(sign: str) -> int:
    return 2 if east_asian_width(sign) in "WFA" else 1


def xlsx_cell(sheet: Any, value: Any) -> Any:
    if value is None:
        return None
    value = plain(value)
    if isinstance(value, date | time | timedelta):
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(sheet, value)
        cell.number_format = _format_of(value)
        return cell
    if not isinstance(value, str):
        return value
    text = xlsx_text(value)
    # openpyxl takes "=…" for a formula and "#N/A" for an error.
    return _text_cell(sheet, text) if text.startswith(("=", "#")) else text


def _format_of(value: date | time | timedelta) -> str:
    if isinstance(value, timedelta):
        return "[h]:mm"
    if isinstance(value, time):
        return "hh:mm"
    return "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"


def _text_cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # explicitly text: "=1+1" stays the four characters
    return cell


def xlsx_text(value: str) -> str:
    """What a cell can hold: control characters in Excel's own notation, at most 32,767 letters."""
    text = escaped(value)
    if len(text) <= XLSX_LETTERS:
        return text
    return text[: XLSX_LETTERS - len(XLSX_CUT)] + XLSX_CUT


def _download(response: Response, name: str, ending: str) -> Response:
    filename = f"{name}_{timezone.localdate():%Y%m%d}.{ending}"
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response
