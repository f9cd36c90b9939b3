"""Forms of platforms, layers and memberships with the rules of the law and of the house."""

from __future__ import annotations

from typing import Any

from django import forms

from organizations.actions import Step, may_note_steps
from organizations.models import Layer, Membership, MembershipStep, Municipality, Platform
from organizations.record_forms import RecordForm
from platform_registry.fields import DateField
from platform_registry.forms import the_field

COUNCIL = Layer.Kind.COUNCIL


class PlatformForm(RecordForm):
    """The municipality is one the user works for; partners are invited on a page of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Municipality.objects.offered_to(self.user)
        self.offer("municipality", places.select_related("prefecture", "city"))
        above = Platform.objects.visible_to(self.user).exclude(pk=self.instance.pk)
        the_field(self, "parent").queryset = above


class LayerForm(RecordForm):
    """What is secret from its beginning is offered to those who may register it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.instance.platform.municipality_id
        if self.user.is_superuser or owner in self.user.municipality_ids("administer"):
            return
        del self.fields["personal_data"]
        kind: Any = self.fields["kind"]
        kind.choices = [(value, label) for value, label in kind.choices if value != COUNCIL]
        kind.help_text = (
            "地域協議会と、個人情報を取り扱う層は、連携PFの自治体の管理者が登録します。"
        )


class SourceDocumentForm(RecordForm):
    """A document of the user's own municipality."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("municipality", Municipality.objects.offered_to(self.user))
        self.fields["municipality"].required = True


class MembershipForm(RecordForm):
    """With the step that is written down; the rules of a stay are the record's own."""

    step_on = DateField(label="この状態になった日", required=False)
    source_kind = forms.ChoiceField(
        label="きっかけ",
        required=False,
        choices=[("", "---------"), *MembershipStep.Source.choices],
    )
    step_note = forms.CharField(
        label="経過のメモ",
        required=False,
        max_length=200,
        help_text="日付・きっかけ・メモは「参画の経過」に残ります。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_note_steps(self.instance.layer, self.user):
            del self.fields["step_note"]

    @property
    def step(self) -> Step:
        given = self.cleaned_data
        return Step(given["step_on"], given["source_kind"], given.get("step_note", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("state") == Membership.State.JOINED:
            cleaned["starts_on"] = cleaned.get("starts_on") or cleaned.get("step_on")
        return cleaned
