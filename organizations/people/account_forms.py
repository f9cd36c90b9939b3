"""Forms of an account and its password; what they hold is written by verbs alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    PasswordChangeForm,
    SetPasswordMixin,
    UserChangeForm,
    UserCreationForm,
)
from django.core.exceptions import ValidationError

from organizations.models import Department, Municipality, StaffAssignment, User
from organizations.people import actions
from platform_registry.access import Role
from platform_registry.actions_log import actor
from platform_registry.admin.scoped import AdminForm, SaysRefusals
from platform_registry.forms.fields import DateField
from platform_registry.forms.ruled import RecordField, plain_formfield


class SaidAbove(SetPasswordMixin):
    """What is wrong with a password stands where it is typed first, not where it is repeated."""

    def validate_password_for_user(self, user: Any, password_field_name: str = "password2") -> None:
        first = password_field_name.removesuffix("2") + "1"
        super().validate_password_for_user(user, password_field_name=first)


class PersonForm(SaidAbove, SaysRefusals, UserCreationForm):
    """A person with an account and the first role; an administrator gives only what is his own."""

    municipality = RecordField(Municipality.objects.none(), label="自治体")
    role = forms.ChoiceField(label="役割", choices=[("", "---------"), *Role.choices])
    department = RecordField(Department.objects.none(), label="部署", required=False)
    starts_on = DateField(label="開始日", required=False)
    ends_on = DateField(label="終了日", required=False)

    class Meta:
        model = User
        fields = ("username", "display_name")
        formfield_callback = plain_formfield

    def first_role(self) -> StaffAssignment:
        names = ("municipality", "role", "department", "starts_on", "ends_on")
        return StaffAssignment(**{name: self.cleaned_data[name] for name in names})


class AccountForm(AdminForm, UserChangeForm):
    """The account of a person; roles stand in rows below it."""


class ThroughTheVerb(SaidAbove):
    """A password is set by the verb that writes down who set it."""

    def set_password_and_save(
        self, user: Any, password_field_name: str = "password1", commit: bool = True
    ) -> Any:
        given = self.cleaned_data[password_field_name]  # type: ignore[attr-defined]  # mixin of forms
        return actions.set_password(user, given, by=actor() or user)


SAME_PASSWORD = "仮のパスワードとは別のパスワードにしてください。"


class OwnPasswordForm(ThroughTheVerb, PasswordChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.user.must_change_password:
            self.fields["old_password"].label = "仮のパスワード"

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        given = self.cleaned_data.get("new_password1")
        if self.user.must_change_password and given and self.user.check_password(given):
            self.add_error("new_password1", SAME_PASSWORD)
        return cleaned


class GivenPasswordForm(ThroughTheVerb, AdminPasswordChangeForm):
    """An account without a password is closed instead (有効)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            actions.refuse_foreign_password(self.user, by=actor())
        except ValidationError as refusal:
            self.add_error("password1", refusal)
        return cleaned
