"""What a person had before them when they opened a form, and what somebody else changed since.

A form carries the version of its record and a mark of every value it was opened with. Where the
door refuses it as stale, the form says under each field what stands there now, keeps what was
typed, and goes on from the new version: to save again is then a decision.
"""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict

from platform_registry.forms.fields import DateInput
from platform_registry.japanese import era_datetime, whole_number
from platform_registry.models import EDITED_MEANWHILE, EditedMeanwhile, Stamped, Versioned

KEPT = (
    "入力した内容は下に残っています。欄の下に、今の登録を示しました。"
    "もう一度保存すると、入力した内容に置き換わります。"
)
NOTHING_HERE = "この画面の項目には変わったところがありません。もう一度保存してください。"
LONGEST = 500

if TYPE_CHECKING:
    Mixin = forms.ModelForm[Any]
else:
    Mixin = object


class Reopened(Mixin):
    """Mixin of model forms; pages print ``form.version`` and ``form.marks`` as hidden fields."""

    version_name = "version"
    outdated = False  # whether it was said that somebody else was faster
    data: Any
    is_bound: bool
    fields: dict[str, Any]
    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.get(self._sent(self.version_name), "")
        self.version = str(sent if self.is_bound else getattr(self.instance, "version", 1))

    @property
    def opened_version(self) -> int:
        """The version the person had before them; 0, which is none's, where it was lost."""
        return whole_number(self.version) or 0

    @property
    def marks(self) -> str:
        """``name=1a2b3c4d&kind=…`` of what was stored: short, and it tells nothing of the values."""
        sent: str = self.data.get(self._sent("marks"), "")
        known = self.instance.pk is not None and isinstance(self.instance, Versioned)
        return sent or (_marks(self._stored_in(self.instance)) if known else "")

    def _sent(self, name: str) -> str:
        """What the page calls it: a row of several has a name of its own."""
        return str(self.add_prefix(name))

    def _stored_in(self, record: models.Model) -> dict[str, Any]:
        return _values(record, self.fields)

    def add_error(self, field: str | None, error: Any) -> None:
        said = error if isinstance(error, list) else [error]
        stored = None
        if any(isinstance(sentence, EditedMeanwhile) for sentence in said):
            stored = type(self.instance)._base_manager.filter(pk=self.instance.pk).first()
        if stored is None:
            super().add_error(field, error)
        else:
            self._go_on_from(stored)

    def refuse_outdated(self) -> None:
        """Said beside what else is wrong; the door looks again."""
        record = self.instance
        stands = record.pk is not None and isinstance(record, Versioned)
        if stands and record.version != self.opened_version:
            self.add_error(None, EditedMeanwhile())

    def _go_on_from(self, record: Any) -> None:
        self.outdated = True
        changed = self._changed_by_others(record)
        who = f"（{who_saved(record)}）" if changed and who_saved(record) else ""
        advice = KEPT if changed else NOTHING_HERE
        super().add_error(None, f"{EDITED_MEANWHILE.format(who=who)}{advice}")
        for name in changed:
            words = self._words(name, record)
            says = f"今の登録は「{words}」です。" if words else "今の登録は空欄です。"
            super().add_error(name, ValidationError(says))
        self.version = str(record.version)
        self.data = self.data.copy()
        self.data[self._sent(self.version_name)] = self.version
        self.data[self._sent("marks")] = _marks(self._stored_in(record))

    def _changed_by_others(self, record: models.Model) -> list[str]:
        """By the marks the page carried; a page without them shows where it differs from now."""
        now = QueryDict(_marks(self._stored_in(record))).dict()
        if self._sent("marks") not in self.data:
            return [name for name in self.changed_data if name in now]
        before = QueryDict(self.data[self._sent("marks")]).dict()
        return [name for name, mark in now.items() if before.get(name) != mark]

    def _words(self, name: str, record: models.Model) -> str:
        """As this form would show it to this person; a choice that isn't theirs has no name."""
        field, value = self.fields[name], forms.model_to_dict(record, [name])[name]
        if isinstance(field, forms.ModelChoiceField):
            keys = [row.pk for row in value] if isinstance(value, list) else [value]
            queryset: Any = field.queryset
            rows = queryset.filter(pk__in=[key for key in keys if key is not None])
            return "、".join(field.label_from_instance(row) for row in rows)
        if isinstance(value, bool):
            return "はい" if value else "いいえ"
        if isinstance(value, date):
            value = field.prepare_value(value)
            return str(DateInput().format_value(value))
        for choice, label in getattr(field, "choices", ()):
            if str(choice) == str(value) and value not in (None, ""):
                return str(label)
        shown = field.prepare_value(value)
        words = "" if shown is None else str(shown)
        return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"


def _values(record: models.Model, names: Any) -> dict[str, Any]:
    """The record's own values; of several records their numbers in order."""
    return {
        name: sorted(row.pk for row in value) if isinstance(value, list) else value
        for name, value in forms.model_to_dict(record, fields=list(names)).items()
    }


def _marks(values: dict[str, Any]) -> str:
    marks = QueryDict(mutable=True)
    for name, value in values.items():
        marks[name] = sha256(repr(value).encode()).hexdigest()[:8]
    return marks.urlencode()


def who_saved(record: models.Model) -> str:
    """「見本 花子、令和6年3月5日 10:00」 of the last change; empty where nobody is known."""
    if not isinstance(record, Stamped) or record.updated_by is None:
        return ""
    return f"{record.updated_by}、{era_datetime(record.updated_at)}"
