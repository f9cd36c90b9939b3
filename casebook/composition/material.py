"""All a case sheet is made of, fetched once; every part of the form reads from here.

A document is the same for everybody who reads it. So what a council keeps to itself goes into
none, whoever asks for it: that it exists and which bodies belong to it may be told, no more.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q

from casebook.models import CaseSheet, Passage, StageNote
from meetings.models import Hearing, Meeting
from organizations.beside.index import BesideIndex
from organizations.models import Layer, Membership
from pilots.models import Pilot
from platform_registry.japanese import fiscal_year_bounds
from platform_registry.secrecy import NOBODY

PILOT_PARTS = (
    "procurements", "kpis__readings", "events__attendance", "events__speakers",
    "events__programme", "publications__distributions", "surveys__figures", "hearings",
)  # fmt: skip
MEETING_PARTS = (
    "agenda", "attendances__organization", "attendances__department__parent",
)  # fmt: skip


class Material:
    def __init__(self, sheet: CaseSheet) -> None:
        self.sheet = sheet
        self.platform = sheet.platform

    @cached_property
    def layers(self) -> list[Layer]:
        """Those that existed at the end of the year, or were planned."""
        layers = self.platform.layers.in_order()
        return [layer for layer in layers if layer.is_shown_on(self._last_day)]

    @cached_property
    def members(self) -> list[Membership]:
        """Bodies at the end of the year: names of persons and candidates go into no document."""
        found = Membership.objects.stated_on(self._last_day).told_to(NOBODY)
        found = found.filter(layer__platform=self.platform, person_name="")
        rows = found.with_bodies().order_by("layer_id", "row", "id")
        return sorted(rows, key=lambda member: (member.layer_id, bool(member.department_id)))

    @cached_property
    def undated(self) -> set[int]:
        """Members of whom nothing says that they were there in that year already.

        Who stands in the document of a sheet was there in its year.
        """
        sheets = self.platform.case_sheets.filter(fiscal_year__lte=self.sheet.fiscal_year)
        documents = sheets.exclude(source=None).values("source")
        found = Membership.objects.filter(pk__in=[m.pk for m in self.members]).told_to(NOBODY)
        unknown = found.since_unknown(self._last_day)
        named = Q(source__isnull=False, source__in=documents)
        return set(unknown.exclude(named).values_list("pk", flat=True))

    @property
    def _last_day(self) -> date:
        return fiscal_year_bounds(self.sheet.fiscal_year)[1]

    def members_of(self, layer: Layer) -> list[Membership]:
        return [member for member in self.members if member.layer_id == layer.pk]

    @cached_property
    def _passages(self) -> dict[str, list[Passage]]:
        found: dict[str, list[Passage]] = defaultdict(list)
        for passage in self.sheet.passages.select_related("organization", "source"):
            found[passage.part].append(passage)
        return found

    @property
    def every_passage(self) -> list[Passage]:
        return [passage for passages in self._passages.values() for passage in passages]

    def passages(self, part: str) -> list[Passage]:
        return self._passages[part]

    @cached_property
    def stage_notes(self) -> list[StageNote]:
        return list(self.sheet.stage_notes.select_related("source"))

    @cached_property
    def pilots(self) -> list[Pilot]:
        found = Pilot.objects.filter(platform=self.platform, fiscal_year=self.sheet.fiscal_year)
        found = found.told_to(NOBODY)
        return list(found.select_related("result_of").prefetch_related(*PILOT_PARTS))

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Those that are secret to nobody."""
        found = Meeting.objects.filter(
            platform=self.platform, fiscal_year=self.sheet.fiscal_year
        ).told_to(NOBODY)
        return list(found.prefetch_related(*MEETING_PARTS).order_by("kind", "number", "held_on"))

    @cached_property
    def hearings(self) -> list[Hearing]:
        found = Hearing.objects.filter(platform=self.platform, shared=True, meeting=None)
        return list(found.told_to(NOBODY).select_related("pilot"))

    @cached_property
    def beside(self) -> BesideIndex:
        records: list[Any] = [self.sheet, self.platform, self.platform.municipality]
        records += [*self.layers, *self.stage_notes, *self.meetings]
        records += self.every_passage
        for pilot in self.pilots:
            records += [pilot, *pilot.procurements.all(), *pilot.events.all(), *pilot.surveys.all()]
            records += [*pilot.publications.all(), *pilot.kpis.all()]
            records += [count for event in pilot.events.all() for count in event.attendance.all()]
        return BesideIndex(records, NOBODY)

    @cached_property
    def noted(self) -> list[Any]:
        """What the notes of the last chapter stand beside, in the order of the form."""
        parts: list[Any] = [self.platform.municipality, self.platform]
        parts += [*self.layers, self.sheet]
        parts += self.every_passage
        for pilot in self.pilots:
            parts += [pilot, *pilot.procurements.all(), *pilot.kpis.all(), *pilot.surveys.all()]
            for event in pilot.events.all():
                parts += [event, *event.attendance.all()]
            parts += pilot.publications.all()
        return [*parts, *self.stage_notes, *self.meetings]
