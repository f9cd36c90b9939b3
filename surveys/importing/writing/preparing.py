"""The worker's part of the steps of a large file: it is read, and what a page shows worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from organizations.models import User
from surveys.importing.collection import without_collection
from surveys.importing.planning.answers import LEFT_PLACES
from surveys.importing.planning.drafts import WANTED, packed_file, read_batch
from surveys.importing.planning.kept_work import basis, pack
from surveys.importing.planning.recognition import recognised_survey
from surveys.importing.planning.steps import next_step
from surveys.importing.planning.work import Work
from surveys.importing.reading.reader import unpacked_source
from surveys.importing.shapes import Refused
from surveys.importing.writing.files import keep_reading
from surveys.models import ImportBatch, ImportFile, KeptWork, RowDecision

State, Step = ImportBatch.State, ImportBatch.Step
FINISHED = ["state", "step", "progress", "lease_until", "survey", "settings", "message",
            "changed_by"]  # fmt: skip


def prepared_answers(batch: ImportBatch) -> tuple[str, bytes]:
    """The step that comes next, and what its page is made of."""
    if refusal := _as_wanted(batch):
        batch.message = refusal
        return Step.READING, pack(Work(batch), Step.READING)
    work = Work(batch)
    if batch.settings.pop("recognise", False):
        batch.survey = recognised_survey(batch, work.reading)
    after = batch.kept_work.after
    batch.message = "" if after else batch.message
    step = next_step(work, after) if after else batch.step
    return step, pack(work, step)


def _as_wanted(batch: ImportBatch) -> str:
    """Read with the settings a person wants; why it can't be, and all stays as it was."""
    before = batch.settings
    chosen = before.pop(WANTED, None)
    if chosen is None:
        return ""
    batch.settings = chosen
    try:
        _read(batch)
        read_batch(batch)
    except Refused as refusal:
        return str(refusal)
    finally:
        batch.settings = before
    with transaction.atomic():
        if _still_asked(batch):
            read_as(batch, chosen)
    return ""


def read_as(batch: ImportBatch, chosen: Mapping[str, Any]) -> None:
    """Another reading: what was decided about columns and rows no longer fits."""
    left = batch.settings.get(LEFT_PLACES)  # decided about the rows, however they are read
    settings = {**chosen, LEFT_PLACES: left} if left else {**chosen}
    if settings != batch.settings:
        batch.settings, batch.fields, batch.message = settings, [], ""
        RowDecision.objects.filter(batch=batch).delete()
    batch.save(update_fields=["settings", "fields", "message"])


PREPARED: dict[str, Callable[[ImportBatch], tuple[str, bytes]]] = {
    ImportBatch.Kind.RESPONSES: prepared_answers,  # each kind of list adds its own
}


def prepare(batch_id: int, request: int, *, by: User | None) -> None:
    """Refused with a sentence where the file or a setting can't be followed.

    Nothing is locked while the file is read, so whoever throws the draft away waits for nobody.
    """
    batches = ImportBatch.objects.filter(pk=batch_id, request=request, state=State.READING)
    batches = batches.select_related("survey", "municipality", "file", "codebook", "kept_work")
    batch: ImportBatch | None = batches.defer("file__content", "codebook__content").first()
    if batch is None:
        return
    with without_collection():
        _read(batch)
        _tell(batch, 30)
        step, content = PREPARED[batch.kind](batch)
        _tell(batch, 70)
        _finish(batch, step, content, by)


def _tell(batch: ImportBatch, progress: int) -> None:
    ImportBatch.objects.filter(pk=batch.pk, request=batch.request).update(progress=progress)


def _read(batch: ImportBatch) -> None:
    """Once for a file: the child process takes the longest of all."""
    how = (batch.settings.get("encoding", ""), batch.settings.get("delimiter", ""))
    _keep(batch, batch.file, *how)
    if batch.codebook is not None:
        _keep(batch, batch.codebook)


def _keep(batch: ImportBatch, file: ImportFile, encoding: str = "", delimiter: str = "") -> None:
    if file.readings.filter(encoding=encoding, delimiter=delimiter).exists():
        return
    packed = packed_file(file, encoding, delimiter)
    unpacked_source(packed)
    with transaction.atomic():
        if _still_asked(batch):
            keep_reading(file, packed, encoding, delimiter)


def _still_asked(batch: ImportBatch) -> bool:
    """Held until the transaction ends; False where the draft was thrown away meanwhile."""
    held = ImportBatch.objects.select_for_update(no_key=True)
    return held.filter(pk=batch.pk, request=batch.request, state=State.READING).exists()


@transaction.atomic
def _finish(batch: ImportBatch, step: str, content: bytes, by: User | None) -> None:
    if not _still_asked(batch):
        return
    batch.state, batch.step, batch.progress, batch.lease_until = State.DRAFT, step, 0, None
    batch.changed_by = by
    batch.save(update_fields=FINISHED)
    KeptWork.objects.filter(batch=batch).update(basis=basis(batch), content=content)
