"""Everything that is written about organizations, as verbs. ``by`` is the person acting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import F
from django.db.models.deletion import Collector, ProtectedError, RestrictedError

from organizations.models import (
    Attachment,
    Department,
    Layer,
    Membership,
    MembershipStep,
    Municipality,
    Need,
    NeedMatch,
    Note,
    Organization,
    Statistic,
    User,
    Verification,
)
from platform_registry.access import ScopedQuerySet
from platform_registry.models import EditedMeanwhile


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
    """Record that someone made sure the entry is right; a form opened before is not saved over it."""
    verification = Verification.objects.create(
        organization=organization, verified_on=on, how=how, note=note, by=by
    )
    latest = organization.verifications.order_by("-verified_on").values_list(
        "verified_on", flat=True
    )
    organizations = Organization.objects.filter(pk=organization.pk)
    organizations.update(verified_on=latest[0], version=F("version") + 1)
    return verification


@transaction.atomic
def save_place(
    place: Department | Municipality, *, by: User, opened_version: int
) -> Department | Municipality:
    """Who changed it stands in the list of changes; places carry no stamp of their own.

    EditedMeanwhile where someone was faster.
    """
    if place.pk is not None:
        place.claim(opened_version)
    place.save()
    return place


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
        note_step(record, form.step, by=by)
    return record


@dataclass(frozen=True)
class Step:
    """Why and when a membership changes: the day, what led to it, the record it rests on."""

    on: date | None = None
    source_kind: str = ""
    note: str = ""
    origin: models.Model | None = None

    def __bool__(self) -> bool:
        return bool(self.on or self.source_kind or self.note or self.origin)


def note_step(membership: Membership, step: Step, *, by: User | None) -> None:
    """Write down a step where the state is a new one, or where there is something to say."""
    last = membership.steps.order_by("-id").first()
    if last is not None and last.state == membership.state and not step:
        return
    left = membership.state == Membership.State.LEFT
    MembershipStep.objects.create(
        membership=membership,
        state=membership.state,
        on=step.on or (membership.ends_on if left else membership.starts_on),
        by=by,
        source_kind=step.source_kind,
        note=step.note[:200],
        origin=step.origin,
    )


@transaction.atomic
def move_member(membership: Membership, state: str, step: Step, *, by: User) -> Membership:
    """To another state; the day is the first or the last one of a stay where none is known."""
    if membership.pk is not None:
        membership.claim(membership.version)
    membership.state = state
    if state == Membership.State.JOINED:
        membership.starts_on = membership.starts_on or step.on
    if state == Membership.State.LEFT:
        membership.ends_on = membership.ends_on or step.on
    membership.stamp(by)
    membership.save()
    note_step(membership, step, by=by)
    return membership


@transaction.atomic
def add_member(
    layer: Layer,
    body: Organization | Department,
    state: str,
    step: Step,
    *,
    by: User,
    post: str = "",
    role: str = Membership.Role.MEMBER,
) -> Membership:
    """A new membership with its first step. The caller makes sure there is none yet."""
    membership = Membership(layer=layer, post=post, role=role)
    setattr(membership, "department" if isinstance(body, Department) else "organization", body)
    return move_member(membership, state, step, by=by)


NAMED = 20  # so many records are named before a deletion; of the others there is a count


@dataclass(frozen=True)
class RestingOn:
    """What hangs on a record: what forbids deleting it, and what would go with it."""

    protected: list[str]
    cascading: list[str]


def resting_on(record: models.Model, user: User) -> RestingOn:
    """In words this person may read. What they may not change forbids the deletion, too."""
    try:
        others = _going_with(record)
    except (ProtectedError, RestrictedError) as error:
        held = getattr(error, "protected_objects", None) or error.restricted_objects  # type: ignore[union-attr]
        return RestingOn(_named(list(held), user), [])
    changeable = {id(other) for other in _within(others, user, "permitted", "edit")}
    kept = [other for other in others if id(other) not in changeable]
    return RestingOn(_named(kept, user), _named(others, user))


def _going_with(record: models.Model) -> list[models.Model]:
    """Everything deleted with the record; ProtectedError, RestrictedError where that is forbidden."""
    collector = Collector(using=record._state.db or "default")
    collector.collect([record])
    others = [o for rows in collector.data.values() for o in rows if o != record]
    others += [o for query in collector.fast_deletes for o in query]
    return [other for other in others if not other._meta.auto_created]


def _named(records: list[models.Model], user: User) -> list[str]:
    """The first of them by name, and how many more there are."""
    seen = _within(records, user, "visible_to")
    names = [f"{record._meta.verbose_name}「{record}」" for record in seen[:NAMED]]
    more, hidden = len(seen) - len(names), len(records) - len(seen)
    names += [f"ほか{more}件"] if more else []
    return [*names, f"閲覧が限られた記録（{hidden}件）"] if hidden else names


def _within(records: list[models.Model], user: User, word: str, *args: str) -> list[models.Model]:
    """Those in their queryset's ``visible_to`` or ``permitted``; kinds without these are open."""
    found: list[models.Model] = []
    for model, rows in _by_kind(records).items():
        queryset = model._default_manager.all()
        if isinstance(queryset, ScopedQuerySet):
            allowed = getattr(queryset, word)(user, *args).filter(pk__in=[row.pk for row in rows])
            pks = set(allowed.values_list("pk", flat=True))
            rows = [row for row in rows if row.pk in pks]
        found += rows
    return found


def _by_kind(records: Iterable[models.Model]) -> dict[type[models.Model], list[models.Model]]:
    kinds: dict[type[models.Model], list[models.Model]] = {}
    for record in records:
        kinds.setdefault(type(record), []).append(record)
    return kinds


@transaction.atomic
def remove_record(record: models.Model, *, by: User) -> None:
    """Delete with all that stands beside it; ProtectedError where others rest on it."""
    for model, rows in _by_kind([record, *_going_with(record)]).items():
        kind = ContentType.objects.get_for_model(model)
        for beside in (Note, Statistic, Attachment):
            pks = [row.pk for row in rows]
            beside.objects.filter(record_type=kind, record_id__in=pks).delete()
    record.delete()


def attach(file: Attachment, content: bytes, *, by: User) -> Attachment:
    """Keep a checked file with its size and fingerprint."""
    file.content, file.size, file.sha256 = content, len(content), sha256(content).hexdigest()
    file.stamp(by)
    file.save()
    return file


@transaction.atomic
def decide_match(
    need: Need,
    organization: Organization,
    *,
    state: str,
    reason: str,
    by: User,
    opened_version: int,
) -> NeedMatch:
    """A person's decision on an organization for a need.

    ``opened_version`` is that of the decision one saw, 0 for none; EditedMeanwhile otherwise.
    """
    found = NeedMatch.objects.filter(need=need, organization=organization).first()
    if found is None and opened_version:
        raise EditedMeanwhile
    match = found or NeedMatch(need=need, organization=organization)
    if found is not None:
        match.claim(opened_version)
    match.state, match.reason = state, reason
    match.stamp(by)
    match.save()
    return match
