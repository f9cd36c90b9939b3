"""An import from the file to the check page. Files are read before anything is locked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from organizations.models import Municipality, User
from platform_registry.actions_log import acting
from surveys.actions.drafts import open_batch, open_unchanged, refuse_unless_over
from surveys.importing.columns import profiles
from surveys.importing.list_kinds import kind_of
from surveys.importing.lists.columns import ListColumn, columns_of, dump
from surveys.importing.planning.drafts import (
    WANTED,
    chosen_alone,
    find_table,
    limits,
    packed_file,
    read_file,
)
from surveys.importing.reading.reader import read_packed, unpacked_source
from surveys.importing.shapes import Field
from surveys.importing.writing.files import drop_readings, keep_file, keep_reading
from surveys.importing.writing.preparing import read_as
from surveys.models import ImportBatch, ImportFile, RowDecision, Survey

Upload = tuple[str, bytes]


def start_import(
    *,
    data: bytes,
    name: str,
    municipality: Municipality,
    by: User | None,
    survey: Survey | None = None,
    new_survey: Mapping[str, Any] | None = None,
    codebook: Upload | None = None,
    sheet: str | None = None,
    in_background: bool = False,
) -> ImportBatch:
    """Keep the file and open a draft. Raises Refused, with nothing stored, if it can't be read.

    ``sheet`` names the one to read; else the one with the largest table is. ``in_background``
    keeps the bytes alone: the worker reads them, see ``request_preparation``.
    """
    settings = {"sheet": sheet} if sheet else {}
    read = (None, None) if in_background else _read((name, data), codebook, settings)
    packed, coded = read
    with transaction.atomic():
        return ImportBatch.objects.create(
            municipality=municipality,
            survey=survey,
            new_survey=dict(new_survey or {}),
            settings=settings,
            file=_kept((name, data), packed, municipality, by),
            codebook=_kept(codebook, coded, municipality, by) if codebook else None,
            in_background=in_background,
            step=ImportBatch.Step.FILE if in_background else ImportBatch.Step.READING,
            created_by=by,
            changed_by=by,
        )


def _read(
    file: Upload, codebook: Upload | None, settings: dict[str, Any]
) -> tuple[bytes, bytes | None]:
    packed = read_packed(file[1], limits=limits())
    find_table(unpacked_source(packed), settings)
    coded = read_packed(codebook[1], limits=limits()) if codebook else None
    if coded:
        unpacked_source(coded)
    return packed, coded


def start_list_import(
    *,
    data: bytes,
    name: str,
    municipality: Municipality,
    by: User | None,
    kind: str = ImportBatch.Kind.ORGANIZATIONS,
    parent: Any = None,
    sheet: str = "",
    in_background: bool = False,
) -> ImportBatch:
    """Keep a list and open a draft. Refused with nothing stored, as above.

    ``parent`` is what its records are entered under; that ``by`` may do so there is the caller's
    to make sure, and is asked again when it is written.
    """
    settings = {"sheet": sheet} if sheet else {}
    packed = None if in_background else _read_list(data, kind, settings)
    with transaction.atomic():
        return ImportBatch.objects.create(
            kind=kind,
            municipality=municipality,
            parent=parent,
            settings=settings,
            file=_kept((name, data), packed, municipality, by),
            in_background=in_background,
            step=ImportBatch.Step.FILE if in_background else ImportBatch.Step.CHECK,
            created_by=by,
            changed_by=by,
        )


def _read_list(data: bytes, kind: str, settings: dict[str, Any]) -> bytes:
    packed = read_packed(data, limits=limits())
    known = kind_of(kind)
    columns_of(known, find_table(unpacked_source(packed), settings))
    return packed


def _kept(
    upload: Upload, packed: bytes | None, municipality: Municipality, by: User | None
) -> ImportFile:
    name, data = upload
    file = keep_file(data, name=name, municipality=municipality, by=by)
    if packed is not None:
        keep_reading(file, packed)
    return file


def set_reading(batch: ImportBatch, *, settings: Mapping[str, Any], by: User | None) -> None:
    """Read the file another way. What was decided about columns and rows no longer fits.

    Of a large file the worker finds out whether it can be read so, see ``request_preparation``.
    """
    chosen = chosen_alone(settings)
    with transaction.atomic():
        open_batch(batch)
        if batch.in_background and chosen != batch.settings:
            batch.settings = batch.settings | {WANTED: chosen}
            _keep(batch, "settings", by=by)
    if chosen == batch.settings or batch.in_background:
        return
    how = (chosen.get("encoding", ""), chosen.get("delimiter", ""))
    packed = packed_file(batch.file, *how)
    find_table(unpacked_source(packed), chosen)
    with transaction.atomic():
        open_batch(batch)
        keep_reading(batch.file, packed, *how)
        read_as(batch, chosen)
        _keep(batch, by=by)


@transaction.atomic
def use_settings(batch: ImportBatch, *, settings: Mapping[str, Any], by: User | None) -> None:
    """Settings of a saved profile, or named on the command line."""
    open_batch(batch)
    batch.settings = batch.settings | settings
    _keep(batch, "settings", by=by)


@transaction.atomic
def belong_to(batch: ImportBatch, *, survey: Survey | None, by: User | None) -> None:
    """To a survey that is there, or None for a new one; what was mapped for another is dropped."""
    open_batch(batch)
    batch.survey, batch.fields, batch.step = survey, [], ImportBatch.Step.READING
    _keep(batch, "survey", "fields", "step", by=by)


@transaction.atomic
def set_fields(batch: ImportBatch, *, fields: list[Field], by: User | None) -> None:
    open_unchanged(batch)
    batch.fields = profiles.dump(fields)
    _keep(batch, "fields", by=by)


@transaction.atomic
def set_list_columns(batch: ImportBatch, *, columns: Iterable[ListColumn], by: User | None) -> None:
    """What a person said that each column of a list is."""
    open_unchanged(batch)
    batch.fields = dump(columns)
    _keep(batch, "fields", by=by)


def set_list_table(batch: ImportBatch, *, chosen: Mapping[str, str], by: User | None) -> None:
    """Read the list of another ``sheet`` or ``table``; Refused where there is none."""
    known = kind_of(batch.kind)
    kept = {name: value for name, value in batch.settings.items() if name not in ("sheet", "table")}
    settings = {**kept, **chosen}
    columns_of(known, find_table(read_file(batch.file), settings))
    with transaction.atomic():
        open_batch(batch)
        batch.settings, batch.fields = settings, []
        _keep(batch, "settings", "fields", by=by)


@transaction.atomic
def reach(batch: ImportBatch, *, step: str, by: User | None) -> None:
    """Where a colleague goes on tomorrow."""
    open_batch(batch)
    batch.step = step
    _keep(batch, "step", by=by)


def _keep(batch: ImportBatch, *fields: str, by: User | None) -> None:
    batch.changed_by = by
    batch.save(update_fields=[*fields, "changed_by", "changed_at"])


@transaction.atomic
def reopen(batch: ImportBatch, *, by: User | None) -> ImportBatch:
    """A new draft with the file and the decisions of a batch that failed or was taken back.

    NoDraft of any other: two drafts of one file would go in twice.
    """
    refuse_unless_over(batch)
    again = ImportBatch.objects.create(
        kind=batch.kind,
        municipality=batch.municipality,
        parent=batch.parent,
        survey=batch.survey,
        new_survey={} if batch.survey else batch.new_survey,
        file=batch.file,
        codebook=batch.codebook,
        settings=batch.settings,
        fields=batch.fields,
        in_background=batch.in_background,
        step=_reopened_at(batch),
        created_by=by,
        changed_by=by,
    )
    decisions = list(batch.row_decisions.all())
    for decision in decisions:
        decision.pk, decision.batch = None, again
    RowDecision.objects.bulk_create(decisions, batch_size=500)
    return again


def _reopened_at(batch: ImportBatch) -> str:
    """A table of results has no columns to check: how it is read leads to its figures."""
    return ImportBatch.Step.READING if "figures" in batch.created else ImportBatch.Step.CHECK


@transaction.atomic
def discard(batch: ImportBatch, *, by: User | None) -> None:
    """Throw a draft away, with its file and its code table where no other batch uses them.

    One that is being read, too: the worker finds it gone and leaves nothing behind.
    """
    open_batch(batch, reading=True)
    files = {pk for pk in (batch.file_id, batch.codebook_id) if pk}
    drop_readings(batch)
    with acting(by):
        batch.delete()
        ImportFile.objects.filter(pk__in=files).unused().delete()
