"""The site, and beside it an admin of Django as anyone would write one for the same tables."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import path

from meetings.models import Meeting
from organizations.models import LogEntry, Organization
from pilots.models import Pilot
from platform_registry.urls import urlpatterns as site_urls

plain = admin.AdminSite(name="plain")


@admin.register(Organization, site=plain)
class PlainOrganizations(admin.ModelAdmin[Any]):
    list_display = ("name", "kana", "legal_form", "municipality", "city", "verified_on")
    list_filter = ("legal_form", "state")
    list_select_related = ("municipality__prefecture",)
    list_per_page = 50
    search_fields = ("name", "kana", "names__name")
    raw_id_fields = ("municipality",)

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        return True


@admin.register(Pilot, site=plain)
class PlainPilots(admin.ModelAdmin[Any]):
    list_display = ("name", "platform", "fiscal_year", "work", "state")
    list_filter = ("fiscal_year", "work", "state")
    list_select_related = ("platform__municipality",)
    list_per_page = 50
    search_fields = ("name", "content")


@admin.register(Meeting, site=plain)
class PlainMeetings(admin.ModelAdmin[Any]):
    list_display = ("held_on", "title", "platform", "kind", "fiscal_year")
    list_filter = ("kind", "fiscal_year")
    list_select_related = ("platform__municipality",)
    list_per_page = 50
    search_fields = ("title", "attendances__name_as_printed")


@admin.register(LogEntry, site=plain)
class PlainLog(admin.ModelAdmin[Any]):
    list_display = ("timestamp", "actor", "content_type", "object_repr", "act")
    list_filter = ("act",)
    list_select_related = ("actor", "content_type")
    list_per_page = 50
    search_fields = ("object_repr",)


urlpatterns = [path("plain/", plain.urls), *site_urls]
