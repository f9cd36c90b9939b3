"""Attached files: which are taken, told by their content, never by their name."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

from django.core.exceptions import ValidationError

LARGEST = 20 * 1024 * 1024
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
}
STARTS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


def kind_of(content: bytes) -> str:
    """pdf, docx, xlsx, png or jpg by content; "" for anything else."""
    for start, kind in STARTS.items():
        if content.startswith(start):
            return kind
    return _office_kind(content) if content.startswith(b"PK\x03\x04") else ""


def _office_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
    except zipfile.BadZipFile:
        return ""
    if "word/vbaProject.bin" in names or "xl/vbaProject.bin" in names:
        return ""
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), "")


def checked_kind(name: str, content: bytes) -> str:
    """The kind of a file that may be attached; ValidationError with what to do otherwise."""
    if not content:
        raise ValidationError("ファイルが空です。別のファイルを選んでください。")
    if len(content) > LARGEST:
        raise ValidationError("20MBまでのファイルを選んでください。")
    kind = kind_of(content)
    if not kind:
        raise ValidationError(
            "この種類のファイルは添付できません。PDF、Word（docx）、Excel（xlsx）、PNG、JPEGを選んでください。"
        )
    extension = PurePath(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if extension != kind:
        raise ValidationError(
            f"ファイル名は「.{extension or '（拡張子なし）'}」ですが、中身は{kind}です。"
            "正しい拡張子で保存し直してから選んでください。"
        )
    return kind
