from __future__ import annotations

from django.contrib import admin

from organizations.models import (
    Contact,
    Organization,
    OrganizationIdentifier,
    OrganizationName,
    PublicationConsent,
    SupportActivity,
    Verification,
)
from platform_registry.admin.scoped import ScopedAdmin, ScopedInline


class NameInline(ScopedInline):
    model = OrganizationName


class IdentifierInline(ScopedInline):
    model = OrganizationIdentifier


class ContactInline(ScopedInline):
    model = Contact


class ActivityInline(ScopedInline):
    model = SupportActivity
    autocomplete_fields = ("function", "targets")


@admin.register(Organization)
class OrganizationAdmin(ScopedAdmin):
    list_display = ("name", "legal_form", "city", "state", "verified_on", "municipality")
    list_filter = ("state", "legal_form")
    list_select_related = ("municipality__prefecture", "municipality__city")
    search_fields = ("name", "kana", "names__name", "corporate_number")
    autocomplete_fields = ("municipality",)
    readonly_fields = ("verified_on", "merged_into", "source")
    inlines = (NameInline, IdentifierInline, ContactInline, ActivityInline)


@admin.register(OrganizationName, OrganizationIdentifier, Contact, PublicationConsent)
class OfOrganizationAdmin(ScopedAdmin):
    list_display = ("__str__", "organization")
    list_select_related = ("organization",)
    search_fields = ("organization__name",)
    autocomplete_fields = ("organization",)


@admin.register(Verification)
class VerificationAdmin(ScopedAdmin):
    read_only = True
    list_display = ("organization", "verified_on", "how", "by")
    list_filter = ("how",)
    list_select_related = ("organization", "by")
    search_fields = ("organization__name", "note")
