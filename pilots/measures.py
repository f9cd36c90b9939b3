"""What an indicator is to reach, and where it began, as people write it: 80%, 100名, 1,460, 100名以上."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from platform_registry.forms.as_written import ROUGHLY
from platform_registry.forms.fields import DecimalField
from platform_registry.records.forms import RecordForm

# A goal is reached by more as well: 「以上」 says nothing further.
MEASURE = re.compile(
    r"(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<unit>[^\d\s,.]{0,10}?)\s*(?:以上)?"
)
NOT_EXACT = (*(word for word in ROUGHLY if word != "以上"), "以下")
NO_MEASURE = "数として読み取れません。例：80％、100名、1,460のように、数と単位を入力してください。"
ONLY_EXACT = "「{}」は、ここには残せません。数と単位だけを入力し（例：100名）、「{}」は指標の文に書いてください。"
OTHER_UNIT = "単位が、この行の単位「{1}」と違います（「{0}」）。どちらかに合わせてください。"


def unit_in(typed: str) -> str:
    """% of 80%; "" where none is written, or no number."""
    found = MEASURE.fullmatch(_plain(typed))
    return found["unit"] if found else ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


class MeasureField(DecimalField):
    """The number; its unit is for the form to keep."""

    widget = forms.TextInput(attrs={"class": "short"})
    default_error_messages = {"invalid": NO_MEASURE}

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(
            label=label, required=False, max_digits=14, decimal_places=2, help_text=help_text
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            rough = next((word for word in NOT_EXACT if word in _plain(value)), "")
            if rough:
                raise ValidationError(ONLY_EXACT.format(rough, rough))
            found = MEASURE.fullmatch(_plain(value))
            value = found["number"] if found else value
        return super().to_python(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(initial, data) or unit_in(data or ""))


class MeasuredForm(RecordForm):
    """A form of an indicator: a unit written with a number is the unit of the indicator."""

    baseline = MeasureField("基準値")
    goal = MeasureField("目標値")
    measures: ClassVar[tuple[str, ...]] = ("baseline", "goal")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for name in self.measures:
            written = unit_in(self.data.get(self.add_prefix(name), ""))
            if written and name not in self.errors:
                self._take_unit(name, written)
        return cleaned

    def _take_unit(self, name: str, written: str) -> None:
        there = _plain(self.cleaned_data.get("unit") or "")
        if there and there != written:
            self.add_error(name, OTHER_UNIT.format(written, there))
        self.cleaned_data["unit"] = there or written
