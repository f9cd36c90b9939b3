"""The two questions that are asked about a published version, and how far a stage has come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from casebook.models import StageStatus
from platform_registry.forms.fields import FiscalYearField, TextField
from platform_registry.forms.opened import who_saved
from platform_registry.forms.ruled import record_number
from platform_registry.models import EDITED_MEANWHILE

REASON = forms.Textarea(attrs={"rows": 2})


class PublishForm(forms.Form):
    """`opened` and `seen` are what the question was made of; a correction says why."""

    opened = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, correction: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if correction:
            self.fields["reason"] = TextField(
                label="訂正の理由",
                widget=REASON,
                help_text=f"この理由は{correction}の先頭に「訂正のお知らせ」として出ます。",
            )


class WithdrawForm(forms.Form):
    reason = TextField(label="取り下げの理由", widget=REASON)


class StageForm(forms.Form):
    """How far a platform has come in a stage in a year.

    Which record it is depends on the year that is typed, so the page carries the version of every
    year it showed (``versions``, printed as hidden fields); a year it didn't show had none.
    """

    fiscal_year = FiscalYearField(label="年度")
    state = forms.ChoiceField(label="状態", choices=StageStatus.State.choices)

    def __init__(self, data: Any = None, *, statuses: Iterable[StageStatus], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        now = {f"version-{status.fiscal_year}": status.version for status in statuses}
        self.versions = now if data is None else {name: data.get(name, 0) for name in now}

    @property
    def _version_name(self) -> str:
        return f"version-{self.cleaned_data['fiscal_year']}"

    @property
    def opened_version(self) -> int:
        """The version the person had before them; 0 where there was none, or it was lost."""
        return record_number(self.data.get(self._version_name, "")) or 0

    def refuse_stale(self, now: StageStatus | None) -> None:
        """Somebody set or removed it meanwhile; to press again is then a decision."""
        who = f"（{who_saved(now)}）" if now and who_saved(now) else ""
        stands = (
            f"今の登録は「{now.get_state_display()}」です。" if now else "今の登録はありません。"
        )
        self.add_error(
            "state",
            f"{EDITED_MEANWHILE.format(who=who)}{stands}"
            "もう一度保存すると、選んだ状態に置き換わります。",
        )
        self.versions[self._version_name] = now.version if now else 0
