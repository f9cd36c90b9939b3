"""What a row of a list made besides its record: who came to the meeting, what was decided there.

``ImportRow.before`` holds it as "made": [[model, key, version], …].
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps

from surveys.importing.writing.later_work import with_later_work
from surveys.models import ImportRow

if TYPE_CHECKING:
    from surveys.importing.lists.rows import ListRow


def made_with_it(row: ListRow) -> dict[str, Any]:
    made = [[other._meta.label, other.pk, getattr(other, "version", 1)] for other in row.added]
    return {"made": made} if made else {}


class Beside:
    """What the rows of a batch made besides their records, as it stands now."""

    def __init__(self, rows: Iterable[ImportRow]) -> None:
        numbers: dict[Any, list[int]] = defaultdict(list)
        for row in rows:
            for label, pk, _ in (row.before or {}).get("made", []):
                numbers[apps.get_model(label)].append(pk)
        self.numbers = dict(numbers)
        self.stored = {m: m._base_manager.in_bulk(ids) for m, ids in numbers.items()}
        self.used = {
            m: with_later_work(m._base_manager.filter(pk__in=ids)) for m, ids in numbers.items()
        }

    def untouched(self, row: ImportRow) -> list[Any] | None:
        """Those still there; None where somebody changed one, or something rests on it."""
        found = []
        for label, pk, version in (row.before or {}).get("made", []):
            model = apps.get_model(label)
            record = self.stored[model].get(pk)
            if record is None:
                continue
            if getattr(record, "version", 1) != version or pk in self.used[model]:
                return None
            found.append(record)
        return found
