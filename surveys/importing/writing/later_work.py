"""What somebody did to a record after an import made it: then undo leaves it where it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

Model = type[models.Model]


def with_later_work(
    made: models.QuerySet[Any],
    besides: Collection[Model] = frozenset(),
    known: Mapping[Model, Collection[int]] | None = None,
) -> set[int]:
    """Of the records ``made``, the keys of those that any other record refers to.

    Every relation counts, hidden ones and those of many to many included, and whatever stands
    beside a record: notes, numbers, attachments. ``besides`` are the tables of the import itself, ``known``
    the keys of single records that the import made.
    """
    ids = made.order_by().values("pk")
    found: set[int] = set()
    for model, path, conditions in _references(made.model):
        if model not in besides:
            rows = model._base_manager.filter(**conditions, **{f"{path}__in": ids})
            rows = rows.exclude(pk__in=(known or {}).get(model, ()))
            found.update(rows.order_by().values_list(path, flat=True))
    return found


def as_left(
    made: models.QuerySet[Any], besides: Collection[Model] = frozenset()
) -> models.QuerySet[Any]:
    """Those that nobody has saved again, or written anything on, since: they may go."""
    free = made.filter(version=1)
    return free.exclude(pk__in=with_later_work(free, besides))


def _references(model: Model) -> Iterator[tuple[Model, str, dict[str, Any]]]:
    """The model that refers, its column, and what else must hold."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            yield relation.related_model, relation.field.attname, {}
    kind = ContentType.objects.get_for_model(model)
    for other in apps.get_models():
        for field in other._meta.private_fields:
            if isinstance(field, GenericForeignKey):
                yield other, field.fk_field, {field.ct_field: kind}
