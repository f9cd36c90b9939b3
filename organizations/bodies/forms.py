from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q

from organizations.bodies.fields import called
from organizations.bodies.rules import in_charge_of
from organizations.models import (
    Municipality,
    Organization,
    StaffAssignment,
    User,
    Verification,
)
from organizations.own.definitions import Field, fields_of
from organizations.own.forms import OwnFieldsForm
from organizations.places.forms import offer_places
from platform_registry.forms.ruled import RuledForm, record_number, the_field
from platform_registry.records.forms import RecordForm


class TickFor(forms.CheckboxInput):
    """A tick that holds for what it was shown for, no matter what is found later."""

    def __init__(self, shown: str) -> None:
        super().__init__(check_test=lambda said: said == shown)
        self.shown = shown

    def format_value(self, value: Any) -> str:
        return self.shown

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return str(data.get(name, ""))


class OrganizationForm(OwnFieldsForm, RecordForm):
    """A new organization that looks like a registered one asks once whether it is another.

    Whose look-alikes are others than those the tick was for, because its name was changed, is
    asked again.
    """

    another = forms.CharField(  # the numbers of the look-alikes: 12-15
        label="登録済みの団体とは別の団体として登録する", required=False, widget=forms.HiddenInput()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.similar: list[Organization] = []
        offer_places(self, self.user)
        the_field(self, "officer").queryset = officers_of(self.user.municipality_ids("edit"))
        self.ask_own(self._own_of_a_new_one() if self.instance.pk is None else None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.instance.pk is None and cleaned.get("name") and cleaned.get("municipality"):
            self.similar = self._similar(cleaned)
        if self.similar:
            shown = "-".join(str(number) for number in sorted(body.pk for body in self.similar))
            self.fields["another"].widget = TickFor(shown)
            self._ask_whether_another(cleaned.get("another") == shown)
        return cleaned

    def _ask_whether_another(self, answered: bool) -> None:
        if not answered:
            self.add_error("another", "同じ団体なら登録せず、登録済みの団体を編集してください。")

    @property
    def place(self) -> Municipality | None:
        """Where the organization is to be registered, as far as that is chosen."""
        number = record_number(str(self["municipality"].value() or ""))
        offered: Any = the_field(self, "municipality").queryset
        found: Municipality | None = offered.filter(pk=number).first()
        return found

    def _own_of_a_new_one(self) -> list[Field]:
        """Known where there is but one place it can belong to; else asked when it is edited."""
        place = self.initial.get("municipality")
        return fields_of(Organization.own_kind, [place]) if place else []

    def _similar(self, cleaned: dict[str, Any]) -> list[Organization]:
        registered = Organization.objects.visible_to(self.user).listed()
        registered = registered.filter(municipality=cleaned["municipality"])
        same = Q(pk__in=called(registered, cleaned["name"]))
        if cleaned.get("phone"):
            same |= Q(phone=cleaned["phone"])
        return list(registered.filter(same)[:5])


def officers_of(places: Iterable[int]) -> Any:
    """Who may be put in charge of a body there."""
    roles = in_charge_of(StaffAssignment.objects.all(), places)
    return User.objects.filter(pk__in=roles.values("user")).order_by("display_name", "pk")


class VerificationForm(RuledForm):
    class Meta(RuledForm.Meta):
        model = Verification
        fields = ("verified_on", "how", "note")
