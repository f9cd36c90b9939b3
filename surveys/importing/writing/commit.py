"""Commit: what a person saw, in one transaction, or nothing at all."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from auditlog.context import set_actor
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from organizations.models import User
from platform_registry.actions_log import one_deed
from surveys.importing.collection import without_collection
from surveys.importing.planning.answers import read_file, settle
from surveys.importing.planning.plan import Differs, check_promise
from surveys.importing.shapes import Refused
from surveys.importing.writing.answers import write_answers
from surveys.importing.writing.files import drop_readings
from surveys.importing.writing.holding import hold
from surveys.importing.writing.told import note_import
from surveys.models import ImportBatch

logger = logging.getLogger(__name__)
State, Kind = ImportBatch.State, ImportBatch.Kind
CLASH = (
    "ほかの人の登録と重なったため、まだ取り込んでいません。"
    "もう一度内容を確かめてから、取り込んでください。続くときは管理者にお知らせください。"
)


@dataclass(frozen=True, slots=True)
class Way:
    """How files of one kind go in: the file alone, then against what is registered, then written."""

    read: Callable[[ImportBatch], Any]
    settle: Callable[[ImportBatch, Any], Any]
    write: Callable[[Any, User | None], dict[str, Any]]


WAYS: dict[str, Way] = {  # each kind of list adds its own, see ``lists.declared``
    Kind.RESPONSES: Way(read_file, partial(settle, suggest=False), write_answers),
}


def commit(batch_id: int, request: int, *, by: User | None) -> None:
    """Carry out the request of that number, unless another has taken its place.

    The file is read before the transaction begins, so that a large one keeps no lock. What is
    registered is held and then looked at inside, see ``writing.holding``. That second plan is what
    guards against colleagues: an organization, a word or a municipality that is another since the
    check page makes other rows, and then nothing is written. Whatever stops this
    leaves nothing behind, and it can be done again from scratch.
    """
    batches = ImportBatch.objects.select_related("survey", "municipality", "file", "codebook")
    batch: ImportBatch = batches.defer("file__content", "codebook__content").get(pk=batch_id)
    if not _is_due(batch, request):
        return
    way = WAYS[batch.kind]
    try:
        with without_collection():
            file = way.read(batch)
            ImportBatch.objects.filter(pk=batch.pk).update(progress=40)
            _write(way, batch, file, request, by)
    except IntegrityError as clash:
        logger.warning("Import batch %s met what the database refuses.", batch_id, exc_info=True)
        raise Differs(CLASH) from clash


def _write(way: Way, batch: ImportBatch, file: Any, request: int, by: User | None) -> None:
    with set_actor(by), one_deed(), transaction.atomic():
        if not _is_due(ImportBatch.objects.select_for_update().get(pk=batch.pk), request):
            return
        hold(batch)
        plan = way.settle(batch, file)
        check_promise(plan, batch.seen)
        if problem := plan.refusal():
            raise Refused(problem)
        _finish(batch, _written(way, plan, by), by)


def _is_due(batch: ImportBatch, request: int) -> bool:
    return batch.state == State.RUNNING and batch.request == request


def _written(way: Way, plan: Any, by: User | None) -> dict[str, Any]:
    try:
        return way.write(plan, by)
    except ValidationError as error:
        raise Refused(
            f"登録の決まりに合わない値があるため、取り込めません（{error.messages[0]}）。"
            "ファイルを直してから、もう一度取り込んでください。"
        ) from error


def _finish(batch: ImportBatch, created: dict[str, Any], by: User | None) -> None:
    batch.created = created
    batch.state, batch.progress, batch.message = State.COMMITTED, 100, ""
    batch.seen, batch.lease_until = "", None
    batch.committed_at, batch.committed_by = timezone.now(), by
    batch.save()
    note_import(batch)
    drop_readings(batch)
