"""On the home page: what a person has begun to type into an edit page and not saved yet."""

from __future__ import annotations

from typing import Any

from platform_registry import panels
from platform_registry.grids.drafts import page_of_key, when
from platform_registry.grids.models import EditDraft
from platform_registry.signed_in import SignedInRequest

SHOWN, READ = 5, 20


@panels.register("home", order=12, template="grids/home.html")
def begun(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """The newest first; what the person may no longer edit isn't offered."""
    mine = EditDraft.objects.of(request.user).defer("data")
    found = [line for draft in mine[:READ] if (line := _line(draft, request.user))]
    return {"drafts": found[:SHOWN], "waiting": len(found)} if found else None


def _line(draft: EditDraft, user: Any) -> dict[str, str] | None:
    page = page_of_key(draft.key)
    name, address = page.way_back(draft, user) if page else ("", "")
    return {"name": name, "address": address, "when": when(draft)} if address else None
