"""Everything that is written about organizations, as verbs. ``by`` is the person acting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError

from organizations.models import (
    Attachment,
    Department,
    Membership,
    MembershipStep,
    Need,
    NeedMatch,
    Note,
    Organization,
    Statistic,
    User,
    Verification,
)


@transaction.atomic
def save_organization(
    organization: Organization,
    *,
    by: User,
    formsets: Iterable[Any] = (),
    opened_version: int | None = None,
) -> Organization:
    """Save with its rows. ``opened_version`` guards an edit: EditedMeanwhile if someone was faster."""
    if organization.pk is not None and opened_version is not None:
        organization.claim(opened_version)
    organization.stamp(by)
    organization.save()
    for formset in formsets:
        formset.instance = organization
        formset.save()
    # Other names belong to the search text, and they were saved just now.
    organization.fill_keys(organization.other_spellings())
    Organization.objects.filter(pk=organization.pk).update(search_text=organization.search_text)
    return organization


@transaction.atomic
def verify(organization: Organization, *, on: date, how: str, note: str, by: User) -> Verification:
    """Record that someone made sure the entry is right; nothing else of it changes."""
    verification = Verification.objects.create(
        organization=organization, verified_on=on, how=how, note=note, by=by
    )
    latest = organization.verifications.order_by("-verified_on").values_list(
        "verified_on", flat=True
    )
    Organization.objects.filter(pk=organization.pk).update(verified_on=latest[0])
    return verification


def save_department(department: Department, *, by: User) -> Department:
    department.save()
    return department


@transaction.atomic
def save_record(form: Any, *, by: User, opened_version: int) -> Any:
    """Save what a record's form holds. EditedMeanwhile where someone was faster."""
    record = form.save(commit=False)
    is_new = record.pk is None
    if not is_new:
        record.claim(opened_version)
    record.stamp(by)
    record.save()
    form.save_m2m()
    if isinstance(record, Membership):
        note_step(record, by=by)
    return record


def note_step(membership: Membership, *, by: User | None, note: str = "") -> None:
    """Write down a step where the state is not the one of the last step."""
    last = membership.steps.order_by("-id").first()
    if last is None or last.state != membership.state:
        left = membership.state == Membership.State.LEFT
        MembershipStep.objects.create(
            membership=membership,
            state=membership.state,
            on=membership.ends_on if left else membership.starts_on,
            by=by,
            note=note,
        )


@dataclass(frozen=True)
class RestingOn:
    """What hangs on a record: what forbids deleting it, and what would go with it."""

    protected: list[str]
    cascading: list[str]


def resting_on(record: models.Model) -> RestingOn:
    collector = Collector(using=record._state.db or "default")
    try:
        collector.collect([record])
    except (ProtectedError, RestrictedError) as error:
        held = getattr(error, "protected_objects", None) or error.restricted_objects  # type: ignore[union-attr]
        return RestingOn(_named(held), [])
    others = [o for rows in collector.data.values() for o in rows if o != record]
    others += [o for query in collector.fast_deletes for o in query]
    return RestingOn([], _named(o for o in others if not o._meta.auto_created))


def _named(records: Iterable[Any]) -> list[str]:
    return sorted(f"{r._meta.verbose_name}「{r}」" for r in records)


@transaction.atomic
def remove_record(record: models.Model, *, by: User) -> None:
    """Delete with what stands beside it; ProtectedError where others rest on it."""
    for model in (Note, Statistic, Attachment):
        model.objects.beside(record).delete()
    record.delete()


@transaction.atomic
def decide_match(
    need: Need, organization: Organization, *, state: str, reason: str, by: User
) -> NeedMatch:
    """A person's decision on an organization for a need; the last one holds."""
    match = NeedMatch.objects.filter(need=need, organization=organization).first() or NeedMatch(
        need=need, organization=organization
    )
    match.state, match.reason = state, reason
    match.stamp(by)
    match.save()
    return match
