"""Readings, commits and undos: asked for by people, carried out by the worker, taken up again if it dies.

Each request has a number. A task carries out the request it was made for and no other, so that
a task found twice in the queue, or found after an undo, does nothing. A lease that has run out
(`surveys.actions.leases`) says that its worker is dead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from organizations.models import User
from surveys.actions import leases
from surveys.actions.leases import AT_WORK, not_locked
from surveys.importing.planning.kept_work import basis
from surveys.importing.planning.plan import FilePlan, promise_of
from surveys.importing.shapes import Refused
from surveys.importing.writing.commit import commit
from surveys.models import ImportBatch, KeptWork, Worker
from surveys.tasks import (
    accept_of_register,
    commit_batch,
    compare_register,
    prepare_batch,
    take_back_of_register,
    undo_batch,
)

State = ImportBatch.State
TASKS = {State.READING: prepare_batch, State.RUNNING: commit_batch, State.UNDOING: undo_batch}
OF_REGISTERS = {
    State.READING: compare_register,
    State.RUNNING: accept_of_register,
    State.UNDOING: take_back_of_register,
}


def request_commit(batch: ImportBatch, *, seen: str, by: User | None) -> None:
    """Hand the commit to the worker. ``seen`` is the promise of the plan the person saw."""
    if _ask(batch, ImportBatch.OPEN, State.RUNNING, by, seen=seen, step="check"):
        _enqueue(batch)


def request_preparation(
    batch: ImportBatch, *, by: User | None, after: str = "", step: str | None = None
) -> None:
    """Have the worker work out the page of a step of a large file: the one after ``after`` that
    asks something, or ``step`` itself."""
    more = {"step": step or batch.step, "message": batch.message}
    with transaction.atomic():
        asked = _ask(batch, ImportBatch.OPEN, State.READING, by, **more)
        if asked:
            kept = {"after": after, "basis": basis(batch), "content": b""}
            KeptWork.objects.update_or_create(batch=batch, defaults=kept)
    if asked:
        _enqueue(batch)


def request_undo(batch: ImportBatch, *, by: User | None) -> None:
    if _ask(batch, [State.COMMITTED], State.UNDOING, by):
        _enqueue(batch)


def request_comparison(batch: ImportBatch, *, by: User | None) -> None:
    """Have the worker hold a register against the registry."""
    if _ask(batch, [State.DRAFT], State.READING, by):
        _enqueue(batch)


def request_acceptance(batch: ImportBatch, *, kind: str, by: User | None) -> None:
    """Have the worker take over all open differences of one kind that are sure."""
    settings = batch.settings | {"accept": kind}
    if _ask(batch, [State.COMPARED], State.RUNNING, by, settings=settings):
        _enqueue(batch)


def request_taking_back(batch: ImportBatch, *, by: User | None) -> None:
    """Have the worker undo what was accepted of a register."""
    if _ask(batch, [State.COMPARED], State.UNDOING, by):
        _enqueue(batch)


def import_now(plan: FilePlan, *, by: User | None) -> ImportBatch:
    """Carry a plan out in this process, for the command line. Refused where it can't be."""
    batch = plan.batch
    asked = _ask(batch, ImportBatch.OPEN, State.RUNNING, by, seen=promise_of(plan))
    if asked and leases.begin(batch.pk, batch.request):
        try:
            commit(batch.pk, batch.request, by=by)
        except Refused as refusal:
            leases.stop(batch.pk, batch.request, state=State.FAILED, message=str(refusal))
            raise
    batch.refresh_from_db()
    return batch


def _ask(
    batch: ImportBatch, waiting: Sequence[str], state: str, by: User | None, **more: Any
) -> bool:
    """Raise the number of the request, where the batch is in one of the ``waiting`` states."""
    changed = ImportBatch.objects.filter(pk=batch.pk, state__in=waiting).update(
        state=state,
        request=F("request") + 1,
        progress=5,
        lease_until=None,
        changed_by=by,
        changed_at=timezone.now(),
        **{"message": ""} | more,
    )
    if changed:
        batch.refresh_from_db(fields=["state", "request"])
    return bool(changed)


def _enqueue(batch: ImportBatch) -> None:
    tasks = OF_REGISTERS if batch.is_register else TASKS
    tasks[State(batch.state)].enqueue(batch.pk, batch.request)


# ------------------------------------------------------------------ left behind


def take_up_again() -> list[int]:
    """Queue what a dead worker left behind; returns the batches."""
    late = timezone.now() - timedelta(seconds=settings.IMPORT_LEASE_SECONDS)
    dead = Q(lease_until__lt=timezone.now()) | Q(lease_until=None, changed_at__lt=late)
    left = ImportBatch.objects.filter(dead, state__in=AT_WORK).only(
        "pk", "kind", "state", "request"
    )
    if not left.exists():
        return []
    with transaction.atomic():
        batches = list(left.filter(pk__in=not_locked(left)))  # a commit locks its batch
        queued = _tasks("READY")
        batches = [batch for batch in batches if (batch.pk, batch.request) not in queued]
        _close_tasks({(batch.pk, batch.request) for batch in batches})
        for batch in batches:
            again = ImportBatch.objects.filter(pk=batch.pk)
            again.update(lease_until=None, changed_at=timezone.now())
            _enqueue(batch)
    return [batch.pk for batch in batches]


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
        return not not_locked(ImportBatch.objects.filter(pk=batch.pk))


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
