"""Rows that hang on rows of another grid of the page: how many came to an event, where a leaflet went.

Each names what it hangs on as that is called on the page, so that it can be typed together with
what it hangs on, before that is saved.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from pilots.models import AttendanceCount
from platform_registry.forms.as_written import RoughNumberField
from platform_registry.forms.fields import LineField
from platform_registry.japanese import search_key
from platform_registry.records.forms import RecordForm

NOT_SAVED_YET = "{noun}「{name}」はまだ保存されていません。{noun}と一緒に保存してください。"
NOT_NAMED = "{noun}を入力してください：{names}"
NONE_THERE = "先に{noun}を入力してください。"
UNKNOWN = "{noun}「{name}」はこの画面にありません。{noun}の名称のとおりに入力してください：{names}"


@dataclass(frozen=True)
class Owners:
    """The rows of the other grid by what they are called; None for one that isn't saved yet."""

    field: str  # by which the rows hang on them: event
    noun: str  # 行事
    called: dict[str, Any]
    former: dict[str, Any]  # by what they were called before they were renamed on this page

    @classmethod
    def of(cls, grid: Any, field: str, noun: str) -> Owners:
        """Of a part of the page whose rows have a ``name``, in the order of the page."""
        rows = [form for form in grid.content.in_order if not form.is_gone]
        rows = [form for form in rows if form.instance.pk is not None or form.touched]
        rows = [form for form in rows if _name(form)]
        names = [_name(form) for form in rows]
        records = [form.instance if form.instance.pk is not None else None for form in rows]
        former = {
            form.initial.get("name"): form.instance
            for form in rows
            if form.instance.pk is not None and form.initial.get("name")
        }
        return cls(field, noun, dict(zip(_apart(names), records, strict=True)), former)

    @property
    def only(self) -> str:
        """What the only one there is called; "" where there are several."""
        return next(iter(self.called)) if len(self.called) == 1 else ""

    def name_of(self, record: Any) -> str:
        return next((name for name, known in self.called.items() if known == record), str(record))

    def find(self, typed: str) -> Any:
        """ValidationError, with what to type instead, where it is none of them."""
        names = "、".join(self.called)
        if not self.called:
            raise ValidationError(NONE_THERE.format(noun=self.noun))
        if not (typed or self.only):
            raise ValidationError(NOT_NAMED.format(noun=self.noun, names=names))
        name = self._as_called(typed or self.only)
        if name in self.called and self.called[name] is None:
            raise ValidationError(NOT_SAVED_YET.format(noun=self.noun, name=name))
        found = self.called.get(name) or self.former.get(name)
        if found is None:
            raise ValidationError(UNKNOWN.format(noun=self.noun, name=typed, names=names))
        return found

    def _as_called(self, typed: str) -> str:
        """However wide the letters are."""
        if typed in self.called:
            return typed
        key = search_key(typed)
        return next((name for name in self.called if search_key(name) == key), typed)


def _name(form: Any) -> str:
    """As it is saved, or as it stands in the row."""
    stored = form.instance.pk is not None
    typed = form.instance.name or form.initial.get("name") if stored else form["name"].value()
    return str(typed or "").strip()


def _apart(names: list[str]) -> list[str]:
    """講座（1）、講座（2） where several have one name."""
    times, seen, found = Counter(names), Counter[str](), []
    for name in names:
        seen[name] += 1
        found.append(f"{name}（{seen[name]}）" if times[name] > 1 else name)
    return found


class OwnerField(LineField):
    def __init__(self, owners: Owners) -> None:
        super().__init__(label=owners.noun, required=False)
        self.owners = owners
        self.widget.attrs["placeholder"] = owners.only

    def clean(self, value: Any) -> Any:
        return self.owners.find(super().clean(value))


class BeneathRow(RecordForm):
    """``instance.owners`` are those it may name; the only one need not be named."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners: Owners = self.instance.owners
        self.fields[owners.field] = OwnerField(owners)
        if self.instance.pk is not None:
            self.initial[owners.field] = owners.name_of(getattr(self.instance, owners.field))


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
