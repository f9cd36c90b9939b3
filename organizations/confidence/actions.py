from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from organizations.confidence.two_persons import must_be_two, must_own_password
from organizations.models import (
    Clearance,
    Layer,
    Lowering,
    Platform,
    User,
)
from platform_registry import actions as door

NOT_ADMINISTRATOR = "{}の管理者だけができます。管理者に依頼してください。"


# ------------------------------------------------------------------ clearance


def _must_administer(platform: Platform, by: User) -> None:
    if not by.is_superuser and platform.municipality_id not in by.municipality_ids("administer"):
        raise ValidationError(NOT_ADMINISTRATOR.format(platform.municipality.name))


@transaction.atomic
def give_clearance(clearance: Clearance, *, by: User) -> Clearance:
    """By an administrator of the platform's owner, or the operator; to another person, once."""
    if clearance.pk:
        door.hold(clearance)
    _must_administer(clearance.platform, by)
    if clearance.given_at:
        raise ValidationError("この許可は、すでに与えられています。")
    if clearance.user_id and clearance.user != by:
        must_be_two(by, clearance.user)
        must_own_password(clearance.user)
    clearance.given_by, clearance.given_at = by, timezone.now()
    return door.save(clearance, by=by)


def ask_for_clearance(clearance: Clearance, *, by: User) -> Clearance:
    """By an administrator of a partner, for a person of its own; the owner gives it or not."""
    places = by.municipality_ids("administer")
    if not clearance.platform.partners.filter(pk__in=places).exists():
        raise ValidationError("共同する自治体の管理者だけが申し出られます。")
    if not clearance.user.municipality_ids("view") & places:
        raise ValidationError({"user": "あなたの自治体で働いている人を選んでください。"})
    clearance.asked_by = by
    return door.save(clearance, by=by, place_checked=True)


@transaction.atomic
def end_clearance(clearance: Clearance, *, by: User) -> Clearance:
    """At once, by any administrator of the platform's owner."""
    door.hold(clearance)
    _must_administer(clearance.platform, by)
    _must_be_open(clearance)
    clearance.ended_by, clearance.ended_at = by, timezone.now()
    return door.save(clearance, by=by, despite_lock=True)


def _must_be_open(record: Any) -> None:
    """Asked before the verb closes it; the door would look at the record as it is then."""
    if record.locked():
        raise ValidationError(record.locked())


# ------------------------------------------------------------------ lowering


@transaction.atomic
def ask_to_lower(layer: Layer, *, reason: str, by: User) -> Lowering:
    """The first of two administrators says why a layer need not be secret any more."""
    door.hold(layer)
    _must_administer(layer.platform, by)
    if not layer.confidential:
        raise ValidationError("この層は守秘になっていません。")
    asked = Lowering(platform=layer.platform, record=layer, reason=reason, asked_by=by)
    return door.save(asked, by=by)


@transaction.atomic
def agree_to_lower(lowering: Lowering, *, by: User) -> Lowering:
    """The second person. What was made until now stays secret."""
    door.hold(lowering)
    _must_administer(lowering.platform, by)
    if lowering.asked_by == by:
        raise ValidationError("守秘の解除には、申し出た人とは別の管理者の同意が要ります。")
    must_be_two(lowering.asked_by, by)
    _must_be_open(lowering)
    now = timezone.now()
    lowering.agreed_by, lowering.agreed_at = by, now
    door.save(lowering, by=by, despite_lock=True)
    layer: Any = lowering.record
    door.hold(layer)
    layer.lowering, layer.confidential, layer.lowered_at = lowering, False, now
    door.save(layer, by=by, place_checked=True)
    return lowering


@transaction.atomic
def withdraw_lowering(lowering: Lowering, *, by: User) -> Lowering:
    door.hold(lowering)
    _must_administer(lowering.platform, by)
    _must_be_open(lowering)
    lowering.withdrawn_at = timezone.now()
    return door.save(lowering, by=by, despite_lock=True)
