"""Rows that hang on rows of another grid of the page: how many came to an event, where a leaflet went.

Each names what it hangs on as that is called on the page, so that it can be typed together with
what it hangs on, before that is saved.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError

from pilots.models import AttendanceCount
from platform_registry.forms.as_written import RoughNumberField
from platform_registry.forms.fields import LineField
from platform_registry.japanese import search_key
from platform_registry.japanese.dates import as_fine_as
from platform_registry.records.forms import RecordForm

NOT_SAVED_YET = (
    "{noun}「{name}」はまだ保存されていません。{noun}を先に、または一緒に保存してください。"
)
NOT_NAMED = "{noun}を入力してください：{names}"
NONE_THERE = "先に{noun}を入力してください。"
UNKNOWN = "{noun}「{name}」はこの画面にありません。{noun}の名称のとおりに入力してください：{names}"
SEVERAL = (
    "{noun}「{name}」は1つに決まりません。次のどれかを、かっこの中まで入力してください：{names}。"
    "区別できないときは、{noun}の日付か名称を直して、先に保存してください。"
)


@dataclass(frozen=True)
class Owner:
    """A row of the other grid, with all it may be called on this page."""

    record: Any  # None for one that isn't saved yet
    labels: tuple[str, ...]  # from the shortest to that which no other one has
    answers: frozenset[str]  # also what it was called before it was changed on this page
    awaited: str  # a name that is typed and not saved yet

    @classmethod
    def of(cls, form: Any, named_by: str) -> Owner:
        record, typed = form.instance, str(form[named_by].value() or "").strip()
        stored = record.pk is not None
        former = str(form.initial.get(named_by) or "")
        name = (getattr(record, named_by) or former).strip() if stored else typed
        awaited = search_key(typed) if stored and form.touched and typed != name else ""
        names = {name, former, typed} - {""}
        days = [day for day in (_day(vars(record)), _day(form.initial)) if day]
        within = [*days[:1], *([f"番号{record.pk}"] if stored else [])]
        beside = {f"{one}（{said}）" for one in names for said in (*days, *within)}
        answers = frozenset(search_key(label) for label in (*names, *beside))
        labels = (name, *(f"{name}（{said}）" for said in within))
        return cls(record if stored else None, labels, answers, awaited)

    def awaits(self, key: str) -> bool:
        return self.record is None or key == self.awaited


@dataclass(frozen=True)
class Owners:
    """The rows of the other grid, told apart by what stays: the day, else the record's number."""

    field: str  # by which the rows hang on them: event
    noun: str  # 行事
    rows: list[Owner]

    @classmethod
    def of(cls, grid: Any, field: str, noun: str, named_by: str = "name") -> Owners:
        """Of a part of the page whose rows are ``named_by`` a field, in the order of the page."""
        forms = [form for form in grid.content.in_order if not form.is_gone]
        forms = [form for form in forms if form.instance.pk is not None or form.touched]
        found = [Owner.of(form, named_by) for form in forms]
        return cls(field, noun, [owner for owner in found if owner.labels[0]])

    @cached_property
    def called(self) -> list[str]:
        """What each is called: the shortest that no other one answers to."""
        times = Counter(answer for row in self.rows for answer in row.answers)
        return [
            next((label for label in row.labels if times[search_key(label)] == 1), row.labels[-1])
            for row in self.rows
        ]

    @property
    def only(self) -> str:
        """What the only one there is called; "" where there are several."""
        return self.called[0] if len(self.rows) == 1 else ""

    def name_of(self, record: Any) -> str:
        named = zip(self.called, self.rows, strict=True)
        return next((name for name, row in named if row.record == record), str(record))

    def find(self, typed: str, stays: Any) -> Any:
        """The record; ``stays``: on which the row hangs by now, where that may be meant.

        ValidationError, with what to type instead, where it is none of them or not one alone.
        """
        if not self.rows:
            raise ValidationError(NONE_THERE.format(noun=self.noun))
        if not (typed or self.only):
            raise self._refused(NOT_NAMED, typed, self.called)
        name = typed or self.only
        key = search_key(name)
        found = [at for at, row in enumerate(self.rows) if key in row.answers]
        rows = [self.rows[at] for at in found]
        if stays is not None and any(row.record == stays for row in rows):
            return stays
        if not rows:
            raise self._refused(UNKNOWN, name, self.called)
        if all(row.awaits(key) for row in rows):
            raise self._refused(NOT_SAVED_YET, name, [])
        if len(rows) > 1:
            raise self._refused(SEVERAL, name, [self.called[at] for at in found])
        return rows[0].record

    def _refused(self, sentence: str, name: str, names: list[str]) -> ValidationError:
        said = sentence.format(noun=self.noun, name=name, names="、".join(names))
        return ValidationError(said)


def _day(values: Any) -> str:
    """As printed, or as fine as it is known."""
    day, grain = values.get("starts_on"), values.get("grain")
    return values.get("period_as_printed") or (as_fine_as(day, grain or "day") if day else "")


class OwnerField(LineField):
    def __init__(self, owners: Owners, stays: Any) -> None:
        super().__init__(label=owners.noun, required=False)
        self.owners, self.stays = owners, stays
        self.widget.attrs["placeholder"] = owners.only

    def clean(self, value: Any) -> Any:
        return self.owners.find(super().clean(value), self.stays)


class BeneathRow(RecordForm):
    """``instance.owners`` are those it may name; the only one need not be named."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners: Owners = self.instance.owners
        stays = getattr(self.instance, owners.field) if self.instance.pk is not None else None
        self.fields[owners.field] = OwnerField(owners, stays)
        if stays is not None:
            self.initial[owners.field] = owners.name_of(stays)


class NumberedRow(BeneathRow):
    """Rows that are counted: a new one without a number stands behind those there are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["number"].required = False
            self.initial["number"] = None


class CountRow(BeneathRow):
    """How many came, as people know it: 110, 約100."""

    heads = RoughNumberField(label="人数", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count: AttendanceCount = self.instance
        if count.value is not None:
            self.initial["heads"] = (int(count.value), count.exactness)
        elif count.pk is None:
            self.initial["unit"] = "名"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "heads" in self.errors or "heads" not in self.changed_data:
            return cleaned
        number, exactness = cleaned.get("heads") or (None, "exact")
        self.instance.value, self.instance.exactness = number, exactness
        if "as_printed" not in self.changed_data:
            cleaned["as_printed"] = ""  # said of the number before
        return cleaned
