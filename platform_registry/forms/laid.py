"""How the fields of a form stand on its page: short ones side by side, a document's wording folded.

An officer who records what happened needs neither the source nor how a document writes a date;
who copies from a document finds these fields under 「資料どおりに残す」.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any, NamedTuple

from django import forms

from platform_registry.forms.fields import (
    DateField,
    DecimalField,
    FiscalYearField,
    IntegerField,
    TimeField,
)

# Of every record; a kind adds its own as ``document_fields``.
WORDING = {"grain", "exactness", "position"}
ORIGINAL = "原文"  # in the label of a field that keeps how a document writes something
MEASURED = {"starts_on", "ends_on", "value"}  # read with the help of grain and exactness
FAMILIES: tuple[tuple[type[forms.Field], ...], ...] = (
    (DateField,),
    (TimeField,),
    (IntegerField, DecimalField, FiscalYearField),
    (forms.TypedChoiceField,),
)
SIDE_BY_SIDE = 3


class Laid(NamedTuple):
    """``lines`` and ``kept`` hold fields to stand beside each other; ``opened``: don't fold."""

    lines: list[list[Any]]
    kept: list[list[Any]]
    opened: bool


def laid_out(form: Any) -> Laid:
    grouped = {field.name for _, fields in getattr(form, "groups", ()) for field in fields}
    asked = [field for field in form.visible_fields() if field.name not in grouped]
    kept = [field for field in asked if keeps_wording(form, field)]
    plain = [field for field in asked if field not in kept]
    wrong = {field.name for field in kept} | MEASURED
    opened = not wrong.isdisjoint(form.errors) or any(_matters(field) for field in kept)
    return Laid(_in_lines(plain), _in_lines(kept), opened and bool(kept))


def keeps_wording(form: Any, field: Any) -> bool:
    model = getattr(getattr(form, "_meta", None), "model", None)
    named = (*getattr(model, "source_fields", ()), *getattr(model, "document_fields", ()))
    return field.name in WORDING or field.name in named or ORIGINAL in field.label


def _matters(field: Any) -> bool:
    """Holds something that wouldn't be there by itself."""
    value = field.value()
    if field.name == "position" or value in (None, "", False):
        return False
    default = getattr(field.form.instance._meta.get_field(field.name), "default", None)
    return str(value) != str(default)


def _in_lines(fields: list[Any]) -> list[list[Any]]:
    lines = []
    for family, group in groupby(fields, key=_family):
        row = list(group)
        width = SIDE_BY_SIDE if family else 1
        lines += [row[start : start + width] for start in range(0, len(row), width)]
    return lines


def _family(field: Any) -> int:
    """The short kinds of input, each its number; 0 takes the whole width."""
    if field.name == "unit":  # behind its number
        return 3
    alike = (n for n, kinds in enumerate(FAMILIES, 1) if isinstance(field.field, kinds))
    return next(alike, 0)
