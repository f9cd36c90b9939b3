"""Bytes → ``Source``; anything uploaded is read in a process of its own.

The child gets the limits and the file on standard input and answers with JSON: the ``Source``,
or the sentence of a refusal.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from surveys.importing.cells.unseen import leave_out
from surveys.importing.reading import containers, text
from surveys.importing.reading.packing import packed, unpacked
from surveys.importing.shapes import Fault, Limits, Refused, Source

ROOT = Path(__file__).resolve().parents[3]
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from surveys.importing.reading.reader import serve; serve()"
)

TOO_SLOW = (
    "読み込みに時間がかかりすぎるため止めました。"
    "必要な表だけを新しいブックに写すか、CSVで保存して取り込んでください。"
)
TOO_MUCH = (
    "ファイルが大きすぎるか壊れているため、読み込みを止めました。"
    "必要な表だけを新しいブックに写すか、CSVで保存して取り込んでください。"
)


def read(
    data: bytes,
    *,
    limits: Limits = containers.DEFAULT_LIMITS,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Source:
    """Raises ``Refused`` with a sentence; nothing else comes out of any bytes."""
    source = _read(data, limits, encoding, delimiter)
    for sheet in source.sheets:
        leave_out(sheet)
    return source


def _read(data: bytes, limits: Limits, encoding: str | None, delimiter: str | None) -> Source:
    kind = containers.container_of(data)
    if kind == "text":
        return text.read_text(data, limits=limits, encoding=encoding, delimiter=delimiter)
    _check_size(data, limits)
    # openpyxl needs a tenth of a second to import; text files do without.
    from surveys.importing.reading import workbook

    if kind == "xls":
        return workbook.read_legacy_workbook(data, limits=limits)
    contents = containers.check_workbook(data, limits)
    source = workbook.read_workbook(data, contents, limits=limits)
    if contents.objects:
        source.faults.append(
            Fault(
                rule="L1-10",
                name="図形・画像",
                message=f"図形や画像が{contents.objects}個あります。中の文字は取り込まれません。",
                count=contents.objects,
            )
        )
    return source


def _check_size(data: bytes, limits: Limits) -> None:
    if len(data) > limits.workbook_bytes:
        raise Refused(
            f"ファイルが大きすぎます（上限{limits.workbook_bytes // 2**20}MB）。"
            "画像や要らないシートを消すか、CSVで保存して取り込んでください。"
        )


def read_safely(
    data: bytes,
    *,
    limits: Limits = containers.DEFAULT_LIMITS,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Source:
    """``read`` in a child process with limits on memory and time, and without our secrets."""
    answer = read_packed(data, limits=limits, encoding=encoding, delimiter=delimiter)
    return unpacked_source(answer)


def read_packed(
    data: bytes,
    *,
    limits: Limits = containers.DEFAULT_LIMITS,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> bytes:
    """What the child read, packed as it came; ``unpacked_source`` makes a ``Source`` of it."""
    order = {"limits": asdict(limits), "encoding": encoding, "delimiter": delimiter}
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-c", START, str(ROOT)],
            input=json.dumps(order).encode() + b"\n" + data,
            capture_output=True,
            timeout=limits.seconds,
            env={"LANG": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(TOO_SLOW) from error
    return child.stdout


def unpacked_source(answered: bytes) -> Source:
    """Raises ``Refused`` with the sentence the child answered, or died without."""
    try:
        answer = unpacked(answered)
    except ValueError as error:  # killed by a limit before it could answer
        raise Refused(TOO_MUCH) from error
    if isinstance(answer, Source):
        return answer
    raise Refused(str(answer))


# ---------------------------------------------------------------------------- the child


def serve() -> None:
    """Answer one order of ``read_safely``."""
    order = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**order.pop("limits"))
    _confine(limits)
    try:
        answer = packed(read(sys.stdin.buffer.read(), limits=limits, **order))
    except Refused as error:
        answer = json.dumps(str(error))
    except MemoryError:
        answer = json.dumps(TOO_MUCH)
    sys.stdout.write(answer)


def _confine(limits: Limits) -> None:
    import resource

    # Without numpy openpyxl starts in half the time and the child needs 25 MiB less.
    sys.modules["numpy"] = None  # type: ignore[assignment]  # Python's way to forbid an import
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
