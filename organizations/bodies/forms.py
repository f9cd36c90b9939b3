from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q

from organizations.bodies.fields import called
from organizations.bodies.rules import in_charge_of
from organizations.models import (
    Contact,
    Organization,
    OrganizationIdentifier,
    OrganizationName,
    StaffAssignment,
    SupportActivity,
    User,
    Verification,
)
from organizations.own.definitions import Field, fields_of
from organizations.own.forms import OwnFieldsForm
from organizations.places.forms import offer_places
from platform_registry.forms.opened import Part
from platform_registry.forms.ruled import OpenedForm, OpenedRows, RuledForm, the_field

EMPTY_ROWS = 1
WHO = ("name", "kana", "legal_form", "phone")
WHERE = ("prefecture", "city", "town")


class OrganizationForm(OwnFieldsForm):
    """A new organization that looks like a registered one asks once whether it is another."""

    another = forms.BooleanField(
        label="登録済みの団体とは別の団体として登録する", required=False, widget=forms.HiddenInput()
    )

    class Meta(RuledForm.Meta):
        model = Organization
        fields = (
            "municipality", "name", "kana", "legal_form", "corporate_number", "state",
            "postal_code", "prefecture", "city", "town", "building", "latitude", "longitude",
            "phone", "other_phones", "fax", "email", "website", "operator", "area_served",
            "officer", "description", "note",
        )  # fmt: skip
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.similar: list[Organization] = []
        offer_places(self, user)
        the_field(self, "officer").queryset = officers_of(user.municipality_ids("edit"))
        self.ask_own(self._own_of_a_new_one() if self.instance.pk is None else None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.instance.pk is None and cleaned.get("name") and cleaned.get("municipality"):
            self.similar = self._similar(cleaned)
        if self.similar and not cleaned.get("another"):
            self.fields["another"].widget = forms.CheckboxInput()
            self.add_error("another", "同じ団体なら登録せず、登録済みの団体を編集してください。")
        return cleaned

    def _own_of_a_new_one(self) -> list[Field]:
        """Known where there is but one place it can belong to; else asked when it is edited."""
        place = self.initial.get("municipality")
        return fields_of(Organization.own_kind, [place]) if place else []

    @property
    def who_it_is(self) -> list[Any]:
        """What an officer knows of a body at first; its municipality where that is to be chosen."""
        asked = () if self.fields["municipality"].disabled else ("municipality",)
        return [self[name] for name in (*asked, *WHO)]

    @property
    def where_it_is(self) -> list[Any]:
        return [self[name] for name in WHERE]

    @property
    def rest(self) -> list[Any]:
        """All else, folded away."""
        first = {field.name for field in (*self.who_it_is, *self.where_it_is)}
        first |= {"postal_code", "another", *(field.name for field in self.own_asked)}
        return [field for field in self.visible_fields() if field.name not in first]

    @property
    def rest_is_wrong(self) -> bool:
        return any(field.errors for field in self.rest)

    @property
    def rest_filled(self) -> int:
        """How many of the folded fields hold something a person has entered."""
        unsaid = (None, "", "active")
        return sum(f.value() not in unsaid for f in self.rest if f.name != "municipality")

    def parts(self, record: Any) -> dict[str, Part]:
        """The rows below the form belong to what a person had before them."""
        found = {}
        for heading, formset in FORMSETS.values():
            rows = formset.model._default_manager.filter(organization=record).order_by("pk")
            found[heading] = (list(rows.values()), "、".join(str(row) for row in rows))
        return found

    def _similar(self, cleaned: dict[str, Any]) -> list[Organization]:
        registered = Organization.objects.visible_to(self.user).listed()
        registered = registered.filter(municipality=cleaned["municipality"])
        same = Q(pk__in=called(registered, cleaned["name"]))
        if cleaned.get("phone"):
            same |= Q(phone=cleaned["phone"])
        return list(registered.filter(same)[:5])


class ActivityForm(OpenedForm):
    """With the words of the places the organization may belong to."""

    def __init__(self, *args: Any, places: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("function", "targets"):
            field = the_field(self, name)
            field.queryset = field.queryset.used_in(places)


class OrganizationRows(OpenedRows):
    """Below the form of an organization; a new one belongs to one of its user's places."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs(index)
        if issubclass(self.form, ActivityForm):
            place = self.instance.municipality_id
            kwargs["places"] = {place} if place else self.user.municipality_ids("edit")
        return kwargs


def officers_of(places: Iterable[int]) -> Any:
    """Who may be put in charge of a body there."""
    roles = in_charge_of(StaffAssignment.objects.all(), places)
    return User.objects.filter(pk__in=roles.values("user")).order_by("display_name", "pk")


def _formset(
    model: Any, fields: tuple[str, ...], form: type[OpenedForm] = OpenedForm, **kwargs: Any
) -> Any:
    return forms.inlineformset_factory(
        Organization,
        model,
        form=form,
        formset=OrganizationRows,
        fields=fields,
        extra=EMPTY_ROWS,
        **kwargs,
    )


ActivityFormSet = _formset(
    SupportActivity,
    ("function", "targets", "name", "place", "schedule", "fee", "contact", "public"),
    ActivityForm,
    widgets={"targets": forms.CheckboxSelectMultiple},
)
ContactFormSet = _formset(Contact, ("name", "post", "phone", "email", "note"))
NameFormSet = _formset(OrganizationName, ("name", "kind", "until", "source"))
IdentifierFormSet = _formset(OrganizationIdentifier, ("scheme", "value"))
FORMSETS = {
    "activities": ("支援・居場所", ActivityFormSet),
    "contacts": ("連絡先（担当者）", ContactFormSet),
    "names": ("ほかの名称", NameFormSet),
    "identifiers": ("その他の番号", IdentifierFormSet),
}


class VerificationForm(RuledForm):
    class Meta(RuledForm.Meta):
        model = Verification
        fields = ("verified_on", "how", "note")
