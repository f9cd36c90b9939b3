"""Imports and their undoing run in the background, on the database's own queue."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django_tasks import task

from surveys.actions import leases
from surveys.actions.differences import accept_all, take_all_back
from surveys.actions.registers import compare_batch
from surveys.importing.planning.plan import Differs
from surveys.importing.shapes import Refused
from surveys.importing.writing.commit import commit
from surveys.importing.writing.preparing import prepare
from surveys.importing.writing.undo import undo
from surveys.models import ImportBatch

logger = logging.getLogger(__name__)

UNEXPECTED = (
    "思わぬ理由で処理が止まりました。登録の内容は変わっていません。"
    "もう一度お試しになり、続くときは管理者にお知らせください。"
)
State = ImportBatch.State


@task()
def commit_batch(batch_id: int, request: int) -> None:
    _carry_out(commit, batch_id, request, otherwise=State.FAILED)


@task()
def undo_batch(batch_id: int, request: int) -> None:
    _carry_out(undo, batch_id, request, otherwise=State.COMMITTED)


@task()
def prepare_batch(batch_id: int, request: int) -> None:
    _carry_out(prepare, batch_id, request, otherwise=State.DRAFT)


@task()
def compare_register(batch_id: int, request: int) -> None:
    _carry_out(compare_batch, batch_id, request, otherwise=State.FAILED)


@task()
def accept_of_register(batch_id: int, request: int) -> None:
    _carry_out(accept_all, batch_id, request, otherwise=State.COMPARED)


@task()
def take_back_of_register(batch_id: int, request: int) -> None:
    _carry_out(take_all_back, batch_id, request, otherwise=State.COMPARED)


def _carry_out(verb: Callable[..., Any], batch_id: int, request: int, *, otherwise: str) -> None:
    """Under a lease. ``otherwise`` is the state of a batch that could not be taken further."""
    if not leases.begin(batch_id, request):
        return
    try:
        asked_by = ImportBatch.objects.select_related("changed_by").get(pk=batch_id).changed_by
        with leases.at_work(batch_id, request):
            verb(batch_id, request, by=asked_by)
    except ImportBatch.DoesNotExist:  # thrown away at this very moment
        return
    except Differs as difference:  # asked again on the check page
        leases.stop(batch_id, request, state=State.DRAFT, message=str(difference))
    except Refused as refusal:
        leases.stop(batch_id, request, state=otherwise, message=str(refusal))
    except Exception:
        logger.exception("%s of import batch %s failed", verb.__name__, batch_id)
        leases.stop(batch_id, request, state=otherwise, message=UNEXPECTED)
