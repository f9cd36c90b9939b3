"""What a list brings besides an organization itself: its activities, other names and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db import models

from organizations.models import OrganizationIdentifier, OrganizationName, SupportActivity, Term
from surveys.importing.planning.stored_responses import chunks
from surveys.importing.writing.bulk import insert, reserve_ids
from surveys.importing.writing.later_work import as_left
from surveys.models import ImportBatch

if TYPE_CHECKING:
    from surveys.importing.lists.rows import ListRow

Model = type[models.Model]
Line = tuple["ListRow", str]
BESIDE: dict[str, Model] = {
    "activities": SupportActivity,
    "names": OrganizationName,
    "identifiers": OrganizationIdentifier,
}
TARGETS = SupportActivity.targets.through


def write_beside(batch: ImportBatch, rows: Iterable[ListRow]) -> dict[str, list[int]]:
    """Returns what undo takes back: field → ids."""
    rows = list(rows)
    terms = _Terms(batch)
    made: dict[str, list[int]] = {}
    for name, model in BESIDE.items():
        written = [(row, line) for row in rows for line in lines_of(row, name)]
        if not written:
            continue
        ids = reserve_ids(model, len(written))
        insert(model, _records(name, batch, terms, written, ids))
        if name == "activities":
            insert(TARGETS, _targets(terms, written, ids))
        made[name] = list(ids)
    return made


def remove_beside(batch: ImportBatch) -> None:
    """What nobody changed or wrote on since goes."""
    for name, ids in batch.created.get("beside", {}).items():
        for chunk in chunks(ids):
            made = BESIDE[name]._default_manager.filter(pk__in=chunk)
            free = list(as_left(made, besides={TARGETS}).values_list("pk", flat=True))
            if name == "activities":
                TARGETS.objects.filter(supportactivity__in=free).delete()
            made.filter(pk__in=free).delete()


def lines_of(row: ListRow, name: str) -> list[str]:
    """What is new: of a registered organization the lines it has not."""
    if row.changes:
        old, new = row.changes.get(name, ("", ""))
        return [line for line in new.splitlines() if line not in old.splitlines()]
    text = row.values.get(name, "")
    return text.replace("、", "\n").splitlines() if name == "activities" else text.splitlines()


def _records(
    name: str, batch: ImportBatch, terms: _Terms, written: list[Line], ids: Any
) -> Iterator[models.Model]:
    for (row, line), pk in zip(written, ids, strict=True):
        of = int(row.record or 0)
        if name == "activities":
            yield SupportActivity(pk=pk, organization_id=of, function_id=terms.functions[line])
        elif name == "names":
            source = f"{batch.file.name} {row.number}行目"[-300:]
            yield OrganizationName(pk=pk, organization_id=of, name=line[:200], source=source)
        else:
            scheme, _, value = line.partition("：")
            yield OrganizationIdentifier(
                pk=pk, organization_id=of, scheme=scheme[:50], value=value[:100]
            )


def _targets(terms: _Terms, written: list[Line], ids: Any) -> Iterator[models.Model]:
    for (row, _), pk in zip(written, ids, strict=True):
        for label in filter(None, row.values.get("targets", "").split("、")):
            yield TARGETS(supportactivity_id=pk, term_id=terms.targets[label])


class _Terms:
    """Label → number of the words in use where the list goes in."""

    def __init__(self, batch: ImportBatch) -> None:
        self.functions: dict[str, int] = {}
        self.targets: dict[str, int] = {}
        for kind, label, pk in Term.objects.used_in([batch.municipality_id]).values_list(
            "kind", "label", "pk"
        ):
            of_kind = self.functions if kind == Term.Kind.FUNCTION else self.targets
            of_kind[label] = pk
