"""Tables given as text: CSV, tab-separated, and what is pasted from Excel.

The encoding follows from the bytes by strict decoding, never from statistics: a wrong
guess that happens to decode would alter names without a word. The officer can override it.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from surveys.importing.reading.containers import DEFAULT_LIMITS, too_many_rows
from surveys.importing.shapes import CellValue, Limits, Refused, Sheet, Source

ENCODINGS = ("utf-8", "utf-8-sig", "cp932", "utf-16", "euc_jp")
DELIMITERS = (",", "\t", ";")
SAMPLE_ROWS = 50
HEADING_AND_END = 2  # rows that are no answers: the heading, and the last line of our own
BOM = "\ufeff"
CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
# Python reads the bytes 80, A0 and FD–FF, too, which no Windows ever wrote.
UNDEFINED_IN_CP932 = re.compile(r"[\x80\xa0\uf8f0-\uf8f3]")
HIRAGANA = re.compile(r"[ぁ-ゖ]")

SAVE_AGAIN = "Excelで開き、「CSV UTF-8（コンマ区切り）」として保存し直してください。"
UNDECODABLE = f"文字コードが分かりません。{SAVE_AGAIN}"
NUL = (
    "文字でないデータ（NUL文字）が含まれています。ファイルが壊れている可能性があります。"
    "元のシステムから出力し直してください。"
)


def read_text(
    data: bytes,
    *,
    limits: Limits = DEFAULT_LIMITS,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Source:
    """A CSV or tab-separated file; ``encoding`` and ``delimiter`` override what is found."""
    if len(data) > limits.text_bytes:
        raise Refused(
            f"ファイルが大きすぎます（上限{limits.text_bytes // 2**20}MB）。"
            "ファイルを分けて取り込んでください。"
        )
    text, name = decode(data, encoding)
    return _table(text, limits=limits, encoding=name, delimiter=delimiter)


# ------------------------------------------------------------------------------ encoding


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text without byte order marks, and the name of its encoding."""
    text, name = _decode_as(data, encoding) if encoding else _decode(data)
    if "\0" in text:
        raise Refused(NUL)
    if len(CONTROL.findall(text)) * 100 > len(text):
        raise Refused("表の文字として読めません。CSVかExcelのファイルかどうかを確かめてください。")
    return text.lstrip(BOM).rstrip("\x1a"), name


def _decode_as(data: bytes, encoding: str) -> tuple[str, str]:
    if encoding not in ENCODINGS:
        raise Refused(f"文字コード「{encoding}」は選べません。一覧から選び直してください。")
    try:
        if encoding == "utf-16" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode(_utf16_order(data)), encoding
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(
            f"文字コード「{encoding}」では{line}行目あたりから読めません。"
            f"ほかの文字コードを選べないときは、{SAVE_AGAIN}"
        ) from error


def _decode(data: bytes) -> tuple[str, str]:
    if data.startswith(codecs.BOM_UTF8):
        return _decode_as(data, "utf-8-sig")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_as(data, "utf-16")
    if b"\0" in data:
        return _decode_utf16(data), "utf-16"
    if data.isascii():
        # Either name is right. Tables of codes alone come from research companies, whose
        # tools write cp932; their next file may hold a word.
        return data.decode("ascii"), "cp932"
    for name in ("utf-8", "cp932", "euc_jp"):
        text = _try(data, name)
        if text is not None and not (name == "cp932" and UNDEFINED_IN_CP932.search(text)):
            return (text, name) if name != "cp932" else _cp932_or_euc(data, text)
    raise Refused(UNDECODABLE)


def _cp932_or_euc(data: bytes, text: str) -> tuple[str, str]:
    """Kana of EUC-JP are valid cp932, too, as rows of half-width kana; never the reverse."""
    other = None if HIRAGANA.search(text) else _try(data, "euc_jp")
    return (other, "euc_jp") if other and HIRAGANA.search(other) else (text, "cp932")


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf16_order(data: bytes) -> str:
    """Line ends and separators are ASCII: their zero bytes stand on one side, but for 一 (4E00)."""
    return "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"


def _decode_utf16(data: bytes) -> str:
    few, many = sorted((data[::2].count(0), data[1::2].count(0)))
    text = _try(data, _utf16_order(data)) if many >= max(3, 3 * few) else None
    if text is None or "\0" in text or not re.search(r"[\n\r\t,;]", text):
        raise Refused(NUL)
    return text


# --------------------------------------------------------------------------------- table


def find_delimiter(text: str) -> str:
    """The separator that cuts most of the first rows into the same, largest number of cells."""
    return max(DELIMITERS, key=lambda delimiter: _regularity(text, delimiter))


def _regularity(text: str, delimiter: str) -> float:
    rows = csv.reader(StringIO(text[: 2**20], newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row in islice(rows, SAMPLE_ROWS) if row)
    except csv.Error:
        return 0
    total = widths.total()
    return max(((width - 1) * (n / total) ** 2 for width, n in widths.items()), default=0)


def _table(
    text: str,
    *,
    limits: Limits,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Source:
    if delimiter is not None and delimiter not in DELIMITERS:
        raise Refused("この区切り文字は選べません。一覧から選び直してください。")
    delimiter = delimiter or find_delimiter(text)
    rows = _rows(text, delimiter, limits)
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise Refused("ファイルに文字がありません。データの入ったファイルを選んでください。")
    return Source(
        container="tsv" if delimiter == "\t" else "csv",
        sheets=[Sheet(name=None, rows=rows)],
        encoding=encoding,
        delimiter=delimiter,
    )


def _rows(text: str, delimiter: str, limits: Limits) -> list[list[CellValue]]:
    rows: list[list[CellValue]] = []
    cells = 0
    # A last line of our own: if it does not come back as a row, a quotation mark was left open.
    end = "終" if text.endswith(("\n", "\r")) else "\n終"
    lines = _lines(text + end, delimiter, limits)
    try:
        for number, row in enumerate(csv.reader(lines, delimiter=delimiter), 1):
            cells += len(row) or 1
            _check_row(number, row, cells, limits)
            rows.append([cell or None for cell in row])
    except csv.Error as error:
        raise Refused(_too_long(len(rows) + 1, limits)) from error
    if rows.pop() != ["終"]:
        raise Refused(
            f'{len(rows) + 1}行目から引用符「"」が閉じていません。'
            "元のシステムから出力し直すか、その行の引用符を直してください。"
        )
    return rows


def _lines(text: str, delimiter: str, limits: Limits) -> Iterator[str]:
    """Lines one by one; a line of millions of separators is refused before it is cut up."""
    for number, line in enumerate(StringIO(text, newline=""), 1):
        if len(line) > limits.columns and '"' not in line:
            _check_width(number, line.count(delimiter) + 1, limits)
        if len(line) > limits.columns * limits.cell_characters:
            raise Refused(_too_long(number, limits))
        yield line


def _check_row(number: int, row: list[str], cells: int, limits: Limits) -> None:
    if number > limits.rows + HEADING_AND_END:
        raise Refused(too_many_rows(limits))
    _check_width(number, len(row), limits)
    if row and len(max(row, key=len)) > limits.cell_characters:
        raise Refused(_too_long(number, limits))
    if cells > limits.text_cells:
        raise Refused(
            f"セルが多すぎます（上限{limits.text_cells:,}個）。ファイルを分けて取り込んでください。"
        )


def _check_width(number: int, width: int, limits: Limits) -> None:
    if width > limits.columns:
        raise Refused(
            f"{number}行目に列が{width:,}列あります（上限{limits.columns}列）。"
            "区切り文字が正しいか確かめ、要らない列を消してから取り込んでください。"
        )


def _too_long(number: int, limits: Limits) -> str:
    return (
        f"{number}行目に{limits.cell_characters:,}文字を超えるセルがあります。"
        '文を短くするか、引用符「"」が閉じているか確かめてください。'
    )
