"""Whoever carries out a request holds a lease on it and goes on renewing it while at work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from surveys.models import ImportBatch, Worker

State = ImportBatch.State
AT_WORK = (State.READING, State.RUNNING, State.UNDOING)
FORGOTTEN_AFTER = timedelta(days=1)

_held: tuple[int, int] | None = None  # the batch and request this process is at


@contextmanager
def at_work(batch_id: int, request: int) -> Iterator[None]:
    """While inside, the pulse goes on renewing the lease."""
    global _held
    _held = (batch_id, request)
    try:
        yield
    finally:
        _held = None


def renew_held() -> None:
    if _held is not None:
        renew(*_held)


def _lease() -> Any:
    return timezone.now() + timedelta(seconds=settings.IMPORT_LEASE_SECONDS)


def begin(batch_id: int, request: int) -> bool:
    """Take the lease; False where the request is over or another worker is at it."""
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    due = ImportBatch.objects.filter(free, pk=batch_id, request=request, state__in=AT_WORK)
    return bool(due.update(lease_until=_lease()))


@transaction.atomic
def renew(batch_id: int, request: int) -> None:
    """Where the commit itself has locked the batch there is no need: nobody takes it up then."""
    mine = ImportBatch.objects.filter(pk=batch_id, request=request, state__in=AT_WORK)
    free = not_locked(mine.exclude(lease_until=None))
    ImportBatch.objects.filter(pk__in=free).update(lease_until=_lease())


def tell(batch_id: int, request: int, progress: int) -> None:
    """How far the work is, in per cent."""
    ImportBatch.objects.filter(pk=batch_id, request=request).update(progress=progress)


def stop(batch_id: int, request: int, *, state: str, message: str) -> None:
    """The request is over: it came to nothing, or has done what it could one by one."""
    batch = ImportBatch.objects.filter(pk=batch_id, request=request, state__in=AT_WORK)
    batch.update(state=state, message=message, progress=0, lease_until=None)


def not_locked(batches: QuerySet[ImportBatch]) -> list[int]:
    """Locks those that nobody else has locked, and waits for none. Inside a transaction."""
    skip = connection.features.has_select_for_update_skip_locked
    return list(batches.select_for_update(skip_locked=skip).values_list("pk", flat=True))


# ------------------------------------------------------------------ workers


def say_alive(name: str) -> None:
    now = timezone.now()
    Worker.objects.update_or_create(
        name=name, defaults={"seen_at": now}, create_defaults={"seen_at": now, "started_at": now}
    )
    Worker.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()


def say_gone(name: str) -> None:
    Worker.objects.filter(name=name).delete()
