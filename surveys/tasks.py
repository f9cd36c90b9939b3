"""Imports and their undoing run in the background, on the database's own queue."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django_tasks import task

from organizations.models import User
from surveys.importing.apply import commit
from surveys.importing.registry import commit_registry, undo_registry
from surveys.importing.shapes import Refused
from surveys.importing.undo import undo
from surveys.models import ImportBatch

logger = logging.getLogger(__name__)

UNEXPECTED = (
    "思わぬ理由で処理が止まりました。登録の内容は変わっていません。"
    "もう一度お試しになり、続くときは管理者にお知らせください。"
)


def _user(user_id: int | None) -> User | None:
    return User.objects.filter(pk=user_id).first()


def _by_kind(batch_id: int, registry: Callable[..., Any], answers: Callable[..., Any]) -> Any:
    kind = ImportBatch.objects.values_list("kind", flat=True).get(pk=batch_id)
    return registry if kind == ImportBatch.Kind.ORGANIZATIONS else answers


def _stop(batch_id: int, message: str, state: str) -> None:
    ImportBatch.objects.filter(pk=batch_id).update(state=state, message=message, progress=0)


@task()
def commit_batch(batch_id: int, user_id: int | None) -> None:
    try:
        _by_kind(batch_id, commit_registry, commit)(batch_id, by=_user(user_id))
    except Refused as refusal:
        _stop(batch_id, str(refusal), ImportBatch.State.FAILED)
    except Exception:
        logger.exception("import batch %s failed", batch_id)
        _stop(batch_id, UNEXPECTED, ImportBatch.State.FAILED)


@task()
def undo_batch(batch_id: int, user_id: int | None) -> None:
    try:
        _by_kind(batch_id, undo_registry, undo)(batch_id, by=_user(user_id))
    except Exception:
        logger.exception("undo of import batch %s failed", batch_id)
        _stop(batch_id, UNEXPECTED, ImportBatch.State.COMMITTED)
