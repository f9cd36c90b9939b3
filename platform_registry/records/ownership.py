"""Where a record hangs: said once, on its model, and followed upwards from there.

    class KpiReading(Record):
        belongs_to = "kpi"

A record that may hang on one of several names them in the order they are looked at:
``belongs_to = ("layer", "platform")``. What hangs on nothing says ``belongs_to = ()``.

What a record must hang on is fixed once it is registered. A place that may be left empty (the
meeting of an opinion) can be named or changed afterwards, as the rules of the model allow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, TypeVar

from django.contrib.contenttypes.fields import GenericForeignKey
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model, prefetch_related_objects

FIXED = "登録した後では変えられません。ほかへ移すときは、移す先で登録し直してください。"

Record = TypeVar("Record", bound=Model)


def owner_names(model: type[Model]) -> tuple[str, ...]:
    """Raises AttributeError where a model doesn't say what its records hang on."""
    said: Any = model
    owner: str | tuple[str, ...] = said.belongs_to
    return (owner,) if isinstance(owner, str) else owner


def main_owner(model: type[Model]) -> str:
    """What a record of this kind always hangs on; empty where that is nothing.

    Of several it is the one that may not be left empty.
    """
    names = owner_names(model)
    required = (name for name in names if not _may_be_empty(model, name))
    return next(required, names[0] if names else "")


def owner_kind(model: type[Model]) -> Any:
    """The kind of record that one of this kind always hangs on; None where it is any or none."""
    name = main_owner(model)
    return model._meta.get_field(name).related_model if name else None


def _may_be_empty(model: type[Model], name: str) -> bool:
    field: Any = model._meta.get_field(name)
    if isinstance(field, GenericForeignKey):
        field = model._meta.get_field(field.ct_field)
    return bool(field.null)


def _ways_up(model: type[Model]) -> Iterator[tuple[str, type[Model]]]:
    """The kind itself, what it hangs on, and so on to the top, each with the way there:
    ("", KpiReading), ("kpi__", Kpi), ("kpi__pilot__", Pilot) …"""
    way, kind = "", model
    while True:
        yield way, kind
        name = main_owner(kind)
        above = kind._meta.get_field(name).related_model if name else None
        if not isinstance(above, type):  # the top, or a record of any kind
            return
        way, kind = f"{way}{name}__", above


def ways_up_to(kind: type[Model], top: type[Model]) -> Iterator[str]:
    """How records of a kind name the record of another that they hang on: hearing__platform."""
    for name in owner_names(kind):
        above = kind._meta.get_field(name).related_model
        if above is top:
            yield name
        elif isinstance(above, type):
            yield from (f"{name}__{way}" for way in ways_up_to(above, top))


@cache
def way_to(model: type[Model], top: type[Model]) -> str:
    """``kpi__pilot__platform__`` from a reading to its platform; empty from a platform itself."""
    for way, kind in _ways_up(model):
        if issubclass(kind, top):
            return way
    raise ImproperlyConfigured(f"{model.__name__} doesn't hang on any {top.__name__}.")


@cache
def way_to_field(model: type[Model], name: str) -> str:
    """``kpi__pilot__shared``: a field of the record, or else of the first above that has it."""
    for way, kind in _ways_up(model):
        if name in {field.name for field in kind._meta.fields}:
            return f"{way}{name}"
    raise ImproperlyConfigured(f"Neither {model.__name__} nor what it hangs on has {name}.")


def municipality_id_of(record: Any) -> int:
    """The number of the municipality a record belongs to; what stands between is fetched."""
    kind: Any = type(record)
    *above, last = way_to_field(kind, "municipality").split("__")
    for name in above:
        record = getattr(record, name)
    number: int = getattr(record, f"{last}_id")
    return number


def fixed_owners(model: type[Model]) -> dict[str, tuple[str, ...]]:
    """Field → the columns that hold it, of what a record of this kind stays with."""
    fixed: dict[str, tuple[str, ...]] = {}
    for name in owner_names(model):
        field: Any = model._meta.get_field(name)
        if isinstance(field, GenericForeignKey):
            kind: Any = model._meta.get_field(field.ct_field)
            fixed[name] = (kind.attname, field.fk_field)
        elif not field.null:
            fixed[name] = (field.attname,)
    return fixed


def refuse_new_owner(record: Model) -> None:
    """ValidationError where a stored record is about to hang on something else."""
    fixed = fixed_owners(type(record))
    columns = [column for held_by in fixed.values() for column in held_by]
    if not columns:
        return
    rows = type(record)._base_manager.filter(pk=record.pk).values(*columns)
    for stored in rows[:1]:
        moved = {column for column in columns if stored[column] != getattr(record, column)}
        told = {name: FIXED for name, held_by in fixed.items() if moved & {*held_by}}
        if told:
            raise ValidationError(told)


def owner_key(record: Any) -> tuple[type[Model], Any] | None:
    """Kind and number of what the record hangs on, without asking for it."""
    for name in owner_names(type(record)):
        field = record._meta.get_field(name)
        if isinstance(field, GenericForeignKey):
            kind, number = getattr(record, field.ct_field), getattr(record, field.fk_field)
            if kind:
                return kind.model_class(), number
        elif (number := getattr(record, field.attname)) is not None:
            return field.related_model, number
    return None


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
    """Everything the records hang on, step by step, in a query for each kind of it."""
    step = list(records)
    while step:
        _load_owners(step)
        # Told apart by identity: a layer fetched with each of its rows is there several times.
        owners = {id(owner): owner for row in step if (owner := owner_of(row)) is not None}
        step = list(owners.values())


def _load_owners(records: list[Any]) -> None:
    """What is there already stays; pilots and meetings have their platforms from one question."""
    of_any_kind: dict[tuple[type[Model], str], list[Any]] = defaultdict(list)
    wanted: dict[type[Model], list[tuple[Any, Any, Any]]] = defaultdict(list)
    for record in records:
        for name in owner_names(type(record)):
            field: Any = record._meta.get_field(name)
            if isinstance(field, GenericForeignKey):
                of_any_kind[type(record), name].append(record)
            elif not field.is_cached(record):
                number = getattr(record, field.attname)
                if number is not None:
                    wanted[field.related_model].append((record, field, number))
    for (_, name), rows in of_any_kind.items():
        prefetch_related_objects(rows, name)
    for model, places in wanted.items():
        found = model._base_manager.in_bulk({number for _, _, number in places})
        for record, field, number in places:
            field.set_cached_value(record, found.get(number))


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
