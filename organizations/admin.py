from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations.chain_admin import register
from organizations.models import (
    Clearance,
    Contact,
    Department,
    Layer,
    Measure,
    MemberCount,
    Membership,
    Municipality,
    Need,
    NeedMatch,
    Note,
    Organization,
    OrganizationIdentifier,
    OrganizationName,
    Platform,
    PracticeExample,
    PublicationConsent,
    SourceDocument,
    StaffAssignment,
    Statistic,
    SupportActivity,
    Term,
    User,
    Verification,
)
from platform_registry.access import may
from platform_registry.admin import ScopedAdmin


class Inline(admin.TabularInline):  # type: ignore[type-arg]
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, "administer")  # type: ignore[arg-type]

    has_change_permission = has_add_permission = has_delete_permission = has_view_permission


class NameInline(Inline):
    model = OrganizationName


class IdentifierInline(Inline):
    model = OrganizationIdentifier


class ContactInline(Inline):
    model = Contact


class ActivityInline(Inline):
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

    def save_model(self, request: Any, obj: Organization, form: Any, change: bool) -> None:
        obj.stamp(request.user)
        if change:
            obj.version += 1  # an officer's form opened before now must notice
        super().save_model(request, obj, form, change)


@admin.register(SupportActivity)
class SupportActivityAdmin(ScopedAdmin):
    list_display = ("organization", "function", "name", "public")
    list_filter = ("function", "public")
    list_select_related = ("organization", "function")
    search_fields = ("organization__name", "name")
    autocomplete_fields = ("organization", "function", "targets")


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


@admin.register(Department)
class DepartmentAdmin(ScopedAdmin):
    list_display = ("name", "parent", "municipality", "closed_on")
    list_select_related = ("parent", "municipality__prefecture", "municipality__city")
    search_fields = ("name",)
    autocomplete_fields = ("municipality", "parent")


class MasterAdmin(ScopedAdmin):
    """Common to all municipalities: only the operator of the site changes it."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


@admin.register(Municipality)
class MunicipalityAdmin(MasterAdmin):
    list_display = ("full_name", "code", "kind", "population", "valid_to")
    list_filter = ("kind",)
    list_select_related = ("prefecture", "city")
    search_fields = ("name", "kana", "code", "prefecture__name")
    autocomplete_fields = ("prefecture", "city")


@admin.register(Term)
class TermAdmin(MasterAdmin):
    list_display = ("label", "kind", "code", "position", "active")
    list_filter = ("kind", "active")
    search_fields = ("label", "code")


class AssignmentInline(Inline):
    model = StaffAssignment
    autocomplete_fields = ("municipality", "department")


@admin.register(User)
class RegistryUserAdmin(UserAdmin, ScopedAdmin):  # type: ignore[type-arg]
    """People with an assignment in the administrator's municipalities."""

    list_display = ("username", "display_name", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "display_name")
    inlines = (AssignmentInline,)
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "email")}),
        ("状態", {"fields": ("is_active", "is_staff", "last_login")}),
    )
    readonly_fields = ("last_login",)
    filter_horizontal = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        users = super().get_queryset(request)
        if request.user.is_superuser:
            return users
        places = request.user.municipality_ids("administer")  # type: ignore[union-attr]
        mine = StaffAssignment.objects.filter(municipality__in=places).values("user")
        elsewhere = StaffAssignment.objects.exclude(municipality__in=places).values("user")
        return users.filter(pk__in=mine, is_superuser=False).exclude(pk__in=elsewhere)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = may(request.user, "administer")  # type: ignore[arg-type]
        return allowed and (obj is None or self.get_queryset(request).filter(pk=obj.pk).exists())

    has_view_permission = has_change_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)  # an account is closed, not deleted


@admin.register(StaffAssignment)
class StaffAssignmentAdmin(ScopedAdmin):
    list_display = ("user", "municipality", "department", "role", "starts_on", "ends_on")
    list_filter = ("role",)
    list_select_related = (
        "user",
        "municipality__prefecture",
        "municipality__city",
        "department__parent",
    )
    search_fields = ("user__username", "user__display_name")
    autocomplete_fields = ("user", "municipality", "department")


register(
    Clearance, Layer, Measure, MemberCount, Membership, Need, NeedMatch, Note, Platform,
    PracticeExample, SourceDocument, Statistic,
)  # fmt: skip
