"""The parts an edit page is made of: a form over the record itself, or a grid of rows on it.

    class Basics(FormSection):
        key, title = "basics", "基本"
        fields = (Column("name", 6), Column("fiscal_year", 2))
        printed = ("period_as_printed", *SOURCE_FIELDS)

    class Orders(GridSection):
        key, title, model, parent = "orders", "発注", Procurement, "pilot"
        columns = (Column("vendor_name"), Column("amount", 9, number=True))

Each is saved by itself, in a transaction of its own, through the door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from platform_registry import actions as door
from platform_registry.forms.as_written import Near
from platform_registry.forms.fields import DateField
from platform_registry.forms.ruled import saved, show_errors
from platform_registry.grids.cells import Cell, Column, Line, Problem, cell_of, give_hints, line_of
from platform_registry.grids.data import add_rows, move_up
from platform_registry.grids.numbering import numbers_for, saving_order
from platform_registry.grids.rows import MORE, GridRows, row_class
from platform_registry.grids.shown import Shown
from platform_registry.records.forms import RecordForm, form_for
from platform_registry.search.actions import indexed_together

if TYPE_CHECKING:
    from platform_registry.grids.page import Editing


class Section:
    """What the page knows of a part. ``data`` is what was typed; None where it stands as stored."""

    key = title = hint = template = ""
    buttons: tuple[tuple[str, str], ...] = ()  # (verb, label) of what `do` understands

    def __init__(self, editing: Editing, data: Any) -> None:
        self.editing = editing
        self.is_bound = data is not None and self.is_in(data)
        self.data = data if self.is_bound else None

    @classmethod
    def is_in(cls, data: Any) -> bool:
        return any(name.startswith(f"{cls.key}-") for name in data)

    @property
    def touched(self) -> bool:
        raise NotImplementedError

    @property
    def changes(self) -> int:
        """How many rows, or parts, are typed and not saved."""
        return int(self.touched)

    def is_valid(self) -> bool:
        raise NotImplementedError

    def store(self, *, by: Any) -> bool:
        """Whether the door took all of it; else nothing is stored and the part says why."""
        raise NotImplementedError

    def unread(self) -> None:
        raise NotImplementedError

    def problems(self) -> Iterator[Problem]:
        raise NotImplementedError

    def readings(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """(name of the field on the page, how it is understood) of dates and times."""
        return iter(())

    def near(self) -> Near | None:
        """Which year is meant where only a month and a day are typed."""
        return self.editing.near()

    @classmethod
    def do(cls, verb: str, editing: Editing, data: Any) -> None:
        """What a button of the part changes in what is typed, before anything is stored."""


@cache
def _part_class(base: type[RecordForm], model: Any, names: tuple[str, ...]) -> type[Any]:
    mixed = type(f"{base.__name__}Part", (Shown, base), {})
    return form_for(model, names, "", mixed)


class FormSection(Section):
    """A form over the record. Several of one page each know of the fields of their own alone."""

    template = "grids/_form.html"
    form: type[RecordForm] = RecordForm
    fields: tuple[Column, ...] = ()
    printed: tuple[str, ...] = ()  # the archivist's, or what is seldom needed: folded away

    def __init__(self, editing: Editing, data: Any) -> None:
        super().__init__(editing, data)
        names = (*(field.name for field in self.fields), *self.printed)
        made = _part_class(self.form, editing.model, _stored(editing.model, names))
        record = copy(editing.record)  # what is refused here is not saved with another part
        record._state = copy(record._state)
        self.content = made(
            self.data,
            instance=record,
            user=editing.user,
            prefix=self.key,
            initial=self.initial(),
        )
        _date_hints(self.content, self.near())
        give_hints(self.content, self.fields)

    @property
    def fold_title(self) -> str:
        return "資料どおりに残す"

    def initial(self) -> dict[str, Any]:
        """Values a new record begins with."""
        return {}

    @property
    def touched(self) -> bool:
        made_here = self.editing.record.pk is None and self.editing.page.makes_it(self)
        return self.is_bound and (made_here or self.content.touched)

    def is_valid(self) -> bool:
        """Also by the rules between this part and what the others have stored."""
        if self.content.is_valid() and self.content.instance.pk is not None:
            try:
                self.content.instance.validate_constraints()
            except ValidationError as error:
                show_errors(self.content, error)
        return not self.content.errors

    def store(self, *, by: Any) -> bool:
        opened = None
        if self.content.instance.pk is not None:
            opened = self.editing.went_on_from(self.content.opened_version)
        if not saved(self.content, by=by, opened=opened):
            return False
        self.editing.goes_on_with(self.content.instance, self.content.opened_version)
        return True

    def unread(self) -> None:
        self.content.unread()

    @property
    def cells(self) -> list[Cell]:
        return [cell_of(self.content, c) for c in self.fields if c.name in self.content.fields]

    @property
    def folded(self) -> list[Cell]:
        known = (name for name in self.printed if name in self.content.fields)
        return [cell_of(self.content, Column(name)) for name in known]

    def problems(self) -> Iterator[Problem]:
        if self.is_bound:
            yield from Problem.of(self.content, f"{self.title}　", self.key)

    def readings(self) -> Iterator[tuple[str, tuple[str, str]]]:
        for name in self.content.fields:
            yield self.content.add_prefix(name), self.content.reading(name)


class GridSection(Section):
    """Rows that hang on the record by the foreign key ``parent``."""

    template = "grids/_grid.html"
    model: type[models.Model]
    parent: str
    form: type[RecordForm] = RecordForm
    columns: tuple[Column, ...] = ()
    printed: tuple[str, ...] = ()
    position = ""  # the field that counts the rows; filled by their order
    add = "行を追加"

    def __init__(self, editing: Editing, data: Any) -> None:
        super().__init__(editing, data)
        stored = self._stored()
        self.content = rows_class(self)(
            self.data,
            prefix=self.key,
            stored=stored,
            fresh=self.fresh,
            user=editing.user,
        )
        last = (
            max((getattr(row, self.position) for row in stored), default=0) if self.position else 0
        )
        for form in self.content.forms:
            _date_hints(form, self.near())
            if self.position and form.instance.pk is None:  # a free one, until all are counted
                setattr(form.instance, self.position, last + 1 + form.at)

    # ------------------------------------------------------------------ which rows

    def rows(self) -> Any:
        """The stored rows this person may write, in the order they are shown."""
        rows: Any = self.model._default_manager.all()
        found = rows.editable_by(self.editing.user).filter(**{self.parent: self.editing.record})
        return found if self.model._meta.ordering else found.order_by("pk")

    def _stored(self) -> list[Any]:
        if self.editing.record.pk is None:
            return []
        found = list(self.rows())
        for row in found:
            setattr(row, self.parent, self.editing.record)
        return found

    def fresh(self) -> Any:
        row = self.model(**{self.parent: self.editing.record})
        self.fill(row)
        return row

    def fill(self, row: Any) -> None:
        """What a new row says beside what is typed (the platform of an opinion)."""

    # ------------------------------------------------------------------ what is done with them

    @property
    def touched(self) -> bool:
        moved = self.position and self.content.moved
        changed = self.content.touched or moved or self.content.has_too_many
        return self.is_bound and bool(changed)

    @property
    def changes(self) -> int:
        return len(self.content.touched) or int(self.touched)

    def is_valid(self) -> bool:
        return self.content.is_valid()

    def store(self, *, by: Any) -> bool:
        """The rows that go first: what they were called is free then."""
        try:
            with transaction.atomic(), indexed_together():
                for form in self.content.touched:
                    if form.is_gone:
                        opened = form.opened_version
                        self._told(form, partial(door.remove, form.instance, by=by, opened=opened))
                self._save_rows(by)
        except ValidationError:
            return False
        return True

    def _save_rows(self, by: Any) -> None:
        """Changed rows, and those that get another number by the order."""
        changed = [form for form in self.content.touched if not form.is_gone]
        for form, row, number in self._in_saving_order(changed):
            other = bool(self.position) and getattr(row, self.position) != number
            if self.position:
                setattr(row, self.position, number)
            if form in changed:
                changed.remove(form)
                self._settle(row)
                opened = form.opened_version
                self._told(form, partial(door.save_form, form, by=by, opened=opened))
            elif other:
                self._told(form, partial(door.save, row, by=by))

    def _in_saving_order(self, changed: list[Any]) -> Iterable[tuple[Any, Any, int]]:
        """(form, row, number); without a form a row that somebody else has added meanwhile."""
        if not self.position:
            return [(form, form.instance, 0) for form in changed]
        forms = self.content.with_unseen
        rows = [form.instance if form else unseen for form, unseen in forms]
        has = [self._number(row) for row in rows]
        numbers = [getattr(row, self.position) for row in self.content.shown]
        wants = numbers_for(has, numbers, moved=self.content.moved)
        return ((forms[at][0], rows[at], number) for at, number in saving_order(has, wants))

    def _number(self, row: Any) -> int | None:
        return getattr(row, self.position) if row.pk is not None else None

    def _settle(self, row: Any) -> None:
        """What a new row hangs on has been saved by now."""
        if row.pk is None:
            setattr(row, self.parent, self.editing.record)
            self.fill(row)

    def _told(self, form: Any, write: Callable[[], Any]) -> None:
        try:
            write()
        except ValidationError as error:
            show_errors(form or self.content.forms[-1], error)
            raise

    def unread(self) -> None:
        for form in self.content.forms:
            form.unread()

    # ------------------------------------------------------------------ what the page shows

    @property
    def lines(self) -> list[Line]:
        """The rows as the page shows them, each with its cells."""
        rows = enumerate(self.content.in_order, start=1)
        return [line_of(form, at, self.columns, self.printed) for at, form in rows]

    @property
    def empty_line(self) -> Line:
        """What a script adds rows from."""
        form = self.content.empty_form
        return line_of(form, 0, self.columns, self.printed)

    @property
    def span(self) -> int:
        """Columns of the table."""
        return len(self.heads) + 1 + bool(self.position) + bool(self.printed)

    @cached_property
    def heads(self) -> list[tuple[str, Column]]:
        fields = self.content.empty_form.fields
        return [(str(fields[c.name].label), c) for c in self.columns if c.name in fields]

    def problems(self) -> Iterator[Problem]:
        if not self.is_bound:
            return
        for says in self.content.non_form_errors():
            yield Problem(says, self.key, self.title)
        for number, form in self.content.problems():
            yield from Problem.of(form, f"{self.title} {number}行目の", self.key)

    def readings(self) -> Iterator[tuple[str, tuple[str, str]]]:
        for form in self.content.touched:
            for name in form.fields:
                yield form.add_prefix(name), form.reading(name)

    @classmethod
    def do(cls, verb: str, editing: Editing, data: Any) -> None:
        """行を追加, and a row one place up."""
        if verb == "more":
            add_rows(data, cls.key, MORE)
        elif verb.startswith("up-"):
            move_up(data, cls.key, verb.removeprefix("up-"))


def rows_class(section: GridSection) -> type[GridRows]:
    names = (*(column.name for column in section.columns), *section.printed)
    return _rows_class(section.model, names, section.parent, section.form)


@cache
def _rows_class(
    model: type[models.Model], names: tuple[str, ...], parent: str, base: type[RecordForm]
) -> type[GridRows]:
    made = form_for(model, _stored(model, names), parent, row_class(base))
    return type(f"{model.__name__}Rows", (GridRows,), {"form": made})


def _stored(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are columns; a form may add fields of its own."""
    columns = {field.name for field in model._meta.get_fields()}
    return tuple(name for name in names if name in columns)


def _date_hints(form: Any, near: Near | None) -> None:
    for field in form.fields.values():
        if isinstance(field, DateField):
            field.near = near
