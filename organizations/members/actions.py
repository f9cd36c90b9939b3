from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from organizations.models import (
    Department,
    Layer,
    Membership,
    MembershipStep,
    Organization,
    User,
)
from platform_registry import actions as door

NOTE_IS_THE_COUNCILS = "守秘の層の経過のメモは、その層の閲覧を許可された人だけが書けます。メモを空にして保存してください。"


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
