"""What the stories of secrets have in common: a clearance, and a lowering by two persons."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from organizations.confidence.actions import agree_to_lower, ask_to_lower
from organizations.models import Clearance, Layer, Platform, User
from tests.actors import UNTIL


def clear(user: User, layer: Layer | None, platform: Platform | None = None) -> Clearance:
    return Clearance.objects.create(
        user=user,
        platform=layer.platform if layer else platform,
        layer=layer,
        pledged_on=date(2026, 4, 1),
        ends_on=UNTIL,
        given_at=timezone.now(),
    )


def again(user: User) -> User:
    """As of the next request: what a person may do is asked once per request."""
    return User.objects.get(pk=user.pk)


def lower(layer: Layer, first: User, second: User) -> Layer:
    agree_to_lower(ask_to_lower(layer, reason="扱わなくなった", by=first), by=second)
    layer.refresh_from_db()
    return layer
