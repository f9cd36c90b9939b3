"""A period in a form: how fine its days are known follows from how they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from platform_registry.forms.dates import GRAINS, grain_of, without_about
from platform_registry.forms.fields import DateField

if TYPE_CHECKING:
    Mixin = forms.ModelForm[Any]
else:
    Mixin = object

ENDS = ("starts_on", "ends_on")
WORDS = "period_as_printed"


class PeriodAsTyped(Mixin):
    """Mixin of model forms with ``grain``: 「11月」 is a month, unless another grain was chosen.

    「11月頃」 is kept in the words of the period, where these aren't a document's own.
    """

    fields: dict[str, Any]
    _typed_grain = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "grain" not in self.fields:
            return
        chosen = str(self["grain"].value() or "day")
        self._take_dates_as_fine_as(self._shown("grain") or "day")
        self._was_shown = [self._shown(name) for name in self._ends]
        if self.is_bound and chosen == (self._shown("grain") or "day") and self._dates_changed:
            typed = {grain_of(text) for text in self._typed if text}
            self._typed_grain = typed.pop() if len(typed) == 1 else ""
        self._take_dates_as_fine_as(self._typed_grain or chosen)

    def _take_dates_as_fine_as(self, grain: str) -> None:
        for name in self._ends:
            self.fields[name].grain = grain if grain in GRAINS else "day"
            self.fields[name].last = name == "ends_on"

    @property
    def _ends(self) -> list[str]:
        return [name for name in ENDS if isinstance(self.fields.get(name), DateField)]

    def _shown(self, name: str) -> str:
        """As the page showed it."""
        field = self.fields[name]
        value = field.prepare_value(self.get_initial_for_field(field, name))
        shown = field.widget.format_value(value)
        return str((shown[0] if isinstance(shown, list) else shown) or "")

    @property
    def _typed(self) -> list[str]:
        return [str(self.data.get(self.add_prefix(name)) or "").strip() for name in self._ends]

    @property
    def _dates_changed(self) -> bool:
        return self._typed != self._was_shown

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "grain" in self.fields and self._dates_changed:
            cleaned["grain"] = self._typed_grain or cleaned.get("grain")
            if WORDS in self.fields and self._may_say(cleaned.get(WORDS, "")):
                said = any(without_about(text)[1] for text in self._typed)
                cleaned[WORDS] = "～".join(filter(None, self._typed)) if said else ""
        return cleaned

    def _may_say(self, words: str) -> bool:
        """Where there are none, or those of the dates before."""
        bare, about = without_about(words)
        return not words or (about and bool(grain_of(bare)) and words == self._shown(WORDS))
