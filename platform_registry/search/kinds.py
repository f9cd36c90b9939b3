"""Which kinds of record are found, by what they say, and by what they hang on.

    register(Pilot, order=30, list_url_name="pilots", heading=("name",), texts=("content", "target"))

``heading`` names the record, in the results and in the keys of what hangs on it; ``texts`` are
fields, also of related records (``organization__name``, ``attendances__name_as_printed``). A text
may be seen by everybody who sees the record: nothing else may be named here, but ``inside``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet, prefetch_related_objects

from platform_registry.access import rows_of
from platform_registry.records.ownership import load_upwards, owner_names, upwards, ways_up_to

if TYPE_CHECKING:
    from platform_registry.search.inside import Inside

Said = tuple[str, str]  # what it is called, what it says


@dataclass(frozen=True)
class Kind:
    model: type[Model]
    label: str
    order: int
    heading: tuple[str, ...]
    texts: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    list_url_name: str = ""
    # A kind of which there are very many keeps its key in a column of its own.
    column: str = ""
    # Records out of the lists (merged into others) aren't found either.
    rows: Callable[[Any], Any] = lambda rows: rows
    said: Callable[[Any], list[Said]] | None = None
    keys: Callable[[list[Any]], Iterable[tuple[Any, str]]] | None = None
    # Where it is neither the record's own page nor that of what it hangs on.
    url: Callable[[Any], str] | None = None
    seen: Callable[[Any, Any], Any] | None = None
    related: tuple[str, ...] = ()
    inside: Inside | None = None

    @property
    def name(self) -> str:
        """As it stands in addresses."""
        return self.model._meta.label_lower

    def seen_by(self, user: Any) -> QuerySet[Any]:
        rows = self.rows(rows_of(self.model))
        found: QuerySet[Any] = self.seen(rows, user) if self.seen else rows.visible_to(user)
        return found

    @cached_property
    def beside(self) -> tuple[str, ...]:
        """What must be fetched besides to read the texts: ``organization``, ``attendances``."""
        paths = (path.rpartition("__")[0] for path in (*self.heading, *self.texts, *self.phones))
        return tuple(dict.fromkeys(filter(None, (*paths, *self.related))))

    def headings_of(self, record: Any) -> list[Said]:
        return [said for path in self.heading for said in said_at(record, path)]

    def texts_of(self, record: Any) -> list[Said]:
        if self.said is not None:
            return self.said(record)
        return [said for path in self.texts for said in said_at(record, path)]

    def phones_of(self, record: Any) -> list[Said]:
        return [said for path in self.phones for said in said_at(record, path)]


_kinds: dict[type[Model], Kind] = {}


def kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def kind_of(model: type[Model]) -> Kind | None:
    return _kinds.get(model)


def kind_named(name: str) -> Kind | None:
    return next((kind for kind in kinds() if kind.name == name), None)


def register(
    model: type[Model], *, order: int, heading: tuple[str, ...], label: str = "", **more: Any
) -> Kind:
    kind = Kind(model, label or str(model._meta.verbose_name), order, heading, **more)
    _kinds[model] = kind
    return kind


def said_at(record: Any, path: str) -> Iterator[Said]:
    """What the field at the path says, and how people call it; of rows beside it, each."""
    name, _, rest = path.partition("__")
    if name not in {field.name for field in record._meta.get_fields()}:  # a property
        yield str(record._meta.verbose_name), getattr(record, name)
        return
    field: Any = record._meta.get_field(name)
    if not rest:
        text = getattr(record, f"get_{name}_display")() if field.choices else getattr(record, name)
        if text not in (None, ""):
            yield str(field.verbose_name), str(text)
        return
    if field.many_to_many or field.one_to_many:
        for other in getattr(record, name).all():
            yield from said_at(other, rest)
    elif (other := getattr(record, name)) is not None:
        yield from ((str(field.verbose_name), text) for _, text in said_at(other, rest))


def above(record: Any) -> list[Said]:
    """What the record hangs on, by name: 試行的事業「…」, 連携PF「…」, 自治体「…」."""
    found: list[Said] = []
    for owner in list(upwards(record))[1:]:
        kind = kind_of(type(owner))
        name = str(owner._meta.verbose_name)
        heading = [text for _, text in kind.headings_of(owner)] if kind else [str(owner)]
        found += [(name, text) for text in heading]
    return found


def load_all(found: list[tuple[Kind, list[Any]]]) -> None:
    """All that keys are made of and results say, in a query for each kind of it."""
    for kind, records in found:
        prefetch_related_objects(records, *kind.beside)
    everything = [record for _, records in found for record in records]
    load_upwards(everything)
    owners: dict[type[Model], dict[int, Any]] = {}
    for record in everything:
        for owner in list(upwards(record))[1:]:
            owners.setdefault(type(owner), {})[id(owner)] = owner
    for model, rows in owners.items():
        if other := kind_of(model):
            prefetch_related_objects(list(rows.values()), *other.related)


def resting_on(record: Model) -> Iterator[tuple[Kind, QuerySet[Any]]]:
    """Records whose keys name this one: what hangs on it, what it is a part of or named in, and
    what stands beside it or one of those."""
    yield from _beside(type(record), [record.pk])
    for kind in kinds():
        if kind.inside and type(record) in kind.inside.names:
            yield kind, kind.inside.names[type(record)](kind.model, record)
        for way in _ways(kind, type(record)):
            rows = kind.model._base_manager.filter(**{way: record.pk}).distinct()
            yield kind, rows
            yield from _beside(kind.model, rows.order_by().values("pk"))


def _beside(model: type[Model], numbers: Any) -> Iterator[tuple[Kind, QuerySet[Any]]]:
    for kind in kinds():
        for name in owner_names(kind.model):
            field: Any = kind.model._meta.get_field(name)
            if isinstance(field, GenericForeignKey):
                of_kind = ContentType.objects.get_for_model(model)
                at = {field.ct_field: of_kind, f"{field.fk_field}__in": numbers}
                yield kind, kind.model._base_manager.filter(**at)


def _ways(kind: Kind, named: type[Model]) -> Iterator[str]:
    yield from ways_up_to(kind.model, named)
    for way, model in _related(kind):
        if model is named:
            yield way


def _related(kind: Kind) -> Iterator[tuple[str, type[Model]]]:
    for path in kind.beside:
        model: Any = kind.model
        way = ""
        for name in path.split("__"):
            model = model._meta.get_field(name).related_model
            way = f"{way}__{name}" if way else name
            yield way, model


@cache
def is_named(model: type[Model]) -> bool:
    """Whether records of other kinds are found by the name of one of this kind."""
    return any(way for kind in kinds() for way in _ways(kind, model))


def named_inside() -> set[type[Model]]:
    """Kinds of record that are named in what only some may read of others."""
    return {model for kind in kinds() if kind.inside for model in kind.inside.names}


def parts() -> set[type[Model]]:
    """Kinds of record that others are found by, besides those that are found themselves."""
    return {model for kind in kinds() for _, model in _related(kind)} - set(_kinds)
