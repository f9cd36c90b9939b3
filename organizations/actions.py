"""Everything that is written about organizations, as verbs. ``by`` is the person acting.

What a write entails whichever way it is made (a step of a membership, the search text after
another name) stands here once, as a follower of the door (`platform_registry.actions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from organizations.models import (
    Attachment,
    Department,
    Layer,
    LogEntry,
    Membership,
    MembershipStep,
    Need,
    NeedMatch,
    Note,
    Organization,
    OrganizationName,
    Statistic,
    User,
    Verification,
)
from organizations.models.log import remember
from platform_registry import actions as door
from platform_registry.models import EditedMeanwhile
from platform_registry.secrecy import NOBODY, is_guarded, may_know_inside

NOTE_IS_THE_COUNCILS = "守秘の層の経過のメモは、その層の閲覧を許可された人だけが書けます。メモを空にして保存してください。"


@transaction.atomic
def save_organization(
    form: Any, *, by: User, formsets: Iterable[Any] = (), opened_version: int | None = None
) -> Organization:
    """Save with its rows. ``opened_version`` guards an edit: EditedMeanwhile if someone was faster."""
    organization: Organization = door.save_form(form, by=by, opened=opened_version)
    for formset in formsets:
        formset.instance = organization
        door.save_rows(formset, by=by)
    return organization


@door.follows(OrganizationName)
@door.follows_removal(OrganizationName)
def keep_findable(name: OrganizationName, **_: Any) -> None:
    """Other names belong to the search text."""
    organization = name.organization
    organization.fill_keys([n.name for n in organization.names.all()])
    Organization.objects.filter(pk=organization.pk).update(search_text=organization.search_text)


@transaction.atomic
def verify(organization: Organization, *, on: date, how: str, note: str, by: User) -> Verification:
    """Record that someone made sure the entry is right."""
    verification = Verification(
        organization=organization, verified_on=on, how=how, note=note, by=by
    )
    return door.save(verification, by=by)


@door.follows(Verification)
def show_the_latest(verification: Verification, **_: Any) -> None:
    """A form opened before must notice; the day of a verification is no day of a change."""
    organization = verification.organization
    days = organization.verifications.order_by("-verified_on").values_list("verified_on", flat=True)
    door.claim(organization, organization.version)
    Organization.objects.filter(pk=organization.pk).update(verified_on=days[0])


def save_record(form: Any, *, by: User, opened_version: int) -> Any:
    """Save what a record's form holds. EditedMeanwhile where somebody was faster."""
    why = {"step": form.step} if hasattr(form, "step") else {}
    return door.save_form(form, by=by, opened=opened_version, **why)


@dataclass(frozen=True)
class Step:
    """Why and when a membership changes: the day, what led to it, the record it rests on."""

    on: date | None = None
    source_kind: str = ""
    note: str = ""
    origin: models.Model | None = None

    def __bool__(self) -> bool:
        return bool(self.on or self.source_kind or self.note or self.origin)


def may_note_steps(layer: Layer, by: User | None) -> bool:
    """Who joins a council is known; what is written of the way there is the council's."""
    return by is None or not layer.confidential or layer.pk in by.cleared_layers()


@door.follows(Membership)
def note_step(
    membership: Membership, *, by: User | None, step: Step | None = None, **_: Any
) -> None:
    """Write down a step where the state is a new one, or where there is something to say."""
    step = step or Step()
    if step.note and not may_note_steps(membership.layer, by):
        raise ValidationError({"note": NOTE_IS_THE_COUNCILS})
    last = membership.steps.order_by("-id").first()
    if last is not None and last.state == membership.state and not step:
        return
    left = membership.state == Membership.State.LEFT
    written = MembershipStep(
        membership=membership,
        state=membership.state,
        on=step.on or (membership.ends_on if left else membership.starts_on),
        by=by,
        source_kind=step.source_kind,
        note=step.note[:200],
        origin=step.origin,
    )
    door.save(written, by=by, place_checked=True)  # with its membership


@transaction.atomic
def move_member(membership: Membership, state: str, step: Step, *, by: User) -> Membership:
    """To another state; the day is the first or the last one of a stay where none is known."""
    membership.state = state
    if state == Membership.State.JOINED:
        membership.starts_on = membership.starts_on or step.on
    if state == Membership.State.LEFT:
        membership.ends_on = membership.ends_on or step.on
    return door.save(membership, by=by, step=step)


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


@door.stands_beside
def what_stands_beside(
    kind: type[models.Model], rows: list[models.Model]
) -> Iterator[models.Model]:
    """Notes, numbers and files; a file without what is in it."""
    place = {
        "record_type": ContentType.objects.get_for_model(kind),
        "record_id__in": [row.pk for row in rows],
    }
    yield from Note.objects.filter(**place)
    yield from Statistic.objects.filter(**place)
    yield from Attachment.objects.filter(**place).defer("content")


@door.goes_with
def the_log_knows_whose_it_was(kind: type[models.Model], rows: list[models.Model]) -> None:
    if auditlog.contains(kind):
        for row in rows:
            remember(row)


@door.goes_with
def secrets_outlive_their_records(kind: type[models.Model], rows: list[models.Model]) -> None:
    """The change log keeps to itself for ever what was secret when it was deleted."""
    for row in rows:
        if is_guarded(row) and not may_know_inside(NOBODY, row, timezone.now()):
            entries = LogEntry.objects.filter(
                within_type=ContentType.objects.get_for_model(kind), within_id=row.pk
            )
            entries.update(confided=True)


def remove_record(record: models.Model, *, by: User) -> None:
    """Delete with all that stands beside it; ValidationError where others rest on it."""
    door.remove(record, by=by)


def attach(file: Attachment, content: bytes, *, by: User) -> Attachment:
    """Keep a checked file with its size and fingerprint."""
    file.content, file.size, file.sha256 = content, len(content), sha256(content).hexdigest()
    return door.save(file, by=by)


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
    match.state, match.reason = state, reason
    return door.save(match, by=by, opened=opened_version)
