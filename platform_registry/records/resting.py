"""What hangs on a record, in words: told before a deletion, on the site and in the admin alike."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models.deletion import ProtectedError, RestrictedError

from platform_registry.access import ScopedQuerySet
from platform_registry.actions import beside_of
from platform_registry.records.going import Going, by_kind, keepers

NAMED = 20  # so many records are named before a deletion; of the others there is a count


@dataclass(frozen=True)
class RestingOn:
    """What forbids deleting a record, what would go with it, what stays without naming it."""

    protected: list[str]
    cascading: list[str]
    untied: list[str]

    @property
    def mark(self) -> str:
        """Of what goes and what is let go of, so that nothing goes that the person didn't read."""
        words = repr((self.cascading, self.untied))
        return sha256(words.encode()).hexdigest()[:16] if self.cascading or self.untied else ""


def resting_on(record: models.Model, user: Any) -> RestingOn:
    """In words this person may read. What they may not remove forbids the deletion, too."""
    try:
        going = Going(record)
    except (ProtectedError, RestrictedError) as error:
        held = error.args[1]
        return RestingOn(_named([*dict.fromkeys([*held, *keepers(record)])], user), [], [])
    beside = beside_of([record, *going.others])  # who may write a record removes these, too
    others = [*going.others, *beside]
    removable = [*_within(going.others, user, "permitted", "remove")]
    removable += _within(beside, user, "told_to")
    kept = [*_without(others, removable)]
    kept += _without(going.untied, _within(going.untied, user, "permitted", "edit"))
    kept += _without([*keepers(record)], kept)
    return RestingOn(_named(kept, user), _named(others, user), _named(going.untied, user))


def _without(records: list[models.Model], left_out: list[models.Model]) -> list[models.Model]:
    known = {(type(row), row.pk) for row in left_out}
    return [row for row in records if (type(row), row.pk) not in known]


def _named(records: list[models.Model], user: Any) -> list[str]:
    """The first of them by name, and how many more there are.

    What is hidden from the person is neither named nor counted.
    """
    seen = _within(records, user, "visible_to")
    names = [f"{record._meta.verbose_name}「{record}」" for record in seen[:NAMED]]
    more = len(seen) - len(names)
    names += [f"ほか{more}件"] if more else []
    return names or ["ほかの記録"] * (len(records) > len(seen))


def _within(records: list[models.Model], user: Any, word: str, *args: str) -> list[models.Model]:
    """Those in their queryset's ``visible_to`` or ``permitted``; kinds without these are open."""
    found: list[models.Model] = []
    for model, rows in by_kind(records).items():
        queryset = model._default_manager.all()
        if isinstance(queryset, ScopedQuerySet):
            allowed = getattr(queryset, word)(user, *args).filter(pk__in=[row.pk for row in rows])
            pks = {row.pk for row in allowed}  # as rows: who is told a name has read it
            rows = [row for row in rows if row.pk in pks]
        found += rows
    return found
