"""Which kind of file the bytes are, and whether a workbook may be unpacked.

The content decides, never the file name: in practice error pages are saved as .xlsx
and HTML tables as .xls.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Literal
from zlib import error as ZlibError

from surveys.importing.shapes import Limits, Refused

DEFAULT_LIMITS = Limits()

RESAVE = "Excelで開き、「Excel ブック（*.xlsx）」として保存し直してから取り込んでください。"
DAMAGED = f"ファイルが壊れているため読めません。元のファイルを{RESAVE}"
ENCRYPTED = (
    "パスワードで保護されたファイルは読めません。"
    "Excelで開き、パスワードを外して保存し直してから取り込んでください。"
)
MACROS = (
    "マクロの入ったファイルは安全のため受け付けません。"
    "Excelで「Excel ブック（*.xlsx）」として保存し直してから取り込んでください。"
)
TOO_BIG_UNPACKED = (
    "展開すると大きくなりすぎるファイルのため、安全のため読み込みを止めました。"
    "必要な表だけを新しいブックに写して保存し、取り込んでください。"
)

# About 100,000 cells, read within a second and planned within two.
TEXT_AT_ONCE_BYTES = 2**20
WORKBOOK_AT_ONCE_BYTES = 6 * 2**20

ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_SIGNATURES = (
    (b"%PDF-", "PDFファイル"),
    (b"{\\rtf", "リッチテキスト（RTF）の文書"),
    (b"\x89PNG", "画像ファイル"),
    (b"\xff\xd8\xff", "画像ファイル"),
    (b"GIF8", "画像ファイル"),
    (b"\x1f\x8b", "圧縮ファイル"),
    (b"7z\xbc\xaf\x27\x1c", "圧縮ファイル"),
    (b"Rar!\x1a\x07", "圧縮ファイル"),
)
MARKUP = re.compile(rb"<(?:!doctype html|html|head|body|table|meta|script|style|\?xml)\b")
OLE_STREAMS = (
    ("EncryptedPackage", ENCRYPTED),
    ("_VBA_PROJECT_CUR", MACROS),
    ("WordDocument", f"Wordの文書のため表として読めません。表をExcelに写し、{RESAVE}"),
    (
        "PowerPoint Document",
        f"PowerPointの資料のため表として読めません。表をExcelに写し、{RESAVE}",
    ),
)


def too_many_rows(limits: Limits) -> str:
    return f"行が多すぎます（上限{limits.rows:,}行）。ファイルを分けて取り込んでください。"


def container_of(data: bytes) -> Literal["text", "xlsx", "xls"]:
    """The kind of file; raises ``Refused`` for what no step of the import reads."""
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise Refused("ファイルが空です。データの入ったファイルを選んでください。")
    if data.startswith(ZIP_SIGNATURES):
        return "xlsx"
    if data.startswith(OLE_SIGNATURE):
        return _legacy(data)
    for signature, kind in OTHER_SIGNATURES:
        if data.startswith(signature):
            raise Refused(f"{kind}のため表として読めません。CSVかExcelのファイルを選んでください。")
    # NULs are dropped so that a page saved as UTF-16 is recognised, too.
    start = data[:2048].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if MARKUP.match(start):
        raise Refused(
            "ウェブページ（HTML・XML）のため表として読めません。エラー画面が保存されていないか"
            f"確かめてください。表が見えるときは{RESAVE}"
        )
    return "text"


def takes_long(data: bytes, limits: Limits = DEFAULT_LIMITS) -> bool:
    """Whether reading the file and planning its import would keep a person waiting: by what a
    workbook says it unpacks to, a text file by its own size. Nothing is unpacked for it.

    What is over the limits takes no time: it is refused at once.
    """
    if not data.startswith(ZIP_SIGNATURES):
        return TEXT_AT_ONCE_BYTES < len(data) <= limits.text_bytes
    most = min(limits.unpacked_bytes, limits.unpacked_ratio * len(data))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False  # the reader says at once what is wrong with it
    return WORKBOOK_AT_ONCE_BYTES < unpacked <= most and len(data) <= limits.workbook_bytes


def _legacy(data: bytes) -> Literal["xls"]:
    for stream, message in OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            raise Refused(message)
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return "xls"
    raise Refused(f"Excelのファイルとして読めません。{RESAVE}")


# ------------------------------------------------------------------ parts of a workbook

CHUNK_BYTES = 2**18
LONGEST_TAG_BYTES = 2**16
CELL_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)[ >]")
HIDDEN = re.compile(rb"<(?:\w+:)?(?:row|col) [^>]*hidden=\"(?:1|true)\"")
ERROR_CELL = re.compile(rb"<(?:\w+:)?c [^>]*t=\"e\"")
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
ZEROS_FORMAT = re.compile(rb"formatCode=\"0{2,}\"")
SHARE_FORMAT = re.compile(rb"formatCode=\"[^\"]*%|<(?:\w+:)?xf [^>]*numFmtId=\"(?:9|10)\"")
OBJECT = re.compile(rb"<(?:\w+:)?(?:pic|sp|graphicFrame|cxnSp)[ >]")
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


@dataclass(slots=True)
class Contents:
    """What was counted in a workbook while its parts were inflated.

    ``plain``: nothing in it that the fast reader would lose (errors, formulas, hidden rows and
    columns, numbers shown with leading zeros or in percent).
    """

    values: int = 0
    objects: int = 0
    plain: bool = True


def check_workbook(data: bytes, limits: Limits) -> Contents:
    """Inflate every part once, within the limits, and count what is in it."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_entries(archive, len(data), limits)
            contents = _inflate(archive, len(data), limits)
            _check_kind(archive)
            return contents
    except (
        zipfile.BadZipFile,
        ZlibError,
        EOFError,
        OSError,
        ValueError,
        KeyError,
    ) as error:
        raise Refused(DAMAGED) from error
    except (
        NotImplementedError,
        RuntimeError,
    ) as error:  # method or cipher unknown to zipfile
        raise Refused(DAMAGED) from error


def _check_entries(archive: zipfile.ZipFile, packed: int, limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.zip_entries:
        raise Refused(
            f"ファイルの中の部品が多すぎます（{len(entries):,}個）。"
            "必要な表だけを新しいブックに写して保存し、取り込んでください。"
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(ENCRYPTED)
    if len({entry.filename for entry in entries}) < len(entries):
        raise Refused(DAMAGED)
    if any(e.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for e in entries):
        raise Refused(DAMAGED)
    _check_size(sum(entry.file_size for entry in entries), packed, limits)


def _check_size(unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > min(limits.unpacked_bytes, limits.unpacked_ratio * packed):
        raise Refused(TOO_BIG_UNPACKED)


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(MACROS)
    if "xl/workbook.bin" in names:
        raise Refused(f"バイナリ形式のブック（.xlsb）は読めません。{RESAVE}")
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if b"macroEnabled" in types:
        raise Refused(MACROS)
    if b"spreadsheetml" in types:
        return
    raise Refused(_other_archive(names))


def _other_archive(names: set[str]) -> str:
    if any(name.startswith("word/") for name in names):
        return f"Wordの文書のため表として読めません。表をExcelに写し、{RESAVE}"
    if any(name.startswith("ppt/") for name in names):
        return f"PowerPointの資料のため表として読めません。表をExcelに写し、{RESAVE}"
    if "content.xml" in names:
        return f"OpenDocument形式のファイルは読めません。{RESAVE}"
    if any(name.lower().endswith((".csv", ".xlsx", ".xls", ".txt", ".tsv")) for name in names):
        return "圧縮ファイル（ZIP）です。展開して、中の表のファイルを取り込んでください。"
    return f"Excelのファイルとして読めません。{RESAVE}"


def _inflate(archive: zipfile.ZipFile, packed: int, limits: Limits) -> Contents:
    contents = Contents()
    unpacked = 0
    for entry in archive.infolist():
        declared = entry.file_size
        # zipfile stops at the declared size; other readers do not. Count what really comes out.
        entry.file_size = limits.unpacked_bytes + 1
        start, rest = unpacked, b""
        with archive.open(entry) as part:
            while chunk := part.read(CHUNK_BYTES):
                unpacked += len(chunk)
                _check_size(unpacked, packed, limits)
                if not entry.filename.startswith("xl/media/"):
                    rest = _count(rest + chunk.replace(b"\0", b""), contents)
        _count(rest + b"<", contents)
        entry.file_size = declared
        if unpacked - start != declared:
            raise Refused(DAMAGED)
    if contents.values > limits.workbook_cells:
        raise Refused(
            f"セルが多すぎます（約{contents.values:,}個、上限{limits.workbook_cells:,}個）。"
            "表を分けるか、CSVで保存して取り込んでください。"
        )
    return contents


def _count(block: bytes, contents: Contents) -> bytes:
    """Count in all complete tags of ``block``; returns the incomplete one at its end."""
    end = block.rfind(b"<")
    if len(block) - end > LONGEST_TAG_BYTES:
        end = len(block)
    tags = block[:end]
    if DECLARATION.search(tags):
        raise Refused(f"安全でない宣言（DOCTYPE）を含むファイルのため読めません。{RESAVE}")
    contents.values += len(CELL_VALUE.findall(tags))
    contents.objects += len(OBJECT.findall(tags))
    if contents.plain:
        lossy = (FORMULA, ERROR_CELL, HIDDEN, ZEROS_FORMAT, SHARE_FORMAT)
        contents.plain = not any(pattern.search(tags) for pattern in lossy)
    return block[end:]
