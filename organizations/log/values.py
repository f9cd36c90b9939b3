"""Values the change log kept, in words: labels of choices, era dates, names of records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from organizations.log.known import Names
from organizations.models import LogEntry, OwnValues
from organizations.own.models import numbers_in
from organizations.own.values import as_kept, shown
from platform_registry.japanese import era_date, era_datetime, fiscal_year_label
from platform_registry.records.ownership import owner_names

EMPTY = "（空欄）"
OWN, OWN_GONE = "独自の項目「{}」", "削除された独自の項目"
# Who and when stands in the entry itself; the others are keys the site makes for itself.
HIDDEN = {
    "id",
    "version",
    "updated_at",
    "created_at",
    "updated_by",
    "created_by",
    "bare_name",
    "match_key",
    "search_text",
    "sort_key",
    "row_hash",
    "sha256",
    "vendor_key",
    "weekday_differs",
    "password",
    "last_login",
}
YES_NO = {"True": "はい", "False": "いいえ"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of an entry, before and after; "" where it was empty."""

    label: str
    old: str = ""
    new: str = ""
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @property
    def only_touched(self) -> bool:
        """Its content is no text a person reads."""
        return self.old == self.new


def facts_of(entry: LogEntry, names: Names) -> list[Fact]:
    found: list[Fact] = []
    for field_, values in _changes(entry):
        of_own = _is_own(field_)
        found += _own_facts(values, names, entry) if of_own else [_fact(field_, values, names)]
    return found


def _is_own(field_: Any) -> bool:
    return field_.name == "own" and issubclass(field_.model, OwnValues)


def own_numbers(entries: Iterable[LogEntry]) -> set[int]:
    """The numbers of the own fields the entries speak of."""
    kept = (v for e in entries for field_, values in _changes(e) if _is_own(field_) for v in values)
    return {number for value in kept for number in numbers_in(_own(value)).values()}


def _own(kept: Any) -> dict[str, Any]:
    """The log keeps it as JSON; "None" where there was no record yet."""
    found = json.loads(kept) if isinstance(kept, str) and kept.startswith("{") else {}
    return found if isinstance(found, dict) else {}


def _own_facts(values: Any, names: Names, entry: LogEntry) -> list[Fact]:
    """One for each own field that changed: 独自の項目「送迎」　いいえ → はい"""
    old, new = (_own(value) for value in values)
    numbers = numbers_in({**old, **new})
    facts = []
    for key in sorted(numbers, key=numbers.__getitem__):
        is_told, field_ = names.own_field(numbers[key], entry)
        if old.get(key) == new.get(key) or not is_told:
            continue
        label = OWN.format(field_.label) if field_ else OWN_GONE
        before, after = (_own_word(field_, side.get(key)) for side in (old, new))
        facts.append(Fact(label, before, after))
    return facts


def _own_word(field_: Any, value: Any) -> str:
    if value is None:
        return ""
    return shown(field_, value) if field_ else as_kept(value)


def wanted_names(entries: Iterable[LogEntry]) -> Iterator[tuple[Any, int]]:
    """Kind and number of the records that the values stand for."""
    for entry in entries:
        for field_, values in _changes(entry):
            if field_.is_relation and not isinstance(values, dict):
                for value in values:
                    if str(value).isdecimal():
                        yield field_.related_model, int(value)


def _changes(entry: LogEntry) -> Iterator[tuple[Any, Any]]:
    model = entry.kind.model_class()
    if model is None:
        return
    fields = {f.name: f for f in [*model._meta.concrete_fields, *model._meta.many_to_many]}
    left_out = hidden(model)
    if entry.action != LogEntry.Action.UPDATE:  # the sentence names what the record hangs on
        left_out |= {*owner_names(model)}
    changes = entry.changes or {}
    for name, field_ in fields.items():
        if name in changes and name not in left_out:
            yield field_, changes[name]


def hidden(model: Any) -> set[str]:
    """Fields of a kind that say nothing to a person."""
    pointers = {
        name
        for f in model._meta.private_fields
        if isinstance(f, GenericForeignKey)
        for name in (f.ct_field, f.fk_field)
    }
    kinds = {f.name for f in model._meta.concrete_fields if f.related_model is ContentType}
    return HIDDEN | pointers | kinds


def _fact(field_: Any, values: Any, names: Names) -> Fact:
    label = str(field_.verbose_name)
    if isinstance(values, dict):
        objects = [str(o) for o in values.get("objects", [])]
        added = values.get("operation") == "add"
        return Fact(label, added=objects if added else [], removed=[] if added else objects)
    old, new = (_word(value, field_, names) for value in values)
    return Fact(label, old, new)


def _word(value: Any, field_: Any, names: Names) -> str:
    if value in (None, "None", ""):
        return ""
    if field_.is_relation:  # the log keeps the record's number only
        return names.of(field_.related_model, value)
    if field_.flatchoices:
        return str(dict(field_.flatchoices).get(value, value))
    kind = field_.name if field_.name in WORDS else field_.get_internal_type()
    in_words = WORDS.get(kind, str)
    try:
        return str(in_words(str(value)))
    except (ValueError, InvalidOperation):
        return str(value)


def _moment(text: str) -> str:
    """The log keeps them without a zone, as they are in UTC."""
    return era_datetime(timezone.localtime(datetime.fromisoformat(text).replace(tzinfo=UTC)))


def _clock(text: str) -> str:
    return f"{time.fromisoformat(text):%H時%M分}"


def _number(text: str) -> str:
    found = f"{Decimal(text):f}"
    return found.rstrip("0").rstrip(".") if "." in found else found


# By the field's own name, else by its type.
WORDS: dict[str, Any] = {
    "fiscal_year": lambda text: fiscal_year_label(int(text)),
    "BooleanField": lambda text: YES_NO.get(text, text),
    "DateField": lambda text: era_date(date.fromisoformat(text)),
    "DateTimeField": _moment,
    "TimeField": _clock,
    "DecimalField": _number,
    "JSONField": lambda text: "（内容を更新）",
}
