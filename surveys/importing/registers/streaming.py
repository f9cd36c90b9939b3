"""The bytes of a register → its entries, one after the other, never the whole of it at once.

The file, a csv or the zip it is downloaded in, is read by a child process with limits on memory
and time. The child gets it as standard input and answers a line of JSON per entry; the last line
says how many rows there were, or holds the sentence of a refusal.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import astuple
from pathlib import Path
from typing import IO, Any
from zlib import error as ZlibError

from surveys.importing.reading.containers import DAMAGED, ENCRYPTED, ZIP_SIGNATURES
from surveys.importing.registers.entries import REGISTERS, Entry, Register, reader_of
from surveys.importing.shapes import Limits, Refused

ROOT = Path(__file__).resolve().parents[3]
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from surveys.importing.registers.streaming import serve; serve()"
)
# A prefecture's file has at most 1.3 million rows of some 200 bytes.
LIMITS = Limits(
    text_bytes=600 * 2**20,
    unpacked_bytes=600 * 2**20,
    unpacked_ratio=60,
    zip_entries=20,
    rows=2_000_000,
    columns=200,
    cell_characters=20_000,
    seconds=300,
    memory_bytes=256 * 2**20,
)
SAMPLE_BYTES = 2**20
IN_PARTS = "都道府県ごとのファイルに分けて選んでください。"
TOO_BIG = f"ファイルが大きすぎるため、安全のため読み込みを止めました。{IN_PARTS}"
BROKEN = f"名簿を終わりまで読めませんでした（時間がかかりすぎるか、壊れています）。{IN_PARTS}"
NO_CSV = (
    "圧縮ファイル（ZIP）の中に、名簿のCSVがちょうど1つ入っていません。"
    "CSV形式でダウンロードしたファイルを、そのまま選んでください。"
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # .xls and .doc
OFFICE = (
    "Excel・Wordのファイルです。名簿はCSVのまま照らします。"
    "名簿のサイトからCSV形式でダウンロードしたファイルを、Excelで開かずに、そのまま選んでください。"
)
UNDECODABLE = "文字コードが分かりません。ダウンロードしたファイルを、そのまま選んでください。"


class RegisterFile:
    """A register being read: iterate over it once; ``register`` is known with the first entry,
    and ``unread``, the headings of which nothing is taken."""

    def __init__(self, file: IO[bytes], limits: Limits = LIMITS) -> None:
        """``file`` has a descriptor, which the child reads from its beginning."""
        self.file, self.limits = file, limits
        self.register: Register | None = None
        self.unread: list[str] = []
        self.rows = 0

    def __iter__(self) -> Iterator[Entry]:
        """Raises Refused with a sentence where the file can't be followed to its end."""
        self.file.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-I", "-c", START, str(ROOT), json.dumps(astuple(self.limits))],
            stdin=self.file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},
        )
        with child, ExitStack() as stack:
            stack.callback(child.kill)
            assert child.stdout is not None
            for line in child.stdout:
                told = _told(line)
                if isinstance(told, list):
                    yield Entry(*told)
                elif "register" in told:
                    self.register, self.unread = REGISTERS[told["register"]], told["unread"]
                else:
                    self.rows = _rows_or_refusal(told)
                    return
        raise Refused(BROKEN)  # stopped by a limit before it could say so


def _told(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:  # cut off in the middle
        raise Refused(BROKEN) from None


def _rows_or_refusal(told: dict[str, Any]) -> int:
    if "refused" in told:
        raise Refused(told["refused"])
    return int(told["rows"])


# ---------------------------------------------------------------------------- the child


def serve() -> None:
    """Answer for the file on standard input."""
    limits = Limits(*json.loads(sys.argv[2]))
    sys.modules["numpy"] = None  # type: ignore[assignment]  # Python's way to forbid an import
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        for answer in answers(sys.stdin.buffer, limits):
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    except Refused as refusal:
        sys.stdout.write(json.dumps({"refused": str(refusal)}, ensure_ascii=False) + "\n")
    except MemoryError:
        sys.stdout.write(json.dumps({"refused": TOO_BIG}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def answers(file: IO[bytes], limits: Limits = LIMITS) -> Iterator[Any]:
    """{"register": …}, then the fields of each entry, then {"rows": how many there were}."""
    try:
        with ExitStack() as stack:
            yield from _answers(rows_of(_text(_csv_of(file, limits, stack), limits), limits))
    except (zipfile.BadZipFile, ZlibError, EOFError, OSError, NotImplementedError) as error:
        raise Refused(DAMAGED) from error
    except UnicodeDecodeError as error:
        raise Refused(UNDECODABLE) from error


def _answers(rows: Iterator[list[str]]) -> Iterator[Any]:
    first = next(rows, [])
    register, read, is_entry, unread = reader_of(first)
    yield {"register": register.key, "unread": unread}
    count = 0
    for row in _from(first, rows) if is_entry else rows:
        count += 1
        entry = read(row)
        if entry is not None:
            yield astuple(entry)
    yield {"rows": count}


def _from(first: list[str], rows: Iterator[list[str]]) -> Iterator[list[str]]:
    yield first
    yield from rows


def _csv_of(file: IO[bytes], limits: Limits, stack: ExitStack) -> IO[bytes]:
    """The csv itself, or the one in the zip beside its signature."""
    start = file.read(4)
    file.seek(0)
    if start.startswith(OLD_OFFICE):
        raise Refused(OFFICE)
    if not start.startswith(ZIP_SIGNATURES):
        return file
    size = file.seek(0, io.SEEK_END)
    archive = stack.enter_context(zipfile.ZipFile(file))
    entries = archive.infolist()
    if any(entry.filename == "[Content_Types].xml" for entry in entries):
        raise Refused(OFFICE)
    tables = [entry for entry in entries if entry.filename.lower().endswith(".csv")]
    if len(entries) > limits.zip_entries or len(tables) != 1:
        raise Refused(NO_CSV)
    table = tables[0]
    if table.flag_bits & 1:
        raise Refused(ENCRYPTED)
    if table.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(DAMAGED)
    if table.file_size > min(limits.unpacked_bytes, limits.unpacked_ratio * size):
        raise Refused(TOO_BIG)
    return stack.enter_context(archive.open(table))  # never gives more than it says


def _text(file: IO[bytes], limits: Limits) -> Iterator[str]:
    """Its lines, as UTF-8 or else Shift_JIS: strictly, so that no name is altered by a guess."""
    readable: Any = file
    buffered = io.BufferedReader(readable, SAMPLE_BYTES)
    text = io.TextIOWrapper(buffered, _encoding(buffered.peek(SAMPLE_BYTES)), newline="")
    longest, characters = limits.columns * 100 + limits.cell_characters, 0
    while line := text.readline(longest + 1):
        characters += len(line)
        if len(line) > longest or characters > limits.text_bytes:
            raise Refused(TOO_BIG)
        yield line


def _encoding(sample: bytes) -> str:
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=False)
    except UnicodeDecodeError:
        return "cp932"
    return "utf-8"


def rows_of(lines: Iterator[str], limits: Limits) -> Iterator[list[str]]:
    csv.field_size_limit(limits.cell_characters)
    number = 0
    try:
        for number, row in enumerate(csv.reader(lines), 1):
            if number > limits.rows:
                raise Refused(f"行が多すぎます（上限{limits.rows:,}行）。{IN_PARTS}")
            if len(row) > limits.columns:
                raise Refused(f"{number}行目の列が多すぎます（上限{limits.columns}列）。")
            if row:
                yield row
    except csv.Error as error:
        raise Refused(
            f"{number + 1}行目が読めません。ダウンロードしたファイルを、そのまま選んでください。"
        ) from error
