"""A public register: received in parts, compared by the worker, its differences kept for review."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO

from django.db import transaction

from organizations.models import Municipality, User
from surveys.actions import leases
from surveys.importing.registers.comparing import Comparison, compare
from surveys.importing.registers.differences import Difference
from surveys.importing.registers.streaming import RegisterFile
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch, ImportFile, RegisterDifference, RegisterPart

PART_BYTES = 2**20
DAY = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
EMPTY = "ファイルが空です。ダウンロードした名簿のファイルを選んでください。"
State = RegisterDifference.State
Decision = tuple[int, str, frozenset[tuple[str, str]]]


def day_in(name: str) -> date | None:
    """The day a downloaded file says in its name that it is of: 13_tokyo_all_20240830.zip."""
    for found in reversed(list(DAY.finditer(name))):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            continue
    return None


@transaction.atomic
def start_comparison(
    *,
    parts: Iterable[bytes],
    name: str,
    municipality: Municipality,
    by: User | None,
    as_of: date | None = None,
) -> ImportBatch:
    """Keep the file in parts for the worker, see ``request_comparison``. Refused where empty.

    No more than a part is in memory at once.
    """
    file = ImportFile.objects.create(
        municipality=municipality, name=name, size=0, sha256="", content=b"", uploaded_by=by
    )
    digest, size = sha256(), 0
    for number, content in enumerate(filter(None, parts)):
        RegisterPart.objects.create(file=file, number=number, content=content)
        digest.update(content)
        size += len(content)
    if not size:
        raise Refused(EMPTY)
    file.size, file.sha256 = size, digest.hexdigest()
    file.save(update_fields=["size", "sha256"])
    return _batch(file, as_of or day_in(name), by, step=ImportBatch.Step.FILE)


def _batch(file: ImportFile, as_of: date | None, by: User | None, **more: str) -> ImportBatch:
    return ImportBatch.objects.create(
        kind=ImportBatch.Kind.REGISTER,
        municipality=file.municipality,
        file=file,
        settings={"as_of": as_of.isoformat()} if as_of else {},
        created_by=by,
        changed_by=by,
        **more,
    )


def compare_batch(batch_id: int, request: int, *, by: User | None) -> None:
    """The worker's part. Refused with a sentence where the file is no register that can be read."""
    batches = ImportBatch.objects.filter(pk=batch_id, request=request)
    batches = batches.filter(state=ImportBatch.State.READING).defer("file__content")
    batch = batches.select_related("file", "municipality__prefecture", "municipality__city").first()
    if batch is None:
        return
    try:
        with TemporaryFile() as file:
            _put_together(batch.file, file)
            comparison = compare(RegisterFile(file), batch.municipality, _teller(batch))
        _finish(batch, comparison, by)
    finally:  # whatever became of it: the file is not kept
        RegisterPart.objects.filter(file=batch.file).delete()


def _put_together(kept: ImportFile, file: IO[bytes]) -> None:
    for part in kept.parts.iterator(chunk_size=1):
        file.write(part.content)
    file.flush()


def _teller(batch: ImportBatch) -> Callable[[int], None]:
    def tell(entries: int) -> None:
        leases.tell(batch.pk, batch.request, min(90, 10 + entries // 10_000))

    return tell


@transaction.atomic
def _finish(batch: ImportBatch, comparison: Comparison, by: User | None) -> None:
    """Nothing where the comparison was thrown away meanwhile."""
    held = ImportBatch.objects.select_for_update(no_key=True)
    asked = held.filter(pk=batch.pk, request=batch.request, state=ImportBatch.State.READING)
    if asked.exists():
        keep_differences(batch, comparison, by=by)


def compare_now(
    comparison: Comparison,
    *,
    name: str,
    size: int,
    digest: str,
    municipality: Municipality,
    by: User | None,
) -> ImportBatch:
    """For the command line, which has read the file already."""
    with transaction.atomic():
        file = ImportFile.objects.create(
            municipality=municipality, name=name, size=size, sha256=digest, content=b""
        )
        batch = _batch(file, day_in(name), by)
        keep_differences(batch, comparison, by=by)
    return batch


def keep_differences(batch: ImportBatch, comparison: Comparison, *, by: User | None) -> None:
    """For review. What was set aside of an earlier register is not asked again."""
    aside = _set_aside_before(batch.municipality)
    rows = [_row(batch, found, aside) for found in comparison.differences]
    RegisterDifference.objects.bulk_create(rows, batch_size=500)
    batch.settings |= {"register": comparison.register.title, "unread": comparison.unread}
    batch.counts = comparison.counts()
    batch.state, batch.progress, batch.lease_until = ImportBatch.State.COMPARED, 0, None
    batch.step, batch.changed_by, batch.message = ImportBatch.Step.CHECK, by, ""
    batch.save()


def _set_aside_before(municipality: Municipality) -> dict[Decision, RegisterDifference]:
    earlier = RegisterDifference.objects.filter(
        organization__municipality=municipality, state=State.ASIDE
    )
    return {_decision(e.organization_id, e.kind, e.after): e for e in earlier.order_by("pk")}


def _decision(organization: int, kind: str, after: dict[str, str]) -> Decision:
    """Whatever the order in which a database gives the fields back."""
    return organization, kind, frozenset(after.items())


def _row(
    batch: ImportBatch, found: Difference, aside: dict[Decision, RegisterDifference]
) -> RegisterDifference:
    matched, address = found.matched, found.matched.address
    row = RegisterDifference(
        batch=batch,
        organization=matched.organization,
        kind=found.kind,
        how=matched.how,
        number=matched.entry.number,
        name=matched.entry.name[:200],
        address=f"{address.prefecture}{address.city}{address.town}"[:300],
        detail=found.detail[:300],
        before=found.before,
        after=found.after,
    )
    before = aside.get(_decision(matched.organization.pk, found.kind, found.after))
    if before is not None:
        row.state, row.decided_at = State.ASIDE, before.decided_at
        row.decided_by_id = before.decided_by_id
    return row
