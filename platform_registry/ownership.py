"""Where a record hangs: said once, on its model, and followed upwards from there.

    class KpiReading(Record):
        belongs_to = "kpi"

A record that may hang on one of several names them in the order they are looked at:
``belongs_to = ("layer", "platform")``. What hangs on nothing says ``belongs_to = ()``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.db.models import Model, prefetch_related_objects

Record = TypeVar("Record", bound=Model)


def owner_names(model: type[Model]) -> tuple[str, ...]:
    """Raises AttributeError where a model doesn't say what its records hang on."""
    owner: str | tuple[str, ...] = model.belongs_to  # type: ignore[attr-defined]
    return (owner,) if isinstance(owner, str) else owner


def owner_of(record: Any) -> Any:
    """The record this one hangs on; None for what hangs on nothing, or on nothing yet."""
    found = (getattr(record, name, None) for name in owner_names(type(record)))
    return next((owner for owner in found if owner is not None), None)


def upwards(record: Any) -> Iterator[Any]:
    """The record itself, what it hangs on, and so on to the top."""
    while record is not None:
        yield record
        record = owner_of(record)


def load_upwards(records: Iterable[Any]) -> None:
    """Everything the records hang on, in a query for each kind and not for each record."""
    kinds = defaultdict(list)
    for record in records:
        kinds[type(record)].append(record)
    for kind, rows in kinds.items():
        prefetch_related_objects(rows, *owner_names(kind))
        owners = [owner_of(row) for row in rows]
        # Told apart by identity: a layer fetched with each of its rows is there several times.
        load_upwards({id(owner): owner for owner in owners if owner is not None}.values())


def above(record: Any, kind: type[Record]) -> Record | None:
    """The first record of that kind on the way up, the record itself included."""
    return next((found for found in upwards(record) if isinstance(found, kind)), None)


def stands_above_itself(record: Any) -> bool:
    """Whether the chosen parent is the record itself or hangs below it."""
    above = record.parent
    while above is not None:
        if above.pk == record.pk:
            return True
        above = above.parent
    return False
