"""A draft of an import is gone on with by somebody else."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from organizations.models import LogEntry, User
from organizations.people import handover
from organizations.people.actions_handover import MEANWHILE
from platform_registry.actions_log import acting
from surveys.models import ImportBatch

NO_IMPORTER = "取込を引き継げるのは、その自治体のコーディネーターと管理者だけです。"


def open_drafts(person: User, *, by: User) -> Any:
    batches = ImportBatch.objects.permitted(by, "administer").filter(created_by=person)
    return (
        batches.filter(state__in=ImportBatch.OPEN)
        .select_related("file")
        .defer("file__content", "seen")
    )


@transaction.atomic
def give_draft(batch: ImportBatch, *, of: User, to: User, by: User) -> ImportBatch:
    """Who is asked about it is another now; who went on with it last stays."""
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if batch.created_by_id != of.pk or not batch.is_open:
        raise ValidationError(MEANWHILE)
    if batch.municipality_id not in to.municipality_ids("import"):
        raise ValidationError({"successor": NO_IMPORTER})
    batch.created_by = to
    with acting(by):
        batch.save(update_fields=["created_by"])
        LogEntry.objects.log_create(
            batch,
            force_log=True,
            action=LogEntry.Action.UPDATE,
            additional_data={"what": f"{of}さんから{to}さんへの引き継ぎ"},
        )
    return batch


handover.register(
    handover.Kind(
        "import",
        "作成中の取込",
        "取込履歴の「開始者」が変わります。コーディネーターと管理者だけが引き継げます。",
        open_drafts,
        give_draft,
        lambda batch: batch,
    )
)
