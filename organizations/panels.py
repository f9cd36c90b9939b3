"""What the registry shows on the home page and in the search over everything."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from organizations.models import Organization
from platform_registry import panels, search
from platform_registry.paging import capped_count


@panels.register("home", order=20, template="organizations/_home_panel.html")
def to_verify(request: HttpRequest, _: None) -> dict[str, Any] | None:
    organizations = Organization.objects.visible_to(request.user).listed()
    return {
        "stale": capped_count(organizations.unverified_for_a_year()),
        "unreachable": capped_count(organizations.filter(state="unreachable")),
    }


@search.register("団体", order=20, list_url_name="organizations")
def organizations(user: Any, words: str, limit: int) -> list[search.Hit]:
    found = Organization.objects.visible_to(user).listed().matching(words)[:limit]
    return [search.Hit(o.name, o.get_absolute_url(), o.address) for o in found]
