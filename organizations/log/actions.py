from __future__ import annotations

from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db import models

from organizations.log.models import keeps_to_itself, remember
from organizations.models import (
    LogEntry,
)
from platform_registry import actions as door


@door.goes_with
def the_log_knows_whose_it_was(kind: type[models.Model], rows: list[models.Model]) -> None:
    if auditlog.contains(kind):
        for row in rows:
            remember(row)


@door.goes_with
def secrets_outlive_their_records(kind: type[models.Model], rows: list[models.Model]) -> None:
    """The change log keeps to itself for ever what was secret when it was deleted."""
    for row in rows:
        if keeps_to_itself(row):
            entries = LogEntry.objects.filter(
                within_type=ContentType.objects.get_for_model(kind), within_id=row.pk
            )
            entries.update(confided=True)
