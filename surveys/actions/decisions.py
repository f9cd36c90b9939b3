"""What people decide about the rows of an import, row by row: two at once lose nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from organizations.models import Organization, User
from surveys.actions.drafts import open_batch
from surveys.importing.planning.stored_responses import chunks
from surveys.importing.writing.bulk import insert_like
from surveys.models import ImportBatch, RowDecision

LAST_ROW = 2**31 - 1


@transaction.atomic
def decide_organization(
    batch: ImportBatch,
    *,
    number: int,
    choice: str,
    organization: Organization | None,
    rejected: list[int],
    by: User | None,
    alike: Iterable[int] = (),
) -> None:
    """A person's decision for one row; later files learn it when the draft is committed.

    It goes for the rows ``alike`` too, in which the same name is written. ``choice`` is one of
    ``RowDecision.Choice``, or empty to leave the row open again. ``rejected`` are the suggested
    organizations that the decision says are not the same, besides those rejected before.
    """
    open_batch(batch)
    before = RowDecision.objects.filter(batch=batch, number=number).first()
    refused = {*rejected, *(before.rejected if before else [])}
    decided = {
        "choice": choice,
        "organization": organization,
        "rejected": sorted(refused - {organization.pk if organization else None}),
        "excluded": False,
        "decided_by": by,
    }
    RowDecision.objects.bulk_create(
        [RowDecision(batch=batch, number=row, **decided) for row in {number, *alike}],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["batch", "number"],
        update_fields=[*decided, "decided_at"],
    )


@transaction.atomic
def register_the_rest(batch: ImportBatch, *, numbers: Iterable[int], by: User | None) -> None:
    """New organizations, all at once; what somebody has decided meanwhile stays."""
    open_batch(batch)
    rows = RowDecision.objects.filter(batch=batch)
    wanted = {*numbers}
    undecided = rows.filter(choice="", excluded=False)
    for chunk in chunks(sorted(wanted & {*undecided.values_list("number", flat=True)})):
        again = undecided.filter(number__in=chunk)
        again.update(choice="new", decided_by=by, decided_at=timezone.now())
    missing = sorted(wanted - {*rows.values_list("number", flat=True)})
    template = RowDecision(batch=batch, choice="new", decided_by=by)
    insert_like(template, ({"number": number} for number in missing))


@transaction.atomic
def leave_out(
    batch: ImportBatch, *, out: Iterable[int] = (), back: Iterable[int] = (), by: User | None
) -> None:
    """Leave rows out, or bring them back; whose answer a row is stays decided."""
    open_batch(batch)
    wanted = dict.fromkeys(out, True) | dict.fromkeys(back, False)
    RowDecision.objects.bulk_create(
        [
            RowDecision(batch=batch, number=number, excluded=excluded, decided_by=by)
            for number, excluded in wanted.items()
            if 0 < number <= LAST_ROW
        ],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["batch", "number"],
        update_fields=["excluded", "decided_by", "decided_at"],
    )
