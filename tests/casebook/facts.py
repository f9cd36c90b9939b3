"""Does the registry hold what the documents say? Compares a list of facts with the records.

A fact (one JSON object per line) names file, line, value and what it is about. It is found
*by value* where a field of a record holds the value, best in a record whose source covers that
line; running prose is condensed in the registry, so it is found *by source*: a record that
carries the line it was taken from.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from organizations.models import Department, Municipality, Organization, SourceDocument
from organizations.sources.models import Sourced
from platform_registry.japanese import search_key

APPS = ("organizations", "surveys", "pilots", "meetings", "casebook")
LEFT_OUT = {"source", "created_by", "updated_by", "platform", "record_type", "municipality"}
PROSE_LETTERS = 10  # shorter texts are names and words: they must stand in a field
SMALL = 20  # a number below may stand anywhere by chance: only beside its line does it count
NEAR = 2  # lines: a table cell and its quote may start a line or two apart


@dataclass(frozen=True)
class Fact:
    id: str
    municipality: str
    entity: str
    attribute: str
    subject: str
    value: Any
    normalized: Any
    file: str
    line: int

    @property
    def is_prose(self) -> bool:
        return isinstance(self.value, str) and len(self.value) >= PROSE_LETTERS


@dataclass(frozen=True)
class Verdict:
    fact: Fact
    how: str  # "value", "source" or "" where not found
    where: str = ""  # Model.field


@dataclass
class Held:
    """One record: its field values and the lines it was taken from."""

    label: str
    values: dict[str, Any]
    lines: tuple[range, ...] = ()

    def covers(self, line: int) -> bool:
        return any(line in lines for lines in self.lines)


@dataclass
class Shelf:
    """All records taken from one file of the sources."""

    records: list[Held] = field(default_factory=list)


def read(path: Path) -> Iterator[Fact]:
    names = Fact.__dataclass_fields__
    for text in path.read_text(encoding="utf-8").splitlines():
        if text.strip():
            row = json.loads(text)
            yield Fact(**{name: row.get(name) for name in names})


def check(facts: Iterable[Fact]) -> list[Verdict]:
    shelves = _shelves()
    return [_verdict(fact, shelves) for fact in facts]


# ------------------------------------------------------------------ what the registry holds


def _shelves() -> dict[str, Shelf]:
    """File number ("004") → records with their lines; municipality name → records without."""
    shelves: dict[str, Shelf] = defaultdict(Shelf)
    for model in (model for app in APPS for model in apps.get_app_config(app).get_models()):
        if issubclass(model, Sourced):
            records: Any = model._default_manager.select_related("source")
            for record in records.exclude(source=None):
                shelves[record.source.code[:3]].records.append(_held(record))
    for organization in Organization.objects.select_related("municipality"):
        shelves[organization.municipality.name].records.append(_held(organization))
    for department in Department.objects.select_related("municipality", "parent"):
        shelves[department.municipality.name].records.append(_held(department))
    for place in Municipality.objects.exclude(population=None) | Municipality.objects.filter(
        platforms__isnull=False
    ):
        shelves[place.name].records.append(_held(place))
    for document in SourceDocument.objects.all():
        shelves[document.code[:3]].records.append(_held(document))
    return shelves


def _held(record: models.Model) -> Held:
    values: dict[str, Any] = {}
    for column in record._meta.concrete_fields:
        if column.name in LEFT_OUT or not column.editable or column.primary_key:
            continue
        value = getattr(record, column.name)
        if value not in (None, ""):
            values[column.name] = str(value) if column.is_relation else value
            if column.choices:
                values[f"{column.name}（表示）"] = column.flatchoices and str(
                    dict(column.flatchoices).get(value, value)
                )
    for many in record._meta.many_to_many:
        values[many.name] = "、".join(str(other) for other in getattr(record, many.name).all())
    return Held(type(record).__name__, values, tuple(_lines(record)))


def _lines(record: models.Model) -> Iterator[range]:
    """「286–291, 1000」 as ranges."""
    for part in re.split(r"[,、，]\s*", getattr(record, "source_lines", "")):
        numbers = [int(number) for number in re.findall(r"\d+", part)]
        if numbers:
            yield range(numbers[0] - NEAR, numbers[-1] + NEAR + 1)


# ------------------------------------------------------------------ one fact


def _verdict(fact: Fact, shelves: dict[str, Shelf]) -> Verdict:
    beside = [record for record in shelves[fact.file].records if record.covers(fact.line)]
    elsewhere = shelves[fact.municipality].records + shelves[fact.file].records
    for records, near in ((beside, True), (elsewhere, False)):
        where = _by_value(fact, records, near=near)
        if where:
            return Verdict(fact, "value", where)
    if fact.is_prose and beside:
        return Verdict(fact, "source", beside[-1].label)
    return Verdict(fact, "")


def _by_value(fact: Fact, records: list[Held], *, near: bool) -> str:
    """The field that holds the value; several leaves (date, start, end) must all be there."""
    leaves = list(_leaves(fact.normalized))
    if leaves:
        places = [_place_of(leaf, records, near=near) for leaf in leaves]
        if all(places):
            return places[0]
    if isinstance(fact.value, int | float):
        return _place_of(fact.value, records, near=near)
    parts = [part for part in re.split(r"[、，\n]", str(fact.value)) if part.strip()]
    places = [_place_of(part, records, near=near) for part in parts]
    return places[0] if places and all(places) else ""


WORDS_ABOUT = {
    "op", "approx", "open", "attendee_names_recorded", "names_recorded", "weekday_matches",
    "minutes", "procurement", "status", "row", "see", "side", "phase", "phase_in_source",
    "year_inferred", "month_only", "weekday_as_written", "others", "tag", "kind", "group",
    "derived", "weekday_ok", "opt_in", "sub_items", "months", "range", "names",
}  # fmt: skip


def _leaves(value: Any) -> Iterator[Any]:
    """What of a normalized value is a value of its own; words about it are left out."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in WORDS_ABOUT and part is not None:
                yield from _leaves(part)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield value


def _place_of(wanted: Any, records: list[Held], *, near: bool) -> str:
    number, day = _number(wanted), _day(wanted)
    if number is not None and not near and abs(number) < SMALL:
        return ""
    for record in records:
        for name, value in record.values.items():
            if _same(wanted, number, day, value):
                return f"{record.label}.{name}"
    return ""


def _same(wanted: Any, number: Decimal | None, day: str, held: Any) -> bool:
    if day:
        return _iso(held).startswith(day) or day in _iso(held)
    if number is not None:
        return _number(held) == number
    text, kept = search_key(str(wanted)), search_key(str(held))
    if len(text) < 2 or len(kept) < 2:
        return text == kept
    return text in kept or (len(kept) >= 4 and kept in text)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _day(value: Any) -> str:
    """2024-02-06, 2024-02, FY2023 → as ISO text to look for; "" where it is no date."""
    if not isinstance(value, str):
        return ""
    moment = re.fullmatch(r"(\d{4}-\d{2}(?:-\d{2})?)(?:T(\d{2}:\d{2}))?(?:-..)?", value)
    if moment:
        return moment.group(1)
    clock = re.fullmatch(r"\d{2}:\d{2}", value)
    if clock:
        return value
    year = re.fullmatch(r"FY(\d{4})", value)
    return f"{year.group(1)}-04" if year else ""


def _iso(value: Any) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, str) else ""
