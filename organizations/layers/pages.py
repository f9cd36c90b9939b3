"""What is entered at a layer or at its members."""

from __future__ import annotations

from typing import Any

from organizations.models import Layer, Platform
from platform_registry.access import fetch
from platform_registry.records.ownership import above
from platform_registry.records.pages import RecordPages
from platform_registry.signed_in import SignedInRequest


class InLayerPages(RecordPages):
    """Persons and counts of a confidential layer are entered by those cleared for it."""

    def fetch_parent(self, request: SignedInRequest, pk: int | None) -> Any:
        return to_fill(request.user, Layer, pk)


def to_fill(user: Any, kind: Any, pk: int | None) -> Any:
    """A layer or a member something is entered at: in a council by those cleared for it, as staff."""
    record = fetch(kind.objects.all(), user, "view", pk=pk)
    layer = above(record, Layer)
    if layer is None or layer.pk not in user.cleared_layers():
        return fetch(kind.objects.all(), user, "edit", pk=pk)
    fetch(Platform.objects.all(), user, "edit", pk=layer.platform_id)
    return record
