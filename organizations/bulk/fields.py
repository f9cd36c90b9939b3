"""Fields of many records set at once, own fields of their municipality among them.

@register(Organization, "fields", "項目をまとめて直す", order=30)
class SetFields(SetRecordFields):
    form_class = FieldsForm      a RecordFieldsForm with a form field for each of its ``names``
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from organizations.bulk import actions
from organizations.bulk.acts import AS_IT_IS, BulkForm
from organizations.models import Municipality
from organizations.own.definitions import Field, fields_of
from organizations.own.values import formfield, kept, shown
from platform_registry.bulk import images
from platform_registry.bulk.acts import Act, Line
from platform_registry.forms.fields import LineField
from platform_registry.forms.ruled import the_field
from platform_registry.japanese import era_date
from platform_registry.models import label_of_field
from platform_registry.records.ownership import municipality_id_of

NOTHING_CHOSEN = "直す項目を1つ以上選んでください。"
NOT_TICKED = "この項目を直すには、上の「直す項目」でしるしを付けてください。直さないときは、空にしてください。"
NOT_GIVEN = "{}を選んでください。"
ELSEWHERE = "選んだ項目は、ほかの自治体の独自の項目です。"
EMPTY = "（空欄）"
UNCHOSEN = ("", "---------")
YES_NO = (("yes", "はい"), ("no", "いいえ"))


def choice_field(label: str, choices: Any) -> forms.ChoiceField:
    """Required where it is ticked."""
    return forms.ChoiceField(label=label, choices=[UNCHOSEN, *choices], required=False)


def yes_no_field(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=[UNCHOSEN, *YES_NO], coerce="yes".__eq__, empty_value=None,
        required=False,
    )  # fmt: skip


class RecordFieldsForm(BulkForm):
    """Only the fields that are ticked are written: an empty one then empties them."""

    kind: ClassVar[Any]
    names: ClassVar[tuple[str, ...]]

    fields_to_set = forms.MultipleChoiceField(
        label="直す項目",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NOTHING_CHOSEN},
    )
    reason = LineField(label="理由", max_length=300, help_text="変更の記録に残ります。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = fields_of(self.kind.own_kind, self.places)
        self.own = {field.name: field for field in found if field.active}
        own = _named(self.own, self.places)
        for name, label in own:
            self.fields[name] = formfield(self.own[name])
            self.fields[name].label = label
        self.order_fields([name for name in self.fields if name != "reason"])
        labels = [(name, label_of_field(self.kind, name)) for name in self.names]
        the_field(self, "fields_to_set").choices = [*labels, *own]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        chosen = given.get("fields_to_set", [])
        for name in self.changed_data:
            if name not in (*chosen, "fields_to_set", "reason"):
                self.add_error(name, NOT_TICKED)
        for name in (name for name in self.names if name in chosen and name in given):
            if given[name] in ("", None) and not self.kind._meta.get_field(name).blank:
                self.add_error(name, NOT_GIVEN.format(label_of_field(self.kind, name)))
        return given | self._kept([n for n in self.names if n in chosen and n not in self.errors])

    def _kept(self, names: list[str]) -> dict[str, Any]:
        """As a record will keep them; what its rules refuse is said here, before it is tried."""
        record = self.kind(**{name: self.cleaned_data[name] for name in names})
        others = {field.name for field in self.kind._meta.fields} - {*names}
        try:
            self.check(record, others)
        except ValidationError as refusal:
            for name in {*names} & {*refusal.message_dict}:
                self.add_error(name, refusal.message_dict[name])
        return {name: getattr(record, name) for name in names}

    def check(self, record: Any, others: set[str]) -> None:
        """What can be said of the values alone, without the other fields of a record."""
        record.clean_fields(exclude=others)


def _named(own: dict[str, Field], places: set[int]) -> list[tuple[str, str]]:
    """With their municipality, where the records are of several."""
    if len(places) == 1 or not own:
        return [(name, field.label) for name, field in own.items()]
    known = Municipality.objects.in_bulk(places)
    return [(name, f"{field.label}（{known[field.place].name}）") for name, field in own.items()]


def _number_of(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


class SetRecordFields(Act):
    form_class: ClassVar[type[RecordFieldsForm]]

    def __init__(self, form: RecordFieldsForm, by: Any) -> None:
        super().__init__(form, by)
        self.kind, self.names = form.kind, [n for n in form.names if n in self._chosen]
        self.own = {f"own.{f.key}": f for n, f in form.own.items() if n in self._chosen}
        columns = {name: self.kind._meta.get_field(name).attname for name in self.names}
        self.values = {at: _number_of(self.given[name]) for name, at in columns.items()}

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
        labels = [label_of_field(self.kind, name) for name in self.names]
        return f"{self.label}：{'・'.join([*labels, *own])}"

    def values_for(self, record: Any) -> dict[str, Any]:
        """By attribute name; a record has the own fields of its municipality alone."""
        place = municipality_id_of(record)
        there = {at: field for at, field in self.own.items() if field.place == place}
        own = {at: kept(field, self.given[field.name]) for at, field in there.items()}
        return self.values | own

    def line(self, record: Any) -> Line:
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
        return f"{label_of_field(self.kind, name)}：{self._words(name, value) or EMPTY}"

    def _words(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return "はい" if value else "いいえ"
        if isinstance(value, date):
            return era_date(value)
        choices = {key: str(label) for key, label in self.kind._meta.get_field(name).choices or ()}
        return choices.get(value, str(value or ""))

    def carry_out(self, record: Any) -> dict[str, Any]:
        return actions.set_fields(record, self.values_for(record), by=self.by)
