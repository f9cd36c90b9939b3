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
from organizations.own.admin import OwnValuesAdmin
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
class OrganizationAdmin(OwnValuesAdmin):
    list_display = ("name", "legal_form", "city", "phone", "state", "verified_on")
    list_filter = ("state", "legal_form", ("verified_on", admin.EmptyFieldListFilter))
    search_fields = ("name", "kana", "names__name", "corporate_number")
    date_hierarchy = "verified_on"
    autocomplete_fields = ("municipality",)
    readonly_fields = ("verified_on", "merged_into", "source")
    inlines = (NameInline, IdentifierInline, ContactInline, ActivityInline)


class OfOrganizationAdmin(ScopedAdmin):
    list_select_related = ("organization",)
    autocomplete_fields = ("organization",)


@admin.register(OrganizationName)
class OrganizationNameAdmin(OfOrganizationAdmin):
    list_display = ("name", "kind", "organization", "until", "source")
    list_filter = ("kind",)
    search_fields = ("name", "organization__name")
    date_hierarchy = "until"


@admin.register(OrganizationIdentifier)
class OrganizationIdentifierAdmin(OfOrganizationAdmin):
    list_display = ("value", "scheme", "organization")
    search_fields = ("value", "scheme", "organization__name")


@admin.register(Contact)
class ContactAdmin(OfOrganizationAdmin):
    list_display = ("name", "post", "organization", "phone", "email")
    search_fields = ("name", "phone", "email", "organization__name")


@admin.register(PublicationConsent)
class PublicationConsentAdmin(OfOrganizationAdmin):
    list_display = ("organization", "field_group", "purpose", "given_on", "withdrawn_on")
    list_filter = ("field_group", ("withdrawn_on", admin.EmptyFieldListFilter))
    search_fields = ("organization__name", "purpose", "wording")
    date_hierarchy = "given_on"


@admin.register(Verification)
class VerificationAdmin(ScopedAdmin):
    read_only = True
    list_display = ("organization", "verified_on", "how", "by", "note")
    list_filter = ("how",)
    list_select_related = ("organization", "by")
    search_fields = ("organization__name", "note", "by__display_name")
    date_hierarchy = "verified_on"
