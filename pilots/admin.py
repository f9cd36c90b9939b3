from __future__ import annotations

from django.contrib import admin

from organizations.own.admin import OwnValuesAdmin
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
from platform_registry.admin.derived import DerivedAdmin, register_others


@admin.register(Pilot)
class PilotAdmin(OwnValuesAdmin, DerivedAdmin):
    list_display = ("name", "fiscal_year", "number", "work", "state", "platform")
    list_filter = ("fiscal_year", "state", "work", "shared")
    search_fields = ("name", "detail_name", "content", "platform__name")


@admin.register(Procurement)
class ProcurementAdmin(DerivedAdmin):
    list_display = ("__str__", "use", "sum", "state", "pilot")
    list_filter = ("state", "pilot__fiscal_year")
    list_select_related = ("pilot", "vendor")
    search_fields = ("vendor_name", "vendor__name", "use", "pilot__name")

    @admin.display(description="金額", ordering="amount")
    def sum(self, order: Procurement) -> str:
        return f"{order.amount:,}円" if order.amount is not None else order.as_printed


@admin.register(PilotEvent)
class PilotEventAdmin(DerivedAdmin):
    list_display = ("name", "kind", "starts_on", "venue", "format", "pilot")
    list_filter = ("kind", "format")
    search_fields = ("name", "other_name", "theme", "venue", "pilot__name")
    date_hierarchy = "starts_on"


@admin.register(ProgrammeItem)
class ProgrammeItemAdmin(DerivedAdmin):
    list_display = ("text", "number", "time_as_printed", "event")
    search_fields = ("text", "event__name")


@admin.register(Speaker)
class SpeakerAdmin(DerivedAdmin):
    list_display = ("name", "affiliation", "part", "title", "event")
    search_fields = ("name", "affiliation", "organization__name", "title", "event__name")


@admin.register(AttendanceCount)
class AttendanceCountAdmin(DerivedAdmin):
    list_display = ("__str__", "counting", "event")
    list_filter = ("counting", "exactness")
    search_fields = ("category", "place", "as_printed", "event__name")


@admin.register(Kpi)
class KpiAdmin(DerivedAdmin):
    list_display = ("label", "type", "origin", "baseline", "goal", "unit", "pilot")
    list_filter = ("type", "origin", "pilot__fiscal_year")
    search_fields = ("label", "pilot__name")


@admin.register(KpiReading)
class KpiReadingAdmin(DerivedAdmin):
    list_display = ("__str__", "kpi", "as_of", "base", "approved_by")
    list_filter = ("exactness",)
    search_fields = ("kpi__label", "as_printed", "text", "evidence", "approved_by")
    date_hierarchy = "as_of"


@admin.register(Publication)
class PublicationAdmin(DerivedAdmin):
    list_display = ("name", "kind", "starts_on", "copies_as_printed", "pilot")
    list_filter = ("kind",)
    search_fields = ("name", "other_names", "pilot__name")
    date_hierarchy = "starts_on"


@admin.register(Distribution)
class DistributionAdmin(DerivedAdmin):
    list_display = ("place", "group", "sites", "copies", "organization", "publication")
    search_fields = ("place", "group", "organization__name", "publication__name")


register_others("pilots")
