"""Who is told of an import: nobody from whom its parent or a record that it made is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q

from platform_registry.access import ScopedQuerySet
from platform_registry.secrecy import guarded, untold


class ImportQuerySet(ScopedQuerySet):
    """Files, what was decided about them and what came of it: for those who import."""

    takes: ClassVar = {"view": "import", "edit": "import", "remove": "import"}

    def inside(self, user: Any, since: Any) -> None:
        """Nothing stands beside an import."""
        return None


class InBatchQuerySet(ImportQuerySet):
    """What hangs on a batch is told to those to whom the batch is."""

    def confided(self, user: Any, since: Any = None) -> Q:
        return told_under(user, "batch__")


def no_list_hidden(user: Any, file: str) -> Q:
    """Of files (at ``file``) those of which no list is kept from this person."""
    lists = apps.get_model("surveys", "ImportBatch")._base_manager.exclude(parent_id=None)
    return Q(~Exists(lists.exclude(told_under(user)).filter(file=OuterRef(file))))


def kinds_of(numbers: Iterable[int | None]) -> set[type[models.Model]]:
    found = (ContentType.objects.get_for_id(number).model_class() for number in numbers if number)
    return {kind for kind in found if kind}


def told_under(
    user: Any,
    path: str = "",
    *,
    parents: Collection[type[models.Model]] | None = None,
    records: Collection[type[models.Model]] | None = None,
) -> Q:
    """Of imports (at ``path``) those of which nothing is kept from this person.

    Neither the parent nor a record that a row made or changed may be: it may have become a
    secret since. Under a parent that is gone nobody can tell any more how secret it was: such a
    list stays hidden where its kind has secrets at all.
    """
    of_parent = untold(
        user,
        f"{path}parent_type",
        f"{path}parent_id",
        f"{path}created_at",
        among=guarded() if parents is None else parents,
        there=True,
    )
    rows = apps.get_model("surveys", "ImportRow")._base_manager.exclude(record_type=None)
    at = ("record_type", "record_id", "batch__created_at")
    secret = rows.filter(untold(user, *at, records, there=records is not None))
    return ~of_parent & Q(~Exists(secret.filter(batch=OuterRef(f"{path}pk"))))
