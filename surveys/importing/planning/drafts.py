"""Reading the file of a batch, as far as the batch's settings say how.

Every page of the wizard starts from what is kept: a guess that was corrected, a server that was
restarted or a colleague who goes on tomorrow all come to the same reading. Nothing is written
here, and nothing of a file stays in the process.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.conf import settings

from surveys.importing.columns import profiles
from surveys.importing.columns.distinct_values import columns_of
from surveys.importing.columns.placing import Decided
from surveys.importing.columns.proposal import propose
from surveys.importing.planning.questions import as_field
from surveys.importing.reading.reader import read_packed, unpacked_source
from surveys.importing.shapes import Field, Layout, Limits, ReadRow, Sheet, Source
from surveys.importing.sheets.choosing import main_sheet
from surveys.importing.sheets.headless import lay_out, named_by_position
from surveys.importing.sheets.tables import find_one
from surveys.importing.table.codebook import Codebook, read_codebook
from surveys.importing.table.formats import read_any_questionnaire
from surveys.importing.table.questionnaire import Questionnaire
from surveys.importing.values.rows import read_rows
from surveys.models import ImportBatch, ImportFile, MappingProfile, Survey

WANTED = "wanted"  # in the settings of a large file: those the worker is to try


@dataclass(slots=True)
class Reading:
    """A batch's file as read: the whole source, its chosen sheet and the table in it.

    ``tables``: key and words of each way to read the sheet where there are several, and ``table``
    the key of the one taken.
    """

    source: Source
    sheet: Sheet
    layout: Layout
    tables: list[tuple[str, str]] = field(default_factory=list)
    table: str = ""


def limits() -> Limits:
    return Limits(**settings.IMPORT_LIMITS)


def read_file(file: ImportFile, encoding: str = "", delimiter: str = "") -> Source:
    """As kept beside the file, else read again by the limited child process."""
    return unpacked_source(packed_file(file, encoding, delimiter))


def read_questionnaire_file(data: bytes) -> Questionnaire:
    """An uploaded questionnaire, read by the limited child; Refused with a sentence."""
    return read_any_questionnaire(unpacked_source(read_packed(data, limits=limits())))


def packed_file(file: ImportFile, encoding: str = "", delimiter: str = "") -> bytes:
    kept = file.readings.filter(encoding=encoding, delimiter=delimiter)
    if content := kept.values_list("content", flat=True).first():
        return zlib.decompress(content)
    data = bytes(file.content)
    return read_packed(
        data, limits=limits(), encoding=encoding or None, delimiter=delimiter or None
    )


def read_batch(batch: ImportBatch) -> Reading:
    """Raises Refused with a sentence where the file or a setting can't be followed."""
    reading = find_table(read_source(batch), batch.settings, survey=batch.survey)
    if not reading.layout.header_rows and (names := _names_by_position(batch, reading)):
        reading.layout = named_by_position(reading.layout, names)
    return reading


def read_source(batch: ImportBatch) -> Source:
    chosen: dict[str, Any] = batch.settings
    return read_file(batch.file, chosen.get("encoding", ""), chosen.get("delimiter", ""))


def _names_by_position(batch: ImportBatch, reading: Reading) -> list[str]:
    """The headings of the survey's form, where the file has as many columns as that."""
    profile = fitting_profile(batch) if batch.survey_id else None
    mapped = sorted(profiles.load(profile.fields if profile else []), key=lambda f: f.columns)
    names = [field.header[0] for field in mapped] if all(map(_is_one_column, mapped)) else []
    if len(names) != len(reading.layout.headers):
        names = [f"{asked.number} {asked.text}".strip() for asked in known_questions(batch.survey)]
    return names if len(names) == len(reading.layout.headers) else []


def _is_one_column(field: Field) -> bool:
    return len(field.columns) == 1 and not field.other_column and not field.check_column


def find_table(source: Source, chosen: dict[str, Any], *, survey: Survey | None = None) -> Reading:
    """The sheet and the table in it, as the settings say or as it is found.

    Of the sheets of a workbook the one that asks the questions of the ``survey`` comes first.
    """
    named = chosen.get("sheet")
    asked = known_questions(survey) if not named and len(source.sheets) > 1 else []
    found = find_one(
        source.sheet(named) if named else main_sheet(source, asked), chosen.get("table")
    )
    layout = lay_out(found.sheet, chosen)
    layout.faults += [found.fault] if found.fault else []
    return Reading(source, found.sheet, layout, found.choices, found.chosen)


def chosen_alone(settings: Mapping[str, Any]) -> dict[str, Any]:
    """As settings of the reading are kept: without those that are left to it."""
    return {name: value for name, value in settings.items() if value not in (None, "", [])}


def batch_codebook(batch: ImportBatch, reading: Reading) -> Codebook | None:
    """The codebook given with the file, else one on another sheet of it."""
    if batch.codebook is not None:
        return read_codebook(read_file(batch.codebook))
    if len(reading.source.sheets) > 1:
        return read_codebook(reading.source, apart_from=reading.sheet.name)
    return None


def known_questions(survey: Survey | None) -> list[Field]:
    """The survey's questions as fields, so that columns can be recognised as them."""
    if survey is None:
        return []
    questions = survey.questions.prefetch_related("options", "value_rules")
    return [as_field(question) for question in questions]


def fitting_profile(batch: ImportBatch) -> MappingProfile | None:
    """The profile chosen by name, else the newest of the survey."""
    chosen = batch.settings.get("profile")
    if chosen is not None:
        return MappingProfile.objects.filter(pk=chosen, municipality=batch.municipality).first()
    if batch.survey_id is None:
        return None
    return MappingProfile.objects.filter(survey=batch.survey_id).order_by("-saved_at").first()


def _profile_of(batch: ImportBatch, reading: Reading) -> MappingProfile | None:
    """Columns without headings are called by their place, which says nothing in a wider file."""
    profile = fitting_profile(batch)
    if profile is None or reading.layout.header_rows:
        return profile
    places = [p for f in profiles.load(profile.fields)
              for p in (*f.columns, f.other_column, f.check_column) if p]  # fmt: skip
    return profile if len(set(places)) == len(reading.layout.headers) else None


def propose_fields(
    batch: ImportBatch, reading: Reading, decided: Mapping[int, Decided] = MappingProxyType({})
) -> list[Field]:
    profile = _profile_of(batch, reading)
    return propose(
        reading.sheet,
        reading.layout,
        codebook=batch_codebook(batch, reading),
        profile=profiles.load(profile.fields) if profile else None,
        known_questions=known_questions(batch.survey),
        decided=decided,
    )


def profile_difference(batch: ImportBatch, reading: Reading) -> profiles.ProfileDifference | None:
    """What changed since the file the saved mapping was made for; None without one."""
    profile = _profile_of(batch, reading)
    if profile is None:
        return None
    columns = {column.number: column for column in columns_of(reading.sheet, reading.layout)}
    return profiles.compare(profiles.load(profile.fields), reading.layout, columns) or None


def batch_fields(batch: ImportBatch, reading: Reading) -> list[Field]:
    """The fields as mapped, or as proposed while nobody decided."""
    return profiles.load(batch.fields) if batch.fields else propose_fields(batch, reading)


def batch_rows(batch: ImportBatch, reading: Reading) -> tuple[list[Field], list[ReadRow]]:
    """The fields and the rows read by them."""
    fields = batch_fields(batch, reading)
    return fields, read_rows(reading.sheet, reading.layout, fields)
