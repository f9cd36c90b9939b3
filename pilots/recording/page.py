"""A pilot with its orders, indicators, events and publications, on one page."""

from __future__ import annotations

from typing import Any

from organizations.beside.choosing import Statements
from pilots.models import Pilot
from pilots.recording.sections import (
    Basics,
    Beneath,
    Counts,
    Deliveries,
    Events,
    Indicators,
    Orders,
    Programme,
    Publications,
    Results,
    Speakers,
)
from platform_registry.forms.as_written import Near
from platform_registry.grids.page import Editing, EditPage
from platform_registry.japanese import fiscal_year_bounds


class PilotRecord(EditPage):
    model, name, word = Pilot, "pilot-record", "record"
    template = "pilots/record.html"
    removal = "pilot-delete"
    sections = (
        Basics, Orders, Events, Indicators, Results, Counts, Programme, Speakers, Publications,
        Deliveries, Statements,
    )  # fmt: skip

    def near(self, editing: Editing) -> Near | None:
        """A day without a year is one of the pilot's fiscal year."""
        year = editing.record.fiscal_year
        return Near(fiscal_year_bounds(year)[0], fiscal_year=year) if year else None

    def context(self, editing: Editing) -> dict[str, Any]:
        """What rows of other grids hang on, by what it is called."""
        beneath = {part.above.key: part for part in editing.parts if isinstance(part, Beneath)}
        return {
            "named": {key: part.owners.called for key, part in beneath.items()},
            "grounds": editing.part(Indicators.key).grounds.called,
        }

    def beside(self, editing: Editing) -> list[Any]:
        """The records whose statements may be chosen on the page."""
        rows = [row for part in editing.parts for row in getattr(part, "stored", ())]
        return [editing.record, *rows]
