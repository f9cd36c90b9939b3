"""What is worked out of the file of a draft for its pages: each part once, when first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from surveys.importing.columns.profiles import ProfileDifference
from surveys.importing.planning.answers import FileRows, Plan, settle
from surveys.importing.planning.drafts import (
    Reading,
    batch_fields,
    profile_difference,
    read_batch,
    read_source,
)
from surveys.importing.planning.plan import promise_of
from surveys.importing.planning.written_names import WrittenName, asked_names
from surveys.importing.shapes import Fault, Field
from surveys.importing.sheets.tables import find_one
from surveys.importing.table.faults import find_faults
from surveys.importing.values.rows import read_rows
from surveys.importing.values.unknown_words import UnknownValue, unknown_values
from surveys.models import ImportBatch

Step = ImportBatch.Step
SHOWN_ON = {
    Step.READING: ("reading", "faults"),
    Step.COLUMNS: ("reading", "fields", "difference"),
    Step.VALUES: ("reading", "fields", "unknown"),
    Step.ORGANIZATIONS: ("reading", "fields", "plan", "asked"),
    Step.CHECK: ("reading", "fields", "plan", "promise", "counts"),
    Step.KNOWN: ("reading", "fields", "unknown", "plan", "asked", "promise", "counts"),
}
"""Which parts a page is made of."""


class Work:
    """Every part raises Refused where the file or a setting can't be followed."""

    def __init__(self, batch: ImportBatch, **parts: Any) -> None:
        """``parts`` that were worked out before; the others are worked out here."""
        self.batch = batch
        self.__dict__ |= parts

    @cached_property
    def reading(self) -> Reading:
        return read_batch(self.batch)

    @cached_property
    def faults(self) -> list[Fault]:
        return find_faults(self.reading.source, self.reading.sheet, self.reading.layout)

    @cached_property
    def fields(self) -> list[Field]:
        return batch_fields(self.batch, self.reading)

    @cached_property
    def difference(self) -> ProfileDifference | None:
        return profile_difference(self.batch, self.reading)

    @cached_property
    def unknown(self) -> list[UnknownValue]:
        return unknown_values(self.reading.sheet, self.reading.layout, self.fields)

    @cached_property
    def plan(self) -> Plan:
        rows = read_rows(self.reading.sheet, self.reading.layout, self.fields)
        return settle(self.batch, FileRows(self.reading, self.fields, rows))

    @cached_property
    def asked(self) -> list[WrittenName]:
        return asked_names(self.plan)

    @cached_property
    def counts(self) -> dict[str, int]:
        return self.plan.counts()

    @cached_property
    def promise(self) -> str:
        return promise_of(self.plan)

    def whole_reading(self) -> Reading:
        """With all rows, of which the first alone are kept where the worker worked this out."""
        if not self.batch.in_background:
            return self.reading
        source = read_source(self.batch)
        sheet = source.sheet(self.reading.sheet.name)
        table = find_one(sheet, self.batch.settings.get("table")).sheet
        return Reading(source, table, self.reading.layout)
