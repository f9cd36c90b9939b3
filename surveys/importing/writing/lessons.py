"""What people decided of written names, learned at commit for every later file; and forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q

from organizations.models import Organization, User
from surveys.importing.matching.candidates import decision_key
from surveys.importing.planning.answers import Plan, RowPlan
from surveys.importing.planning.stored_responses import chunks
from surveys.importing.writing.holding import hold_organizations
from surveys.models import ImportBatch, NameDecision, RowDecision

Lessons = dict[tuple[str, int], NameDecision]
KEPT = ("pk", "written", "key", "organization_id", "same", "decided_by_id")


def learn_names(plan: Plan) -> dict[str, Any]:
    """``made`` are the decisions learned, ``before`` those that they took the place of."""
    lessons = _lessons(plan)
    if not lessons:
        return {}
    meant = {key for (key, _), lesson in lessons.items() if lesson.same}
    replaced = [
        known
        for known in _known(plan.batch, [key for key, _ in lessons])
        if (known.key, known.organization_id) in lessons or known.same and known.key in meant
    ]
    for chunk in chunks([known.pk for known in replaced]):
        NameDecision.objects.filter(pk__in=chunk).delete()
    made = NameDecision.objects.bulk_create(lessons.values())
    return {"made": [lesson.pk for lesson in made], "before": [_kept(known) for known in replaced]}


def _known(batch: ImportBatch, keys: Iterable[str]) -> Iterator[NameDecision]:
    """What was decided of these names before."""
    of_home = NameDecision.objects.filter(municipality=batch.municipality)
    for chunk in chunks(list(dict.fromkeys(keys))):
        yield from of_home.filter(key__in=chunk)


def _lessons(plan: Plan) -> Lessons:
    """By key and organization. A name decided as two organizations teaches neither."""
    decisions = {decision.number: decision for decision in plan.batch.row_decisions.all()}
    decided = [(row, decisions[row.number]) for row in plan.rows if _teaches(row, decisions)]
    meant: dict[str, set[int]] = defaultdict(set)
    lessons: Lessons = {}
    for row, decision in decided:
        key = decision_key(row.respondent.name)
        for other in decision.rejected:
            lessons.setdefault((key, other), _lesson(plan, row, decision, other))
        if decision.organization_id is not None:
            meant[key].add(decision.organization_id)
    for row, decision in reversed(decided):  # the first spelling is kept
        key, pk = decision_key(row.respondent.name), decision.organization_id
        if pk is not None and len(meant[key]) == 1:
            lessons[key, pk] = _lesson(plan, row, decision, pk)
    registered = hold_organizations({pk for _, pk in lessons})
    return {told: lesson for told, lesson in lessons.items() if told[1] in registered}


def _teaches(row: RowPlan, decisions: dict[int, RowDecision]) -> bool:
    return row.to_write and row.number in decisions and bool(row.respondent.name)


def _lesson(plan: Plan, row: RowPlan, decision: RowDecision, organization: int) -> NameDecision:
    return NameDecision(
        municipality=plan.batch.municipality,
        written=row.respondent.name[:200],
        key=decision_key(row.respondent.name),
        organization_id=organization,
        same=organization == decision.organization_id,
        decided_by_id=decision.decided_by_id,
    )


def _kept(known: NameDecision) -> dict[str, Any]:
    values = {name: getattr(known, name) for name in KEPT}
    return values | {"decided_at": known.decided_at.isoformat()}


def forget_names(batch: ImportBatch) -> None:
    """What nobody has decided again since goes, and what it took the place of comes back."""
    names = batch.created.get("names", {})
    made = NameDecision.objects.filter(pk__in=names.get("made", []))
    made.filter(decided_at__lte=batch.committed_at).delete()
    for known in _to_restore(batch, names.get("before", [])):
        decided_at = datetime.fromisoformat(known.pop("decided_at"))
        NameDecision(municipality=batch.municipality, **known).save(force_insert=True)
        NameDecision.objects.filter(pk=known["pk"]).update(decided_at=decided_at)


def _to_restore(batch: ImportBatch, before: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Those that nothing decided since stands against."""
    for known in before:
        rivals = Q(organization=known["organization_id"])
        rivals |= Q(same=True) if known["same"] else Q()
        decided = NameDecision.objects.filter(municipality=batch.municipality, key=known["key"])
        there = Organization.objects.filter(pk=known["organization_id"]).exists()
        if there and not decided.filter(rivals).exists():
            by = User.objects.filter(pk=known["decided_by_id"]).first()  # may be gone by now
            yield known | {"decided_by_id": by and by.pk}
