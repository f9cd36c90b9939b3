"""The bytes of an upload, and beside them what the child process read, until it is imported."""

from __future__ import annotations

import hashlib
import zlib

from organizations.models import Municipality, User
from surveys.models import FileReading, ImportBatch, ImportFile, KeptWork

OPEN_STATES = (
    ImportBatch.State.DRAFT,
    ImportBatch.State.READING,
    ImportBatch.State.FAILED,
    ImportBatch.State.RUNNING,
)
FAST = 1  # of zlib: a tenth of the size at a twentieth of the time that reading takes


def keep_file(data: bytes, *, name: str, municipality: Municipality, by: User | None) -> ImportFile:
    """Keep the bytes as they came; the same bytes are kept once per municipality."""
    sha256 = hashlib.sha256(data).hexdigest()
    kept = ImportFile.objects.filter(sha256=sha256, municipality=municipality, name=name).first()
    return kept or ImportFile.objects.create(
        municipality=municipality,
        name=name,
        size=len(data),
        sha256=sha256,
        content=data,
        uploaded_by=by,
    )


def keep_reading(file: ImportFile, packed: bytes, encoding: str = "", delimiter: str = "") -> None:
    FileReading.objects.update_or_create(
        file=file,
        encoding=encoding,
        delimiter=delimiter,
        defaults={"content": zlib.compress(packed, FAST)},
    )


def drop_readings(batch: ImportBatch) -> None:
    """Once no import of the files is open any more."""
    KeptWork.objects.filter(batch=batch).delete()
    for file in filter(None, (batch.file_id, batch.codebook_id)):
        others = ImportBatch.objects.exclude(pk=batch.pk).filter(state__in=OPEN_STATES)
        if not (others.filter(file=file) | others.filter(codebook=file)).exists():
            FileReading.objects.filter(file=file).delete()
