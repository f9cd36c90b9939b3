"""Forms of platforms, layers and memberships with the rules of the law and of the house."""

from __future__ import annotations

from typing import Any

from django import forms

from organizations.actions import Step
from organizations.models import Membership, MembershipStep, Municipality, Platform
from organizations.record_forms import RecordForm
from platform_registry.forms import DateField

BODIES = ("organization", "department", "person_name")


class PlatformForm(RecordForm):
    """The municipality is one the user works for; joint municipalities are named by code or name."""

    partner_names = forms.CharField(
        label="共同する自治体",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="団体コードか「神奈川県座間市」のような名称を、1行に1つずつ入力します。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Municipality.objects.where_user_may(self.user, "edit")
        if self.instance.pk:  # a joint platform stays its owner's, whoever of the partners edits it
            places = places | Municipality.objects.filter(pk=self.instance.municipality_id)
        self.offer("municipality", places.select_related("prefecture", "city"))
        if self.instance.pk:
            partners = self.instance.partners.select_related("prefecture", "city")
            self.fields["partner_names"].initial = "\n".join(p.full_name for p in partners)
        self.fields["parent"].queryset = Platform.objects.visible_to(self.user).exclude(  # type: ignore[attr-defined]
            pk=self.instance.pk
        )

    def _beside(self, queryset: Any) -> Any:
        return queryset

    def clean_partner_names(self) -> list[Municipality]:
        lines = [line.strip() for line in self.cleaned_data["partner_names"].splitlines()]
        places = Municipality.objects.select_related("prefecture", "city")
        by_name = {place.full_name: place for place in places} if any(lines) else {}
        by_name |= {place.code: place for place in by_name.values()}
        unknown = [line for line in lines if line and line not in by_name]
        if unknown:
            raise forms.ValidationError(
                f"「{unknown[0]}」という自治体はありません。都道府県から入力してください。"
            )
        return [by_name[line] for line in lines if line]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("municipality") in cleaned.get("partner_names", ()):
            self.add_error(
                "partner_names", "この連携PFの自治体です。ほかの自治体だけを入力してください。"
            )
        return cleaned

    def _save_m2m(self) -> None:
        super()._save_m2m()
        self.instance.partners.set(self.cleaned_data["partner_names"])


class SourceDocumentForm(RecordForm):
    """A document of the user's own municipality."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("municipality", Municipality.objects.where_user_may(self.user, "edit"))
        self.fields["municipality"].required = True


class MembershipForm(RecordForm):
    """Exactly one body; no two stays at once; individuals and 調整機関 by the rules of the layer."""

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

    @property
    def step(self) -> Step:
        given = self.cleaned_data
        return Step(given["step_on"], given["source_kind"], given["step_note"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        given = [name for name in BODIES if cleaned.get(name)]
        if len(given) != 1 and not self.errors.keys() & set(BODIES):
            self.add_error(
                "organization", "団体・部署・個人のうち、どれか1つだけを入力してください。"
            )
        layer = self.instance.layer
        if cleaned.get("person_name") and not layer.individuals_allowed:
            self.add_error("person_name", "この層には個人は参加できません（層の決まり）。")
        self._one_coordinating_agency(cleaned)
        if cleaned.get("state") == Membership.State.LEFT and not cleaned.get("ends_on"):
            self.add_error("ends_on", "退会日を入力してください。")
        if cleaned.get("state") == Membership.State.JOINED:
            cleaned["starts_on"] = cleaned.get("starts_on") or cleaned.get("step_on")
        if not self.errors:
            self._no_overlap(cleaned)
        return cleaned

    def _one_coordinating_agency(self, cleaned: dict[str, Any]) -> None:
        """No two on any day; an unknown first or last day is open."""
        if cleaned.get("role") != Membership.Role.COORDINATING:
            return
        others = self.instance.layer.memberships.filter(role=Membership.Role.COORDINATING)
        others = others.exclude(pk=self.instance.pk).exclude(state=Membership.State.DECLINED)
        others = others.within(cleaned.get("starts_on"), cleaned.get("ends_on"))
        other = others.with_bodies().first()
        if other:
            self.add_error(
                "role",
                f"調整機関は1つだけ指定できます（法第17条第1項）。今は「{other}」が調整機関です。",
            )

    def _no_overlap(self, cleaned: dict[str, Any]) -> None:
        for name in (*BODIES, "starts_on", "ends_on", "state"):
            setattr(
                self.instance, name, cleaned.get(name) or ("" if name == "person_name" else None)
            )
        if (
            self.instance.state != Membership.State.DECLINED
            and self.instance.overlapping().exists()
        ):
            self.add_error(
                "starts_on",
                "同じ団体・部署・個人が、この期間すでに構成員になっています。期間を確かめてください。",
            )
