"""Fields of many members and candidates set at once."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from organizations.bulk import actions
from organizations.bulk.fields import (
    RecordFieldsForm,
    SetRecordFields,
    choice_field,
    yes_no_field,
)
from organizations.layers.models import layer_told
from organizations.members.actions import Step
from organizations.models import Membership
from platform_registry.bulk.acts import register
from platform_registry.forms.fields import DateField, LineField, TextField
from platform_registry.secrecy import NOBODY


class FieldsForm(RecordFieldsForm):
    kind = Membership
    names = ("state", "starts_on", "ends_on", "role", "post", "part", "founding")

    state = choice_field("状態", Membership.State.choices)
    starts_on = DateField(label="参加日", required=False)
    ends_on = DateField(
        label="退会日", required=False, help_text="状態を「退会」にするときに要ります。"
    )
    role = choice_field("役割", Membership.Role.choices)
    post = LineField(label="役職", required=False, max_length=100)
    part = TextField(label="連携の内容", required=False)
    founding = yes_no_field("発足時から")


@register(Membership, "fields", "項目をまとめて直す", order=30)
class SetFields(SetRecordFields):
    """A new state is a step on the way of the member, with the reason for its note."""

    form_class = FieldsForm
    keeps_out = "変える権限がないか、1件ずつ直す守秘の層の構成員である"

    @classmethod
    def among(cls, rows: Any, user: Any) -> Any:
        """What is done here is read by all who edit in the municipality: nothing of a layer that
        keeps its members' matters to itself, nor of a platform of elsewhere."""
        mine = rows.filter(layer_told(NOBODY, "layer__", F("created_at")))
        if not user.is_superuser:
            there = user.municipality_ids("edit")
            mine = mine.filter(layer__platform__municipality__in=there)
        return mine.with_bodies().select_related("layer__platform")

    def carry_out(self, record: Membership) -> dict[str, Any]:
        values = self.values_for(record)
        moves = values.get("state", record.state) != record.state
        why = {"step": Step(note=self.reason)} if moves else {}
        return actions.set_fields(record, values, by=self.by, **why)
