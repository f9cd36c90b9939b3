"""The rows of a grid: each a form of a record, an empty one at the end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.forms.formsets import BaseFormSet
from django.forms.utils import ErrorDict

from platform_registry.forms.fields import IntegerField
from platform_registry.forms.ruled import OpenedForm
from platform_registry.grids.shown import Shown, plain
from platform_registry.records.forms import RecordForm

if TYPE_CHECKING:
    from organizations.models import User

MORE = 3  # rows that 「行を追加」 adds
LIMIT = 200  # rows added to a grid in one go, within the patience of a person
PUT_IN = "new"  # the mark of a row that was filled in by a button
TOO_MANY = (
    f"一度に加えられる行は{LIMIT}行までです。加えた行を減らすか、一覧の取込を使ってください。"
)
REMOVED_MEANWHILE = (
    "この行は、開いてから保存するまでの間にほかの人が削除しました。"
    "もう一度保存すると、新しい行として加えます。"
)


def most_rows(data: Any, key: str) -> int:
    """How many rows a page may send: those that were stored, and as many new ones as may be added."""
    said = ((name.removeprefix(f"{key}-"), number) for name, number in data.items() if number)
    return LIMIT + len([name for name, _ in said if name.partition("-")[2] == "row"])


class Row(Shown, OpenedForm):
    """Mixin of record forms. A row as it was shown is not read, and an empty one is none."""

    row = IntegerField(required=False, widget=forms.HiddenInput)  # the record's number
    order = IntegerField(required=False, widget=forms.HiddenInput)

    parent = ""
    at = 0  # the row's own number among the forms
    lost = False  # somebody else has removed it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["row"] = self.instance.pk

    @property
    def is_gone(self) -> bool:
        return self.is_bound and bool(self.data.get(self.add_prefix("gone")))

    @property
    def touched(self) -> bool:
        if self.is_bound and self.was == PUT_IN:
            return any(plain(self.data.getlist(self.add_prefix(name))) for name in self._texts)
        return super().touched

    @property
    def _texts(self) -> list[str]:
        """What is empty in an empty row."""
        return [n for n, field in self.cells if not isinstance(field.widget, forms.Select)]

    @property
    def place(self) -> int:
        """Where the row stands among the others, from 0."""
        written = self.data.get(self.add_prefix("order"), "") if self.is_bound else ""
        return int(written) if written.isdecimal() and len(written) < 6 else self.at

    def full_clean(self) -> None:
        if not self.is_bound or (self.touched and not self.is_gone):
            return super().full_clean()
        self._errors, self.cleaned_data = ErrorDict(), {}
        if self.is_gone and self.instance.pk is not None:
            self.refuse_outdated()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.lost:
            self.add_error(None, REMOVED_MEANWHILE)
            self.data = self.data.copy()
            self.data[self.add_prefix("row")] = ""
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """What a new row hangs on may be about to be saved itself; the door looks again."""
        excluded = set(super()._get_validation_exclusions())  # type: ignore[misc]  # Django's own
        owner = getattr(self.instance, self.parent, None) if self.parent else None
        return excluded | ({self.parent} if owner is not None and owner.pk is None else set())

    @property
    def opened_version(self) -> int | None:  # type: ignore[override]  # None for a new row
        return super().opened_version if self.instance.pk is not None else None


def row_class(base: type[RecordForm]) -> type[Any]:
    """A row whose form is otherwise that of a page of its own."""
    return type(f"{base.__name__}Row", (Row, base), {})


class GridRows(BaseFormSet):  # type: ignore[type-arg]
    """All rows of a grid: ``stored`` by number, new ones made by ``fresh``.

    However many are stored, all stand and can be changed; the limit is that of the new ones.
    """

    extra, min_num = 1, 0
    can_order = can_delete = can_delete_extra = validate_min = False
    validate_max, edit_only, renderer = True, False, None

    def __init__(self, data: Any, *, prefix: str, stored: list[Any], fresh: Any, user: User):
        self.stored = {str(record.pk): record for record in stored}
        self.shown, self.fresh, self.user = list(stored), fresh, user
        self.max_num = len(stored) + LIMIT if data is None else most_rows(data, prefix)
        self.absolute_max = self.max_num + 1
        super().__init__(data, prefix=prefix)
        self._share_choices()

    def initial_form_count(self) -> int:
        return super().initial_form_count() if self.is_bound else len(self.shown)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {"user": self.user, "empty_permitted": True, "use_required_attribute": False}

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        record, lost = self._record_of(i)
        if self.is_bound and str(i) not in self._sent:  # just added: as an empty row begins
            kwargs |= {"data": None, "files": None}
        form = super()._construct_form(i, **{**kwargs, "instance": record})  # type: ignore[misc]  # Django's own
        form.at, form.lost = i, lost
        return form

    @property
    def empty_form(self) -> Any:
        """The row a script adds another one from."""
        kwargs = {**self.get_form_kwargs(None), "instance": self.fresh()}
        form = self.form(auto_id=self.auto_id, prefix=self.add_prefix("__prefix__"), **kwargs)
        self._take_choices(form)
        return form

    @cached_property
    def _sent(self) -> set[str]:
        """The rows the page has sent something of."""
        start = f"{self.prefix}-"
        names = (name.removeprefix(start) for name in self.data if name.startswith(start))
        return {name.partition("-")[0] for name in names}

    def _record_of(self, i: int) -> tuple[models.Model, bool]:
        if self.is_bound:
            number = self.data.get(f"{self.add_prefix(i)}-row", "")
            found = self.stored.get(number)
            return found or self.fresh(), bool(number) and found is None
        return (self.shown[i] if i < len(self.shown) else self.fresh()), False

    def _share_choices(self) -> None:
        """Asked once for all rows; a row that names something else adds it."""
        self._shared: dict[str, list[Any]] = {}
        for form in self.forms[-1:]:  # a new one, which keeps nothing special
            fields: dict[str, Any] = form.fields
            for name, field in fields.items():
                if isinstance(field, forms.ModelChoiceField) and hasattr(field.widget, "choices"):
                    choices: Any = field.choices
                    self._shared[name] = list(choices)
        for form in self.forms:
            self._take_choices(form)

    def _take_choices(self, form: Any) -> None:
        for name, choices in self._shared.items():
            number, field = getattr(form.instance, f"{name}_id", None), form.fields[name]
            named = form.instance._state.fields_cache.get(name)
            if number is None or str(number) in {str(value) for value, _ in choices}:
                field.widget.choices = choices
            elif named is not None:  # out of use by now: it stays a choice of this row
                field.widget.choices = [*choices, (named.pk, field.label_from_instance(named))]

    # ------------------------------------------------------------------ in the order of the page

    @property
    def in_order(self) -> list[Any]:
        return sorted(self.forms, key=lambda form: (form.place, form.at))

    @property
    def touched(self) -> list[Any]:
        """New and changed rows and those to be removed."""
        return [form for form in self.in_order if self._counts(form)]

    def _counts(self, form: Any) -> bool:
        if form.is_gone:
            return form.instance.pk is not None
        return bool(form.touched)

    @property
    def staying(self) -> list[Any]:
        """The rows there will be, in order."""
        filled = (form for form in self.in_order if form.instance.pk is not None or form.touched)
        return [form for form in filled if not form.is_gone]

    @property
    def with_unseen(self) -> list[tuple[Any, Any]]:
        """(form, None) for each that stays, (None, row) for each row that others have added since
        the page was opened: these stand before the new ones at the end."""
        staying = self.staying
        known = {form.instance.pk for form in self.forms}
        last = max(
            (n for n, form in enumerate(staying, 1) if form.instance.pk is not None), default=0
        )
        unseen = [(None, row) for row in self.shown if row.pk not in known]
        lines = [(form, None) for form in staying]
        return [*lines[:last], *unseen, *lines[last:]]

    @property
    def moved(self) -> bool:
        numbers = [form.instance.pk for form in self.staying if form.instance.pk is not None]
        known = [record.pk for record in self.shown if record.pk in set(numbers)]
        return numbers != known

    def non_form_errors(self) -> Any:
        return [TOO_MANY] if self.has_too_many else []

    @property
    def has_too_many(self) -> bool:
        return self.is_bound and self.total_form_count() > self.max_num

    def is_valid(self) -> bool:
        """A row that is removed is only asked whether it is still the one that was seen."""
        refused = [form for form in self.forms if form.errors]  # of all, so that all is told
        return not refused and not self.non_form_errors()

    def problems(self) -> Iterator[tuple[int, Any]]:
        for number, form in enumerate(self.in_order, start=1):
            if self.is_bound and form.errors:
                yield number, form
