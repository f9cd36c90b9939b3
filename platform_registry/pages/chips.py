"""The small coloured words beside a name: what they look like, and which colour a state has.

``colours(Action, done="green")`` is said once, beside the tables of the noun; lists
(:func:`state_chip`) and pages (``{% state action %}``) then agree.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString

_colours: dict[tuple[type[Model], str], tuple[dict[str, str], str]] = {}


def chip(text: Any, kind: str = "") -> SafeString:
    """``kind`` is blue, green, yellow, orange, red, lock or nothing. No text, no chip."""
    if not text and text != 0:
        return SafeString("")
    css = f"chip {kind}" if kind else "chip"
    return format_html('<span class="{}">{}</span>', css, text)


def colours(
    model: type[Model], field: str = "state", *, otherwise: str = "", **by_value: str
) -> None:
    """Say once in which colour the values of a field of choices are shown."""
    _colours[model, field] = by_value, otherwise


def colour_of(record: Model, field: str = "state") -> str:
    by_value, otherwise = _colours.get((type(record), field), ({}, ""))
    return by_value.get(getattr(record, field), otherwise)


def state_chip(record: Any, field: str = "state") -> SafeString:
    """The value of a field of choices in its words and its colour."""
    words = getattr(record, f"get_{field}_display", lambda: _label(getattr(record, field)))
    return chip(words(), colour_of(record, field))


def _label(value: Any) -> str:
    """Of a state that is worked out and not stored: a choice, or already a word."""
    return str(getattr(value, "label", value))
