"""Fields of many organizations set at once, own fields of their municipality among them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from organizations.bulk import actions
from organizations.bulk.acts import AS_IT_IS, BulkForm
from organizations.models import Municipality, Organization, OwnField
from organizations.own.definitions import Field, fields_of
from organizations.own.values import formfield, kept, shown
from platform_registry.bulk import images
from platform_registry.bulk.acts import Act, Line, register
from platform_registry.forms.fields import LineField
from platform_registry.forms.ruled import the_field
from platform_registry.models import label_of_field

FIELDS = ("state", "area_served", "operator", "prefecture", "city", "postal_code")
NOTHING_CHOSEN = "直す項目を1つ以上選んでください。"
NOT_TICKED = "この項目を直すには、上の「直す項目」でしるしを付けてください。直さないときは、空にしてください。"
NO_STATE = "状態を選んでください。"
ELSEWHERE = "選んだ項目は、ほかの自治体の独自の項目です。"
EMPTY = "（空欄）"


class FieldsForm(BulkForm):
    """Only the fields that are ticked are written: an empty one then empties them."""

    fields_to_set = forms.MultipleChoiceField(
        label="直す項目",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NOTHING_CHOSEN},
    )
    state = forms.ChoiceField(
        label="状態", choices=[("", "---------"), *Organization.State.choices], required=False
    )
    area_served = LineField(label="活動地域", required=False, max_length=200)
    operator = LineField(label="運営団体", required=False, max_length=200)
    prefecture = LineField(label="都道府県", required=False, max_length=10)
    city = LineField(label="市区町村", required=False, max_length=50)
    postal_code = LineField(label="郵便番号", required=False, max_length=8)
    reason = LineField(label="理由", max_length=300, help_text="変更の記録に残ります。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = fields_of(OwnField.Of.ORGANIZATION, self.places)
        self.own = {field.name: field for field in found if field.active}
        own = _named(self.own, self.places)
        for name, label in own:
            self.fields[name] = formfield(self.own[name])
            self.fields[name].label = label
        self.order_fields([name for name in self.fields if name != "reason"])
        labels = [(name, label_of_field(Organization, name)) for name in FIELDS]
        the_field(self, "fields_to_set").choices = [*labels, *own]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        chosen = given.get("fields_to_set", [])
        for name in self.changed_data:
            if name not in (*chosen, "fields_to_set", "reason"):
                self.add_error(name, NOT_TICKED)
        if "state" in chosen and not given.get("state"):
            self.add_error("state", NO_STATE)
        return given | self._kept([n for n in FIELDS if n in chosen and n not in self.errors])

    def _kept(self, names: list[str]) -> dict[str, Any]:
        """As a body will keep them; what its rules refuse is said here, before it is tried."""
        body = Organization(**{name: self.cleaned_data[name] for name in names})
        others = {field.name for field in Organization._meta.fields} - {*names}
        try:
            body.clean_fields(exclude=others)
            body.clean()
        except ValidationError as refusal:
            for name in {*names} & {*refusal.message_dict}:
                self.add_error(name, refusal.message_dict[name])
        return {name: getattr(body, name) for name in names}


def _named(own: dict[str, Field], places: set[int]) -> list[tuple[str, str]]:
    """With their municipality, where the records are of several."""
    if len(places) == 1 or not own:
        return [(name, field.label) for name, field in own.items()]
    known = Municipality.objects.in_bulk(places)
    return [(name, f"{field.label}（{known[field.place].name}）") for name, field in own.items()]


@register(Organization, "fields", "項目をまとめて直す", order=30)
class SetFields(Act):
    form_class = FieldsForm

    def __init__(self, form: FieldsForm, by: Any) -> None:
        super().__init__(form, by)
        self.own = {f"own.{f.key}": f for n, f in form.own.items() if n in self._chosen}

    @property
    def _chosen(self) -> list[str]:
        chosen: list[str] = self.given["fields_to_set"]
        return chosen

    @property
    def said(self) -> str:
        return self._told([field.label for field in self.own.values()])

    def said_at(self, place: int) -> str:
        """What another municipality calls fields of its own is not told there."""
        return self._told([field.label for field in self.own.values() if field.place == place])

    def _told(self, own: list[str]) -> str:
        labels = [label_of_field(Organization, name) for name in self._chosen if name in FIELDS]
        return f"{self.label}：{'・'.join([*labels, *own])}"

    def values_for(self, record: Organization) -> dict[str, Any]:
        """By attribute name; a record has the own fields of its municipality alone."""
        values = {name: self.given[name] for name in self._chosen if name in FIELDS}
        there = {a: f for a, f in self.own.items() if f.place == record.municipality_id}
        return values | {at: kept(field, self.given[field.name]) for at, field in there.items()}

    def line(self, record: Organization) -> Line:
        after = self.values_for(record)
        now = {name: images.value_at(record, name) for name in after}
        left = ELSEWHERE if not after else AS_IT_IS if now == after else ""
        return Line(record, self._listed(now), self._listed(after), left)

    def _listed(self, values: dict[str, Any]) -> str:
        """活動地域：城東、送迎：はい"""
        return "、".join(self._said(name, value) for name, value in values.items())

    def _said(self, name: str, value: Any) -> str:
        if field := self.own.get(name):
            return f"{field.label}：{shown(field, value) or EMPTY}"
        states: dict[str, str] = {key: str(label) for key, label in Organization.State.choices}
        return f"{label_of_field(Organization, name)}：{states.get(value, value) or EMPTY}"

    def carry_out(self, record: Organization) -> dict[str, Any]:
        return actions.set_fields(record, self.values_for(record), by=self.by)
