"""Writing what people keep of lists."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from platform_registry import actions as door
from platform_registry.lists.models import SavedView


@transaction.atomic
def save_view(view: SavedView, *, by: Any) -> SavedView:
    """One view alone opens the list for the same people."""
    if view.is_default:
        for other in view.same_for_all().filter(is_default=True):
            other.is_default = False
            door.save(other, by=by)
    return door.save(view, by=by)


def remove_view(view: SavedView, *, by: Any) -> None:
    door.remove(view, by=by)
