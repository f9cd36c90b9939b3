"""The two questions that are asked about a published version."""

from __future__ import annotations

from typing import Any

from django import forms

from casebook.models import StageStatus
from platform_registry.fields import FiscalYearField

REASON = forms.Textarea(attrs={"rows": 2})


class PublishForm(forms.Form):
    """`opened` and `seen` are what the question was made of; a correction says why."""

    opened = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, correction: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if correction:
            self.fields["reason"] = forms.CharField(
                label="訂正の理由",
                widget=REASON,
                help_text=f"この理由は{correction}の先頭に「訂正のお知らせ」として出ます。",
            )


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="取り下げの理由", widget=REASON)


class StageForm(forms.Form):
    """How far a platform has come in a stage in a year."""

    fiscal_year = FiscalYearField(label="年度")
    state = forms.ChoiceField(label="状態", choices=StageStatus.State.choices)
