"""What people decide about the rows of an import, row by row: two at once lose nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from organizations.models import Municipality, Organization, User
from surveys.actions.drafts import open_batch
from surveys.importing.matching.candidates import decision_key
from surveys.models import ImportBatch, NameDecision, RowDecision

LAST_ROW = 2**31 - 1


@transaction.atomic
def decide_organization(
    batch: ImportBatch,
    *,
    number: int,
    written: str,
    choice: str,
    organization: Organization | None,
    rejected: list[int],
    by: User | None,
    alike: Iterable[int] = (),
) -> None:
    """A person's decision for one row, remembered for every later file.

    It goes for the rows ``alike`` too, in which the same name is written. ``choice`` is one of ``RowDecision.Choice``, or empty to leave the row open again.
    ``rejected`` are the suggested organizations that the decision says are not the same.
    """
    open_batch(batch)
    # One after the other: a written name means one organization at most.
    Municipality.objects.select_for_update(no_key=True).get(pk=batch.municipality_id)
    decided = {"choice": choice, "organization": organization, "excluded": False, "decided_by": by}
    RowDecision.objects.bulk_create(
        [RowDecision(batch=batch, number=row, **decided) for row in {number, *alike}],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["batch", "number"],
        update_fields=[*decided, "decided_at"],
    )
    if organization is not None:
        names = NameDecision.objects.filter(
            municipality=batch.municipality, key=decision_key(written), same=True
        )
        names.exclude(organization=organization).delete()
        _decide_name(batch, written, organization.pk, same=True, by=by)
    for organization_id in rejected:
        if organization is None or organization_id != organization.pk:
            _decide_name(batch, written, organization_id, same=False, by=by)


@transaction.atomic
def register_the_rest(batch: ImportBatch, *, numbers: Iterable[int], by: User | None) -> None:
    """New organizations, all at once; what somebody has decided meanwhile stays."""
    open_batch(batch)
    rows = RowDecision.objects.filter(batch=batch)
    decided = {*rows.exclude(choice="", excluded=False).values_list("number", flat=True)}
    RowDecision.objects.bulk_create(
        [
            RowDecision(batch=batch, number=number, choice="new", decided_by=by)
            for number in numbers
            if number not in decided
        ],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["batch", "number"],
        update_fields=["choice", "decided_by", "decided_at"],
    )


def _decide_name(
    batch: ImportBatch, written: str, organization_id: int, *, same: bool, by: User | None
) -> None:
    NameDecision.objects.update_or_create(
        municipality=batch.municipality,
        key=decision_key(written),
        organization_id=organization_id,
        defaults={"written": written[:200], "same": same, "decided_by": by},
    )


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
