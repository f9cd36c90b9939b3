"""Whether organizations of other municipalities are taken into this one's registry."""

from __future__ import annotations

from typing import Any

from django import forms

from organizations.models import User
from surveys import actions
from surveys.importing.planning.answers import LEFT_PLACES, Plan


class PlacesForm(forms.Form):
    """One tick per municipality that is left out; as they are read, all are taken."""

    def __init__(self, data: Any = None, *, plan: Plan) -> None:
        super().__init__(data, initial={LEFT_PLACES: sorted(plan.left_places)})
        self.plan, self.places = plan, plan.elsewhere()
        own, told = plan.batch.municipality.name, [f"{place} {n:,}" for place, n in self.places]
        count = sum(number for _, number in self.places)
        self.fields[LEFT_PLACES] = forms.MultipleChoiceField(
            label=f"{own}以外の団体 {count:,}件：{'、'.join(told)}",
            choices=[(place, f"{place}の{n:,}件は取り込まない") for place, n in self.places],
            help_text=f"チェックのない自治体の団体は、{own}の台帳に入れます。",
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def decide(self, *, by: User) -> None:
        left = self.cleaned_data[LEFT_PLACES]
        if self.places and {*left} != self.plan.left_places:
            actions.use_settings(self.plan.batch, settings={LEFT_PLACES: left}, by=by)
