from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations.models import (
    Department,
    Municipality,
    StaffAssignment,
    Standing,
    User,
)
from organizations.people import actions
from organizations.people.account_forms import AccountForm, GivenPasswordForm, PersonForm
from organizations.people.admin_filters import LockedFilter, PlaceFilter, TodaysRoleFilter
from platform_registry.access import may
from platform_registry.actions_log import acting
from platform_registry.admin.scoped import ScopedAdmin, ScopedInline
from platform_registry.signed_in import signed_in


class AssignmentInline(ScopedInline):
    model = StaffAssignment
    autocomplete_fields = ("municipality", "department")
    can_delete = False  # a role ends on a day


@admin.register(User)
class RegistryUserAdmin(ScopedAdmin, UserAdmin):
    """People with an assignment in the administrator's municipalities, and in no other."""

    list_display = ("username", "display_name", "roles", "is_active", "locked", "last_login")
    list_filter = (PlaceFilter, TodaysRoleFilter, LockedFilter, "is_active", "last_login")
    search_fields = ("username", "display_name")
    ordering = ("username",)
    actions = ("lift_lockouts",)
    inlines = (AssignmentInline,)
    form = AccountForm
    add_form = PersonForm
    change_password_form = GivenPasswordForm
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "email", "opened")}),
        ("状態", {"fields": ("is_active", "locked", "must_change_password", "last_login")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "display_name", "password1", "password2")}),
        ("担当", {"fields": ("municipality", "role", "department", "starts_on", "ends_on")}),
    )
    readonly_fields = ("locked", "must_change_password", "last_login")
    filter_horizontal = ()

    @admin.display(description="担当")
    def roles(self, user: Any) -> str:
        today = [role for role in user.roles_here if role.standing == Standing.NOW]
        return "、".join(f"{a.municipality.name}　{a.get_role_display()}" for a in today)

    @admin.display(description="ログインの停止", ordering="is_locked")
    def locked(self, user: Any) -> str:
        return "ロック中" if user.is_locked else ""

    @admin.action(description="選択した利用者のロックを解く")
    def lift_lockouts(self, request: Any, queryset: QuerySet[User]) -> None:
        for user in queryset:
            try:
                actions.lift_lockout(user, by=request.user)
                self.message_user(request, f"{user}さんのロックを解きました。", messages.SUCCESS)
            except ValidationError as refusal:
                said = f"{user}：{' '.join(refusal.messages)}"
                self.message_user(request, said, messages.ERROR)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            places = Municipality.objects.offered_to(request.user, "administer")
            form.base_fields["municipality"].queryset = places.select_related("prefecture", "city")
            departments: Any = Department.objects.offered_to(request.user, "administer")
            form.base_fields["department"].queryset = departments
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Whose account is this administrator's to keep."""
        users: Any = super().get_queryset(request)
        kept: QuerySet[User] = users.kept_by(request.user).with_standing(request.user)
        return kept

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> Any:
        """One's own role is for another to give, so oneself isn't offered for it."""
        found, many = super().get_search_results(request, queryset, search_term)
        if request.GET.get("model_name") == "staffassignment" and not request.user.is_superuser:
            found = found.exclude(pk=request.user.pk)
        return found, many

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj is not None else ()

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        if change:
            opened = form.cleaned_data["opened"]
            actions.save_account(obj, opened=opened, by=request.user)
        else:
            actions.add_with_role(obj, form.first_role(), by=request.user)

    def user_change_password(self, request: Any, id: str, form_url: str = "") -> Any:
        with acting(request.user):
            return super().user_change_password(request, id, form_url)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = may(signed_in(request), "administer")
        return allowed and (obj is None or self.get_queryset(request).filter(pk=obj.pk).exists())

    has_view_permission = has_change_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # an account is closed, not deleted


@admin.register(StaffAssignment)
class StaffAssignmentAdmin(ScopedAdmin):
    list_display = ("user", "department", "role", "starts_on", "ends_on")
    list_filter = ("role", ("ends_on", admin.EmptyFieldListFilter))
    list_select_related = ("user", "department__parent")
    search_fields = ("user__username", "user__display_name", "department__name")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("user", "municipality", "department")
