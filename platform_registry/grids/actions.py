"""What is written of drafts. What they hold is saved by the door, as from any other form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from platform_registry import actions as door
from platform_registry.grids.models import EditDraft

KEPT_DAYS = 90
MOST_LETTERS = 2_000_000


class KeptElsewhere(Exception):
    """Another window of this person has kept something since this one was opened."""

    def __init__(self, draft: EditDraft) -> None:
        super().__init__()
        self.draft = draft


class TooLarge(Exception):
    """More than anybody types."""


def is_too_large(typed: Mapping[str, list[str]]) -> bool:
    return sum(len(value) for values in typed.values() for value in values) > MOST_LETTERS


@transaction.atomic
def keep_draft(
    key: str, typed: dict[str, list[str]], *, of: models.Model | None, seen: int, by: Any
) -> EditDraft | None:
    """The draft of this page, None where nothing is left to keep.

    ``seen`` is its version as this window knows it; KeptElsewhere where another one was faster.
    """
    stored = EditDraft.objects.select_for_update().filter(user=by, key=key).first()
    if stored is not None and stored.version != seen:
        raise KeptElsewhere(stored)
    if is_too_large(typed):
        raise TooLarge
    if not typed:
        drop_draft(key, by=by)
        return None
    draft = stored or EditDraft(user=by, key=key, version=0)
    draft.record_type = ContentType.objects.get_for_model(of) if of is not None else None
    draft.record_id = of.pk if of is not None else None
    draft.data, draft.saved_at, draft.version = typed, timezone.now(), draft.version + 1
    draft.full_clean(validate_unique=False)
    draft.save()
    _let_go_of_old_ones()
    return draft


@transaction.atomic
def leave_draft(
    key: str,
    typed: dict[str, list[str]],
    *,
    instead_of: tuple[str, ...],
    of: models.Model,
    seen: int,
    by: Any,
) -> bool:
    """After a save: what is typed in this window and not saved yet.

    A draft that this window has not gone on from keeps what it holds besides; ``instead_of`` are
    the beginnings of the names that were saved or typed here. Says whether there is such a rest.
    """
    stored = EditDraft.objects.select_for_update().filter(user=by, key=key).first()
    others = stored.data if stored is not None and stored.version != seen else {}
    others = {name: said for name, said in others.items() if not name.startswith(instead_of)}
    keep_draft(key, others | typed, of=of, seen=stored.version if stored else 0, by=by)
    return bool(others)


def drop_draft(key: str, *, by: Any) -> None:
    EditDraft.objects.filter(user=by, key=key).delete()


def _let_go_of_old_ones() -> None:
    """Whoever keeps one makes room: a draft nobody came back to says things long overtaken."""
    long_ago = timezone.now() - timedelta(days=KEPT_DAYS)
    EditDraft.objects.filter(saved_at__lt=long_ago).delete()


@door.goes_with
def drafts_go_with_their_record(kind: type[models.Model], rows: list[models.Model]) -> None:
    """Everybody's, also those nobody else is told of."""
    of_kind = EditDraft.objects.filter(record_type=ContentType.objects.get_for_model(kind))
    of_kind.filter(record_id__in=[row.pk for row in rows]).delete()
