"""Decisions leave their JSON value; rows of lists are kept like rows of answers."""

from typing import Any

import re

from django.db import migrations

OPEN = ("draft", "failed", "running")
AT_ROW = re.compile(r" (\d+)行目（取込\d+）$")


def decisions_as_rows(apps: Any, schema_editor: Any) -> None:
    batches = apps.get_model("surveys", "ImportBatch")
    decisions = apps.get_model("surveys", "RowDecision")
    registered = set(apps.get_model("organizations", "Organization").objects.values_list("pk", flat=True))
    for batch in batches.objects.exclude(decisions={}).iterator():
        excluded = set(batch.decisions.get("excluded", []))
        chosen = {int(number): choice for number, choice in batch.decisions.get("organizations", {}).items()}
        rows = []
        for number in sorted(excluded | set(chosen)):
            choice = chosen.get(number, {"choice": "", "organization": None})
            organization = choice["organization"] if choice["choice"] == "same" else None
            rows.append(
                decisions(
                    batch=batch,
                    number=number,
                    choice=choice["choice"],
                    organization_id=organization if organization in registered else None,
                    excluded=number in excluded,
                    decided_by_id=batch.created_by_id,
                )
            )
        decisions.objects.bulk_create([row for row in rows if row.number >= 1], batch_size=500)


def rows_of_lists(apps: Any, schema_editor: Any) -> None:
    """Committed lists found what they made by a mark in its source; from now on by their rows."""
    batches = apps.get_model("surveys", "ImportBatch")
    for batch in batches.objects.filter(kind="organizations", state="committed").iterator():
        _keep_rows(apps, batch)


def _keep_rows(apps: Any, batch: Any) -> None:
    organizations = apps.get_model("organizations", "Organization").objects
    rows = apps.get_model("surveys", "ImportRow")
    made = organizations.filter(municipality=batch.municipality_id, source__endswith=f"（取込{batch.pk}）")
    kept: list[Any] = []
    taken: set[Any] = set()
    for pk, source in made.order_by("pk").values_list("pk", "source"):
        found = AT_ROW.search(source)
        number = int(found[1]) if found and int(found[1]) not in taken else max(taken, default=0) + 1
        taken.add(number)
        kept.append(
            rows(batch=batch, number=number, state="new", organization_id=pk, organization_created=True)
        )
    registered = set(organizations.values_list("pk", flat=True))
    for pk, version, values in batch.created.get("before", []):
        number = max(taken, default=0) + 1
        taken.add(number)
        kept.append(
            rows(
                batch=batch,
                number=number,
                state="changed",
                organization_id=pk if pk in registered else None,
                before={"version": version, "values": values},
            )
        )
    rows.objects.bulk_create(kept, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0005_row_decisions'),
    ]

    operations = [
        migrations.RunPython(decisions_as_rows, migrations.RunPython.noop),
        migrations.RunPython(rows_of_lists, migrations.RunPython.noop),
    ]
