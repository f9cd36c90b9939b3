"""Which records of this floor are entered through pages of their own, and with which fields."""

from __future__ import annotations

from django.urls import URLPattern

from organizations.sources.models import PERIOD_FIELDS, QUANTITY_FIELDS
from pilots.forms import KpiForm, KpiReadingForm, PilotForm, ProcurementForm
from pilots.models import (
    AttendanceCount,
    Distribution,
    Kpi,
    KpiReading,
    Pilot,
    PilotEvent,
    Procurement,
    ProgrammeItem,
    Publication,
    Speaker,
)
from platform_registry.records.pages import RecordPages

PAGES = (
    RecordPages(
        Pilot,
        (
            "platform", "fiscal_year", "number", "name", "detail_name", "work", "state",
            *PERIOD_FIELDS, "department", "content", "target", "targets", "method", "aim", "ingenuity",
            "result", "surveys", "result_of", "detail_number", "shared",
        ),
        form=PilotForm,
        archive="取りやめた事業は、削除せずに状態を「中止」にしてください。",
        edited_on="pilot-record",
    ),
    RecordPages(
        Procurement,
        ("state", "vendor", "vendor_name", "person", "use", "amount", "as_printed"),
        form=ProcurementForm,
    ),
    RecordPages(
        Kpi,
        ("label", "origin", "type", "number", "unit", "baseline", "goal"),
        form=KpiForm,
    ),
    RecordPages(
        KpiReading,
        (
            *QUANTITY_FIELDS, "text", "yes", "base", "as_of", "survey", "question", "option",
            "event", "evidence", "approved_by",
        ),
        form=KpiReadingForm,
    ),
    RecordPages(
        PilotEvent,
        (
            "name", "other_name", "kind", "theme", *PERIOD_FIELDS, "weekday_as_printed",
            "opens_at", "starts_at", "ends_at", "venue", "format", "format_as_printed",
            "capacity", "audience", "content",
        ),
    ),
    RecordPages(ProgrammeItem, ("number", "time_as_printed", "text")),
    RecordPages(
        Speaker, ("name", "affiliation", "organization", "part", "title")
    ),
    RecordPages(
        AttendanceCount,
        ("counting", "place", "category", *QUANTITY_FIELDS, "percent"),
    ),
    RecordPages(
        Publication,
        (
            "name", "other_names", "kind", *PERIOD_FIELDS, "accessibility", "note",
            "copies_as_printed",
        ),
    ),
    RecordPages(
        Distribution,
        ("number", "group", "place", "organization", "sites", "copies", "note"),
    ),
)  # fmt: skip


def urls() -> list[URLPattern]:
    return [url for pages in PAGES for url in pages.urls()]
