"""What stands beside records, fetched for a whole page at once: notes, numbers, files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, Value

from organizations.beside.models import Beside as StandsBeside
from organizations.models import Attachment, Municipality, Note, Statistic
from platform_registry.models import Stamped


@dataclass
class Beside:
    notes: list[Note] = field(default_factory=list)
    statistics: list[Statistic] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.notes or self.statistics or self.attachments)


TABLES: dict[str, Any] = {"notes": Note, "statistics": Statistic, "attachments": Attachment}


class BesideIndex:
    """All of a page's records at once, however many; what ``reader`` may know of.

    Most records have nothing beside them: one short query says which tables hold something, and
    beside which kinds, so that only those are asked what this reader may know.
    """

    def __init__(self, records: Iterable[models.Model], reader: Any) -> None:
        self._found: dict[tuple[int, int], Beside] = defaultdict(Beside)
        wanted = _wanted(records)
        for name, kinds in _there(wanted).items():
            for row in _light(TABLES[name].objects.filter(wanted)).told_beside(kinds, reader):
                self._add(name, row)

    def _add(self, name: str, row: Any) -> None:
        getattr(self._found[row.record_type_id, row.record_id], name).append(row)

    def of(self, record: models.Model) -> Beside:
        kind = ContentType.objects.get_for_model(record).pk
        return self._found.get((kind, record.pk), Beside())


def _there(wanted: Q) -> dict[str, set[Any]]:
    """Table → kinds of records it holds something beside."""
    found: dict[str, set[Any]] = defaultdict(set)
    if wanted:
        tables = [
            model.objects.filter(wanted)
            .order_by()
            .values_list(Value(name), "record_type")
            .distinct()
            for name, model in TABLES.items()
        ]
        for name, kind in tables[0].union(*tables[1:], all=True):
            found[name].add(ContentType.objects.get_for_id(kind).model_class())
    return found


def _light(rows: Any) -> Any:
    """Files without their bytes, all else with the document it was taken from."""
    return rows.defer("content") if rows.model is Attachment else rows.select_related("source")


def carries(model: type[models.Model]) -> bool:
    """Which kinds of records may have something beside them: municipalities and what people
    enter and change under its own permissions, but nothing that stands beside a record itself."""
    entered = issubclass(model, Stamped) and not issubclass(model, StandsBeside)
    entered = entered and getattr(model, "carries_notes", True)
    return model is Municipality or (entered and hasattr(model._default_manager, "visible_to"))


def _wanted(records: Iterable[models.Model]) -> Q:
    by_kind: dict[int, list[int]] = defaultdict(list)
    for record in records:
        by_kind[ContentType.objects.get_for_model(record).pk].append(record.pk)
    wanted = Q()
    for kind, pks in by_kind.items():
        wanted |= Q(record_type_id=kind, record_id__in=pks)
    return wanted
