"""Which records of this floor are entered through pages of their own, and with which fields."""

from __future__ import annotations

from django.urls import URLPattern

from casebook.models import CaseSheet, Passage, StageNote, StageStatus
from organizations.sources.models import PERIOD_FIELDS
from platform_registry.records.pages import RecordPages

PAGES = (
    RecordPages(
        CaseSheet,
        ("platform", "fiscal_year", "edition"),
    ),
    RecordPages(
        Passage,
        ("part", "number", "heading", "tag", "text", "organization", *PERIOD_FIELDS),
    ),
    RecordPages(
        StageNote,
        (
            "stage", "number", "side", "heading", "text", "tag", "printed_mark", "printed_name",
            "printed_phase",
        ),
    ),
    RecordPages(
        StageStatus, ("fiscal_year", "stage", "state")
    ),
)  # fmt: skip


def urls() -> list[URLPattern]:
    return [url for pages in PAGES for url in pages.urls()]
