"""Commits and undos: asked for by people, carried out by the worker, taken up again if it dies.

Each request has a number. A task carries out the request it was made for and no other, so that
a task found twice in the queue, or found after an undo, does nothing. Whoever is at it holds a
lease and goes on renewing it; a lease that has run out says that its worker is dead.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from organizations.models import User
from surveys.importing.planning.plan import FilePlan, promise_of
from surveys.importing.shapes import Refused
from surveys.importing.writing.commit import commit
from surveys.models import ImportBatch, Worker

State = ImportBatch.State
AT_WORK = (State.RUNNING, State.UNDOING)
FORGOTTEN_AFTER = timedelta(days=1)


def request_commit(batch: ImportBatch, *, seen: str, by: User | None) -> None:
    """Hand the commit to the worker. ``seen`` is the promise of the plan the person saw."""
    if _ask(batch, [State.DRAFT, State.FAILED], State.RUNNING, by, seen=seen, step="check"):
        _enqueue(batch)


def request_undo(batch: ImportBatch, *, by: User | None) -> None:
    if _ask(batch, [State.COMMITTED], State.UNDOING, by):
        _enqueue(batch)


def import_now(plan: FilePlan, *, by: User | None) -> ImportBatch:
    """Carry a plan out in this process, for the command line. Refused where it can't be."""
    batch = plan.batch
    asked = _ask(batch, [State.DRAFT, State.FAILED], State.RUNNING, by, seen=promise_of(plan))
    if asked and begin(batch.pk, batch.request):
        try:
            commit(batch.pk, batch.request, by=by)
        except Refused as refusal:
            stop(batch.pk, batch.request, state=State.FAILED, message=str(refusal))
            raise
    batch.refresh_from_db()
    return batch


def _ask(batch: ImportBatch, waiting: list[str], state: str, by: User | None, **more: Any) -> bool:
    """Raise the number of the request, where the batch is in one of the ``waiting`` states."""
    changed = ImportBatch.objects.filter(pk=batch.pk, state__in=waiting).update(
        state=state,
        request=F("request") + 1,
        progress=5,
        message="",
        lease_until=None,
        changed_by=by,
        changed_at=timezone.now(),
        **more,
    )
    if changed:
        batch.refresh_from_db(fields=["state", "request"])
    return bool(changed)


def _enqueue(batch: ImportBatch) -> None:
    from surveys.tasks import commit_batch, undo_batch  # they carry out what stands here

    task = commit_batch if batch.state == State.RUNNING else undo_batch
    task.enqueue(batch.pk, batch.request)


# ------------------------------------------------------------------ at work


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
    free = _not_locked(mine.exclude(lease_until=None))
    ImportBatch.objects.filter(pk__in=free).update(lease_until=_lease())


def stop(batch_id: int, request: int, *, state: str, message: str) -> None:
    """The request came to nothing; what stood before stands still."""
    batch = ImportBatch.objects.filter(pk=batch_id, request=request, state__in=AT_WORK)
    batch.update(state=state, message=message, progress=0, lease_until=None)


def take_up_again() -> list[int]:
    """Queue what a dead worker left behind; returns the batches."""
    late = timezone.now() - timedelta(seconds=settings.IMPORT_LEASE_SECONDS)
    dead = Q(lease_until__lt=timezone.now()) | Q(lease_until=None, changed_at__lt=late)
    left = ImportBatch.objects.filter(dead, state__in=AT_WORK).only("pk", "state", "request")
    if not left.exists():
        return []
    with transaction.atomic():
        batches = list(left.filter(pk__in=_not_locked(left)))  # a commit locks its batch
        queued = _tasks("READY")
        batches = [batch for batch in batches if (batch.pk, batch.request) not in queued]
        _close_tasks({(batch.pk, batch.request) for batch in batches})
        for batch in batches:
            again = ImportBatch.objects.filter(pk=batch.pk)
            again.update(lease_until=None, changed_at=timezone.now())
            _enqueue(batch)
    return [batch.pk for batch in batches]


def _not_locked(batches: QuerySet[ImportBatch]) -> list[int]:
    """Locks those that nobody else has locked, and waits for none. Inside a transaction."""
    skip = connection.features.has_select_for_update_skip_locked
    return list(batches.select_for_update(skip_locked=skip).values_list("pk", flat=True))


def _tasks(status: str) -> dict[tuple[int, int], Any]:
    """(batch, request) → the queue's own row for it."""
    rows = DBTaskResult.objects.filter(status=status, task_path__startswith="surveys.tasks.")
    return {tuple(row.args_kwargs["args"]): row for row in rows}


def _close_tasks(over: set[tuple[int, int]]) -> None:
    """The queue still believes that the dead worker is at them."""
    ids = [row.pk for key, row in _tasks("RUNNING").items() if key in over]
    DBTaskResult.objects.filter(pk__in=ids).update(
        status="FAILED", finished_at=timezone.now(), traceback="The worker ended."
    )


def worker_is_there() -> bool:
    """Whether some worker has said within the last beats that it is alive, or is writing now.

    While a large import is written SQLite lets nobody else write, not even the worker's own pulse.
    """
    last = timezone.now() - 2 * timedelta(seconds=settings.IMPORT_LEASE_SECONDS)
    if Worker.objects.filter(seen_at__gt=last).exists():
        return True
    return any(is_being_written(batch) for batch in ImportBatch.objects.filter(state__in=AT_WORK))


def is_being_written(batch: ImportBatch) -> bool:
    """Whether a commit or an undo has locked the batch. A lock goes with the process that held it,
    so this can't be told of a dead worker. Waits for nobody and leaves nothing locked.
    """
    if not connection.features.has_select_for_update:
        return not connection.in_atomic_block and _somebody_writes()
    with transaction.atomic():
        return not _not_locked(ImportBatch.objects.filter(pk=batch.pk))


def _somebody_writes() -> bool:
    """SQLite has one lock for all writers; a short write of others is taken for the import's too."""
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("ROLLBACK")
        except OperationalError:
            return True
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
    return False


# ------------------------------------------------------------------ workers


def say_alive(name: str) -> None:
    now = timezone.now()
    Worker.objects.update_or_create(
        name=name, defaults={"seen_at": now}, create_defaults={"seen_at": now, "started_at": now}
    )
    Worker.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()


def say_gone(name: str) -> None:
    Worker.objects.filter(name=name).delete()
