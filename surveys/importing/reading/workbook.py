"""Excel workbooks: values, merges, what is hidden, and what Excel shows for zero-filled numbers.

openpyxl's worksheet parser is used row by row, without its cell objects: it alone tells errors
and formulas apart from blanks, does not trust the sheet's ``<dimension>``, and a merge or link
over a million cells costs nothing. Large and plain workbooks go through python-calamine.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from surveys.importing.reading.containers import (
    DAMAGED,
    DEFAULT_LIMITS,
    ENCRYPTED,
    Contents,
    too_many_rows,
)
from surveys.importing.shapes import (
    CellError,
    CellValue,
    Limits,
    Refused,
    Share,
    Sheet,
    Source,
    Span,
    UnsavedFormula,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

OPENPYXL_VALUES = 100_000
LARGEST_WHOLE = 10**15
EXCEL_ROWS = 2**20
MARKS = 200_000
ZEROS = re.compile(r"0{2,}")
PERCENT = re.compile(r"[0#,.?]+%(?:;.*)?")
# No text and no database can hold NUL or half a surrogate pair; such codes stay as written.
ESCAPED = re.compile(r"_x(?!0000|[dD][89a-fA-F])([0-9A-Fa-f]{4})_")


def read_workbook(data: bytes, contents: Contents, *, limits: Limits = DEFAULT_LIMITS) -> Source:
    """An xlsx file that ``containers.check_workbook`` let pass."""
    large = contents.values > OPENPYXL_VALUES and contents.plain
    sheets = _calamine(data) if large else _openpyxl(data, limits)
    return Source(container="xlsx", sheets=_checked(sheets, limits))


def read_legacy_workbook(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Source:
    """An xls file (Excel 97–2003)."""
    return Source(container="xls", sheets=_checked(_xlrd(data), limits))


def _checked(sheets: Iterable[Sheet], limits: Limits) -> list[Sheet]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = list(_bounded(sheets, limits))
    except (Refused, MemoryError):
        raise
    except Exception as error:  # what a damaged file raises in the libraries is not foreseeable
        raise Refused(DAMAGED) from error
    for sheet in found:
        _check(sheet, limits)
    if not any(sheet.rows for sheet in found):
        raise Refused("ブックに文字がありません。データの入ったファイルを選んでください。")
    return found


def _bounded(sheets: Iterable[Sheet], limits: Limits) -> Iterator[Sheet]:
    """Many sheets may be drawn from one part of the file; stop before they fill the memory."""
    cells = marks = 0
    for sheet in sheets:
        cells += sum(map(len, sheet.rows))
        _check_rows(sum(map(bool, sheet.rows)), limits)
        marks += len(sheet.merges) + len(sheet.hidden_rows) + len(sheet.hidden_columns)
        if cells > limits.text_cells or marks > MARKS or len(sheet.rows) > EXCEL_ROWS:
            raise Refused(
                "セルか、結合・非表示の指定が多すぎます。"
                "必要な表だけを新しいブックに写して保存し、取り込んでください。"
            )
        yield sheet


def _check_rows(filled: int, limits: Limits) -> None:
    if filled > limits.rows + 1:  # the heading is no answer
        raise Refused(too_many_rows(limits))


def _check(sheet: Sheet, limits: Limits) -> None:
    width = max(map(len, sheet.rows), default=0)
    if width > limits.columns:
        raise Refused(
            f"シート「{sheet.name}」に列が{width:,}列あります（上限{limits.columns}列）。"
            "要らない列かシートを消してから取り込んでください。"
        )
    for number, row in enumerate(sheet.rows, 1):
        if any(isinstance(cell, str) and len(cell) > limits.cell_characters for cell in row):
            raise Refused(
                f"シート「{sheet.name}」の{number}行目に{limits.cell_characters:,}文字を"
                "超えるセルがあります。文を短くしてから取り込んでください。"
            )


# ------------------------------------------------------------------------------ openpyxl


def _openpyxl(data: bytes, limits: Limits) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    zeros, shares = _zero_styles(book), _share_styles(book)
    for worksheet in book.worksheets:
        with worksheet._get_source() as source:
            parser = _parser(source, worksheet)
            cells: dict[int, dict[int, CellValue]] = {}
            for number, row in parser.parse():
                values = {
                    c["column"]: _value(c, zeros, shares) for c in row if c["value"] is not None
                }
                if values:
                    cells[number] = cells.get(number, {}) | values
                    _check_rows(len(cells), limits)
        yield Sheet(
            name=worksheet.title,
            rows=_rows(cells),
            merges=[Span(*_corners(m.ref)) for m in getattr(parser.merged_cells, "mergeCell", [])],
            hidden_rows={int(n) for n, row in parser.row_dimensions.items() if _is_hidden(row)},
            hidden_columns=_hidden_columns(parser.column_dimensions.values()),
            visible=worksheet.sheet_state == "visible",
        )


def _parser(source: Any, worksheet: Any) -> Any:
    from openpyxl.worksheet._reader import (
        FORMULA_TAG,
        INLINE_STRING,
        VALUE_TAG,
        WorkSheetParser,
    )

    class Parser(WorkSheetParser):
        def parse_cell(self, element: Element) -> dict[str, Any]:
            inline = element.find(INLINE_STRING)
            if inline is not None:  # openpyxl makes seven objects of each such text
                element.remove(inline)
            cell: dict[str, Any] = super().parse_cell(element)
            if inline is not None:
                return cell | {"value": _inline_text(inline) or None, "data_type": "s"}
            if cell["value"] is None and (formula := element.find(FORMULA_TAG)) is not None:
                # A formula whose result is an empty text was saved all the same.
                saved = element.get("t") == "str" and element.find(VALUE_TAG) is not None
                cell["value"] = None if saved else UnsavedFormula("=" + (formula.text or ""))
            return cell

    book = worksheet.parent
    return Parser(
        source,
        worksheet._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )


def _inline_text(inline: Element) -> str:
    """All runs of the text, without the readings (furigana) above it."""
    runs = [run for run in inline if run.tag.endswith(("}r", "}t"))]
    texts = [run if run.tag.endswith("}t") else run.find("{*}t") for run in runs]
    return "".join(text.text or "" for text in texts if text is not None)


def _value(cell: dict[str, Any], zeros: dict[int, int], shares: set[int]) -> CellValue:
    value = cell["value"]
    if cell["data_type"] == "e":
        return CellError(value)
    if isinstance(value, str):
        return value if type(value) is UnsavedFormula else _unescape(value) or None
    if cell["style_id"] in zeros and isinstance(value, int | float):
        return _zero_filled(value, zeros[cell["style_id"]])
    if cell["style_id"] in shares and type(value) in (int, float):
        return Share(value)
    return _plain(value)


def _plain(value: Any) -> CellValue:
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_WHOLE:
        return int(value)
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    kept: CellValue = value
    return kept


def _zero_filled(value: float, digits: int) -> CellValue:
    whole = _plain(value)
    return f"{whole:0{digits}}" if isinstance(whole, int) and whole >= 0 else whole


def _unescape(text: str) -> str:
    """Control characters stand in the file as ``_x000D_``; Excel shows the character."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _zero_styles(book: Any) -> dict[int, int]:
    """Style number → digits, of the styles that fill up with zeros such as ``0000000000``."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE as FIRST_OWN

    own = {FIRST_OWN + n: text for n, text in enumerate(book._number_formats)}
    return {
        number: len(own[style.numFmtId])
        for number, style in enumerate(book._cell_styles)
        if ZEROS.fullmatch(own.get(style.numFmtId, ""))
    }


def _share_styles(book: Any) -> set[int]:
    """Numbers of the styles that show a number in percent."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    own = {BUILTIN_FORMATS_MAX_SIZE + n: text for n, text in enumerate(book._number_formats)}
    formats = BUILTIN_FORMATS | own
    return {
        number
        for number, style in enumerate(book._cell_styles)
        if PERCENT.fullmatch(formats.get(style.numFmtId) or "")
    }


def _rows(cells: dict[int, dict[int, CellValue]]) -> list[list[CellValue]]:
    rows: list[list[CellValue]] = [[] for _ in range(max(cells, default=0))]
    for number, values in cells.items():
        rows[number - 1] = [values.get(column) for column in range(1, max(values) + 1)]
    return rows


def _corners(reference: str) -> tuple[int, int, int, int]:
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = range_boundaries(reference)
    return top, left, bottom, right


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true")


def _hidden_columns(dimensions: Iterable[dict[str, str]]) -> set[int]:
    hidden: set[int] = set()
    for column in filter(_is_hidden, dimensions):
        hidden |= set(range(int(column["min"]), min(int(column["max"]), 16_384) + 1))
    return hidden


# ------------------------------------------------------------------------------ calamine


def _calamine(data: bytes) -> Iterator[Sheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(BytesIO(data))
    for metadata in book.sheets_metadata:
        if metadata.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(metadata.name)
        table = sheet.to_python(skip_empty_area=False)
        yield Sheet(
            name=metadata.name,
            rows=_trimmed([[_quick(value) for value in row] for row in table]),
            merges=[
                Span(a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1)
                for a, b in sheet.merged_cell_ranges or []
            ],
            visible=metadata.visible == SheetVisibleEnum.Visible,
        )


def _quick(value: Any) -> CellValue:
    """As openpyxl reads it: calamine gives empty cells as empty texts and NUL for its code."""
    if isinstance(value, str):
        return value.replace("\0", "_x0000_") or None
    if type(value) is date:  # of a cell without a time of day, which openpyxl calls midnight
        return datetime.combine(value, time())
    return _plain(value)


def _trimmed(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """Without the blank cells behind the last filled one of each row, and blank last rows."""
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


# ---------------------------------------------------------------------------------- xlrd


def _xlrd(data: bytes) -> Iterator[Sheet]:
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            ragged_rows=True,
            logfile=_Silent(),
        )
    except xlrd.XLRDError as error:
        message = ENCRYPTED if "encrypted" in str(error) else DAMAGED
        raise Refused(message) from error
    for sheet in book.sheets():
        yield Sheet(
            name=sheet.name,
            rows=_trimmed(
                [[_legacy_value(book, cell) for cell in sheet.row(n)] for n in range(sheet.nrows)]
            ),
            # xlrd's ranges are half-open and count from 0.
            merges=[Span(r1 + 1, c1 + 1, r2, c2) for r1, r2, c1, c2 in sheet.merged_cells],
            hidden_rows={n + 1 for n, info in sheet.rowinfo_map.items() if info.hidden},
            hidden_columns={n + 1 for n, info in sheet.colinfo_map.items() if info.hidden},
            visible=sheet.visibility == 0,
        )


class _Silent:
    """xlrd prints what it finds odd; file contents must not get into a log."""

    def write(self, text: str) -> None:
        pass


def _legacy_value(book: Any, cell: Any) -> CellValue:
    import xlrd

    match cell.ctype:
        case xlrd.XL_CELL_ERROR:
            return CellError(xlrd.error_text_from_code.get(cell.value, "#N/A"))
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_TEXT:
            return cell.value or None
        case xlrd.XL_CELL_DATE:
            return _legacy_date(book, cell.value)
        case xlrd.XL_CELL_NUMBER:
            shown = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
            digits = len(shown) if ZEROS.fullmatch(shown) else 0
            if PERCENT.fullmatch(shown):
                return Share(cell.value)
            return _zero_filled(cell.value, digits) if digits else _plain(cell.value)
    return None


def _legacy_date(book: Any, serial: float) -> CellValue:
    import xlrd

    try:
        moment: datetime = xlrd.xldate_as_datetime(serial, book.datemode)
    except (ValueError, OverflowError):
        return CellError("#VALUE!")
    return moment.time() if 0 <= serial < 1 else moment
