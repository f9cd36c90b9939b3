"""A joint platform: invited by its owner's administrator, accepted by the partner's own."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from organizations.models import Invitation, Municipality, Platform, User
from platform_registry import actions as door

State = Invitation.State


def _must_administer(place: Municipality, by: User) -> None:
    if not by.is_superuser and place.pk not in by.municipality_ids("administer"):
        raise ValidationError(f"{place.name}の管理者だけができます。")


def invite(platform: Platform, place: Municipality, *, note: str = "", by: User) -> Invitation:
    """Until it is accepted the municipality sees nothing of the platform but the invitation."""
    _must_administer(platform.municipality, by)
    return door.save(Invitation(platform=platform, municipality=place, note=note), by=by)


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Invitation:
    _must_administer(invitation.municipality, by)
    _must_be(invitation, State.INVITED)
    _answer(invitation, State.ACCEPTED, by)
    invitation.platform.partners.add(invitation.municipality)
    return invitation


@transaction.atomic
def decline(invitation: Invitation, *, by: User) -> Invitation:
    _must_administer(invitation.municipality, by)
    _must_be(invitation, State.INVITED)
    return _answer(invitation, State.DECLINED, by)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> Invitation:
    _must_administer(invitation.platform.municipality, by)
    _must_be(invitation, State.INVITED)
    return _answer(invitation, State.WITHDRAWN, by)


@transaction.atomic
def leave(invitation: Invitation, *, by: User) -> Invitation:
    """Either side ends the partnership; what the partner entered stays on record."""
    sides = {invitation.municipality_id, invitation.platform.municipality_id}
    if not by.is_superuser and not sides & by.municipality_ids("administer"):
        raise ValidationError("どちらかの自治体の管理者だけができます。")
    _must_be(invitation, State.ACCEPTED)
    _answer(invitation, State.LEFT, by)
    invitation.platform.partners.remove(invitation.municipality)
    return invitation


def _must_be(invitation: Invitation, state: str) -> None:
    """As it is stored: both sides may answer at the same time."""
    door.hold(invitation)
    if invitation.state != state:
        raise ValidationError(f"この招待は「{invitation.get_state_display()}」です。")


def _answer(invitation: Invitation, state: str, by: User) -> Invitation:
    invitation.state = state
    invitation.answered_by, invitation.answered_at = by, timezone.now()
    return door.save(invitation, by=by)
