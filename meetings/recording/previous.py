"""The meeting before: what a new record begins with, and what was left to be done."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from meetings.models import Action, Meeting
from organizations.models import Layer, Platform
from platform_registry.secrecy import NOBODY


def last_of(platform: Platform, user: Any) -> Meeting | None:
    """The one a new record most likely follows: the last 連携PF会合 that is no secret."""
    held = Meeting.objects.editable_by(user).filter(platform=platform)
    told = held.filter(Meeting.objects.all().confided(NOBODY))
    return _latest(told.filter(kind=Meeting.Kind.PLATFORM)) or _latest(told)


# The kind of meeting by which a layer itself comes together; any other comes as a platform.
OF_LAYERS = {
    Layer.Kind.PLATFORM: Meeting.Kind.PLATFORM,
    Layer.Kind.COUNCIL: Meeting.Kind.COUNCIL,
    Layer.Kind.INTERNAL: Meeting.Kind.INTERNAL,
}


def kind_in(layer: Layer | None, kind: str) -> str:
    """The layer's own kind in place of another layer's; any other kind as it is."""
    if layer is None or kind not in OF_LAYERS.values():
        return kind
    return str(OF_LAYERS.get(Layer.Kind(layer.kind), Meeting.Kind.PLATFORM))


def before(meeting: Meeting, layer: Layer | None, user: Any) -> Meeting | None:
    """The last meeting of the same kind in the same layer, before this one."""
    rows = Meeting.objects.editable_by(user).filter(
        platform=meeting.platform, layer=layer, kind=meeting.kind
    )
    if meeting.pk is not None:
        rows = rows.exclude(pk=meeting.pk)
    if meeting.number:
        rows = rows.filter(Q(number__lt=meeting.number) | Q(number=None))
    elif meeting.held_on:
        rows = rows.filter(Q(held_on__lte=meeting.held_on) | Q(held_on=None))
    if not meeting.confidential:  # what was made secret isn't carried into the open
        rows = rows.filter(confidential=False)
    return _latest(rows)


def _latest(rows: Any) -> Meeting | None:
    found: Meeting | None = rows.order_by("-fiscal_year", "-number", "-held_on", "-pk").first()
    return found


def left_open(meeting: Meeting, layer: Layer | None, user: Any) -> list[Action]:
    """What other meetings of the layer left to be done, the most urgent first."""
    rows = (
        Action.objects.editable_by(user)
        .open()
        .filter(
            meeting__platform=meeting.platform, meeting__layer=layer, meeting__kind=meeting.kind
        )
    )
    if meeting.pk is not None:
        rows = rows.exclude(meeting=meeting.pk)
    if not meeting.confidential:
        rows = rows.filter(meeting__confidential=False)
    return list(rows.select_related("meeting", "department__parent").order_by("due_on", "pk")[:20])
