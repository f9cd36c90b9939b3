"""Brings the master of all local governments up to date: some 1,900 rows, written in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from organizations.models import Municipality
from organizations.places.master import Entry, entries
from platform_registry.search.actions import index_written


class Loaded(NamedTuple):
    created: int
    changed: int
    unchanged: int


def load() -> Loaded:
    """Bring the master up to date. What is right already is not written again."""
    created = changed = unchanged = 0
    with transaction.atomic():
        known = {m.code: m for m in Municipality.objects.all()}
        for level in _levels(entries()):
            new, altered, same = _sorted_out(level, known)
            known |= {m.code: m for m in Municipality.objects.bulk_create(new)}
            if altered:
                Municipality.objects.bulk_update(
                    altered, ["name", "kana", "kind", "prefecture", "city"]
                )
            created, changed, unchanged = (
                created + len(new),
                changed + len(altered),
                unchanged + same,
            )
        if created or changed:
            index_written(Municipality, [place.pk for place in known.values()])
    return Loaded(created, changed, unchanged)


def _levels(wanted: Iterable[Entry]) -> list[list[Entry]]:
    """Prefectures, then municipalities, then wards: each level points at the one before."""
    levels: list[list[Entry]] = [[], [], []]
    for entry in wanted:
        levels[2 if entry.city_code else 1 if entry.prefecture_code else 0].append(entry)
    return levels


def _sorted_out(
    level: Iterable[Entry], known: dict[str, Municipality]
) -> tuple[list[Municipality], list[Municipality], int]:
    """New records, records that differ (brought up to date, not saved), number of equal ones."""
    new, altered, same = [], [], 0
    for entry in level:
        fields = {
            "name": entry.name,
            "kana": entry.kana,
            "kind": entry.kind,
            "prefecture_id": known[entry.prefecture_code].pk if entry.prefecture_code else None,
            "city_id": known[entry.city_code].pk if entry.city_code else None,
        }
        record = known.get(entry.code)
        if record is None:
            new.append(Municipality(code=entry.code, **fields))
        elif any(getattr(record, field) != value for field, value in fields.items()):
            for field, value in fields.items():
                setattr(record, field, value)
            altered.append(record)
        else:
            same += 1
    return new, altered, same
