"""An import carried out at once, as the pages and the worker do it together."""

from __future__ import annotations

from organizations.models import User
from surveys import actions
from surveys.importing.lists.plan import make_list_plan
from surveys.importing.planning.answers import make_plan
from surveys.importing.planning.plan import FilePlan, promise_of
from surveys.importing.writing.undo import UndoCounts
from surveys.importing.writing.undo import undo as undo_request
from surveys.models import ImportBatch


def planned(batch: ImportBatch) -> FilePlan:
    """The plan the check page would show now."""
    return make_list_plan(batch) if batch.is_list else make_plan(batch)


def promised(batch: ImportBatch) -> str:
    return promise_of(planned(batch))


def commit(batch_id: int, *, by: User | None) -> ImportBatch:
    """Look at the check page and press the button; the worker is quick."""
    return actions.import_now(planned(ImportBatch.objects.get(pk=batch_id)), by=by)


def undo(batch_id: int, *, by: User | None) -> UndoCounts:
    batch = ImportBatch.objects.get(pk=batch_id)
    actions.request_undo(batch, by=by)
    return undo_request(batch.pk, batch.request, by=by)
