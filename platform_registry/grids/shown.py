"""Whether a person has written into a part of a page since it was opened.

A page carries a short mark of what it showed. What comes back just as it was shown is neither
checked nor written, so that a row a colleague has changed meanwhile isn't set back by somebody
who never touched it.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import ErrorDict

from platform_registry.forms.as_written import HoursField, hours_shown
from platform_registry.forms.fields import DateField
from platform_registry.japanese import as_fine_as

if TYPE_CHECKING:
    Mixin = forms.ModelForm[Any]
else:
    Mixin = object


BEGUN = "begun"  # no mark of any values


class Shown(Mixin):
    """Mixin of model forms; the page prints ``form.was`` as a hidden field of that name."""

    data: Any
    is_bound: bool
    fields: dict[str, Any]
    is_begun = False  # holds what nobody stored: to be written though it is left as it is shown

    @property
    def was(self) -> str:
        """Of a row that was added since, and where the page has lost it: as it is stored."""
        sent = self.data.get(self.add_prefix("was")) if self.is_bound else None
        if sent is not None:
            return str(sent)
        return BEGUN if self.is_begun else self._mark()

    @property
    def touched(self) -> bool:
        if not self.is_bound:
            return False
        return self.was != mark_of(self._sent_values())

    @property
    def cells(self) -> Iterator[tuple[str, Any]]:
        """The fields a person writes into."""
        for name, field in self.fields.items():
            if not field.disabled and not field.widget.is_hidden:
                yield name, field

    def _mark(self) -> str:
        return mark_of([self._shown_values(name, field) for name, field in self.cells])

    def _shown_values(self, name: str, field: Any) -> list[str]:
        """As a browser would send back what the page shows."""
        widget = field.widget
        value = field.prepare_value(self.get_initial_for_field(field, name))
        if isinstance(widget, forms.CheckboxInput):
            return ["on"] if widget.check_test(value) else []
        shown = widget.format_value(value)
        return plain([*shown] if isinstance(shown, list | tuple) else [shown])

    def _sent_values(self) -> list[list[str]]:
        return [plain(self.data.getlist(self.add_prefix(name))) for name, _ in self.cells]

    def unread(self) -> None:
        """As typed, before anything is said about it."""
        self._errors = ErrorDict()

    def reading(self, name: str) -> tuple[str, str]:
        """How a date or time that was typed is understood: ("ok", 令和8年11月20日（金）), or
        ("no", what to type instead); ("", "") where there is nothing to say."""
        field, typed = self.fields[name], self[name].data if self.is_bound else ""
        if not isinstance(field, DateField | HoursField) or not typed:
            return "", ""
        try:
            found: Any = field.clean(typed)
        except forms.ValidationError as error:
            return "no", " ".join(error.messages)
        if isinstance(field, HoursField):
            return "ok", hours_shown(found)
        return "ok", as_fine_as(found, field.grain or "day")


def plain(values: list[Any]) -> list[str]:
    """Lines end as they will; what is empty was not there."""
    texts = ("\n".join(str(value).splitlines()) for value in values if value is not None)
    return [text for text in texts if text]


def mark_of(values: list[list[str]]) -> str:
    return sha256(repr(values).encode()).hexdigest()[:12]
