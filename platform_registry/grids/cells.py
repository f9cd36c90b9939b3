"""A field, a row and a fault as the templates show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from platform_registry.forms.fields import DateField, LineField

DATE_HINT = "例 11/20"
LONG = 100  # letters: what may be longer wraps within its cell


@dataclass(frozen=True)
class Column:
    """A field on the page; ``width`` in twelfths of a form, in rem of a grid (0: what is left)."""

    name: str
    width: int = 0
    hint: str = ""  # shown in the empty field
    number: bool = False  # set to the right
    lines: int = 1
    listed: str = ""  # the id of a <datalist> of the page


@dataclass(frozen=True)
class Cell:
    """One field with what is said under it."""

    field: Any  # the BoundField
    column: Column
    reads: str = ""  # 令和8年11月20日（金）

    @property
    def whole(self) -> str:
        """What a field that offers others would cut."""
        value = str(self.field.value() or "") if self.column.listed else ""
        return value if len(value) > self.column.width - 3 > 0 else ""

    @property
    def is_tick(self) -> bool:
        return isinstance(self.field.field.widget, forms.CheckboxInput)


@dataclass(frozen=True)
class Line:
    """A row of a grid; ``number`` as people count, 0 for the one others are made from."""

    form: Any
    number: int
    cells: list[Cell]
    folded: list[Cell]

    @property
    def is_new(self) -> bool:
        return self.form.instance.pk is None

    @property
    def is_open(self) -> bool:
        """Whether something is folded away that must be seen."""
        return any(cell.field.errors for cell in self.folded) if self.form.is_bound else False


@dataclass(frozen=True)
class Problem:
    """What is to be mended; ``place`` is the id of its field, "" where it has none to lead to."""

    sentence: str
    place: str = ""
    name: str = ""

    @classmethod
    def of(cls, form: Any, where: str, part: str) -> Iterator[Problem]:
        """``part``: the id of the section, to which what is said of no field leads."""
        for sentence in form.non_field_errors():
            yield cls(str(sentence), part, where.rstrip("の　"))
        for field in form:
            place = "" if field.is_hidden else field.id_for_label or field.auto_id
            name = f"{where}{field.label}" if place else ""
            yield from (cls(str(sentence), place, name) for sentence in field.errors)


def give_hints(form: Any, columns: tuple[Column, ...]) -> None:
    """What an empty field shows; before anybody asks the form how it looks."""
    for column in columns:
        asked = form.fields.get(column.name)
        if asked is None:
            continue
        widget, hint = asked.widget, column.hint
        hint = hint or (DATE_HINT if isinstance(asked, DateField) else "")
        if hint and not isinstance(widget, forms.Select | forms.CheckboxInput):
            widget.attrs["placeholder"], asked.help_text = hint, ""  # says it already
        if column.listed:
            widget.attrs["list"] = column.listed
        if isinstance(widget, forms.Textarea):
            widget.attrs["rows"] = column.lines


def wrap_long(form: Any, columns: tuple[Column, ...]) -> None:
    """A long text is seen whole: in a cell as high as it is, though it is one line.

    Nothing to choose from can be offered in such a cell.
    """
    for column in columns:
        field = form.fields.get(column.name)
        plain = isinstance(field, LineField) and type(field.widget) is forms.TextInput
        if plain and not column.listed and (field.max_length or 0) >= LONG:
            attrs = {**field.widget.attrs, "data-line": "", "rows": 1}
            attrs.pop("maxlength", None)
            field.widget = forms.Textarea(attrs)


def cell_of(form: Any, column: Column) -> Cell:
    kind, words = form.reading(column.name)
    return Cell(form[column.name], column, words if kind == "ok" else "")


def line_of(form: Any, number: int, columns: tuple[Column, ...], printed: tuple[str, ...]) -> Line:
    """Every field is called by its row: 「2行目の金額」, also one that can't be changed any more."""
    for field in (f for f in form.fields.values() if not f.widget.is_hidden):
        field.widget.attrs["aria-label"] = f"{number or '__n__'}行目の{field.label}"
        field.help_text = ""
    wrap_long(form, columns)
    give_hints(form, columns)
    cells = [cell_of(form, column) for column in columns if column.name in form.fields]
    folded = [cell_of(form, Column(name)) for name in printed if name in form.fields]
    return Line(form, number, cells, folded)
