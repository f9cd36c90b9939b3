from __future__ import annotations

from typing import Any

from django import forms

from organizations.members.actions import Step, may_note_steps
from organizations.models import Membership, MembershipStep
from organizations.own.forms import OwnFieldsForm
from platform_registry.forms.fields import DateField, LineField
from platform_registry.records.forms import RecordForm


class MembershipForm(OwnFieldsForm, RecordForm):
    """With the step that is written down; the rules of a stay are the record's own."""

    step_on = DateField(label="この状態になった日", required=False)
    source_kind = forms.ChoiceField(
        label="きっかけ",
        required=False,
        choices=[("", "---------"), *MembershipStep.Source.choices],
    )
    step_note = LineField(
        label="経過のメモ",
        required=False,
        max_length=200,
        help_text="日付・きっかけ・メモは「参画の経過」に残ります。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_note_steps(self.instance.layer, self.user):
            del self.fields["step_note"]
        self.ask_own()

    @property
    def step(self) -> Step:
        given = self.cleaned_data
        return Step(given["step_on"], given["source_kind"], given.get("step_note", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("state") == Membership.State.JOINED:
            cleaned["starts_on"] = cleaned.get("starts_on") or cleaned.get("step_on")
        return cleaned
