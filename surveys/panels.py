"""What surveys show on pages of lower floors, on the home page and in the search over everything."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from organizations.models import Layer, Municipality, Organization
from platform_registry import panels, search
from platform_registry.access import may
from platform_registry.signed_in import SignedInRequest
from surveys.importing.list_kinds import kind_of
from surveys.importing.lists.records import own_places
from surveys.models import ImportBatch, Response, Survey

SHOWN = 20
RECENT = 5


@panels.register(Organization, order=30, template="surveys/_organization_panel.html")
def answers(request: SignedInRequest, organization: Organization) -> dict[str, Any]:
    responses = Response.objects.visible_to(request.user).filter(organization=organization)
    return {"responses": responses.select_related("survey", "batch__file")[:SHOWN]}


@panels.register("home", order=40, template="surveys/_home_panel.html", column="side")
def recent_imports(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    if not may(request.user, "import"):
        return None
    batches = ImportBatch.objects.visible_to(request.user).select_related("file")
    return {"batches": batches.defer("file__content", "seen")[:RECENT]}


def offer_lists(page: type[Any], *keys: str) -> None:
    """Buttons of a parent's page to take lists of these kinds in under it."""

    @panels.register(page, order=90, template="surveys/list_import/_panel.html", column="top")
    def lists(request: SignedInRequest, record: Any) -> dict[str, Any] | None:
        if not may(request.user, "import"):
            return None
        found = []
        for key in keys:
            kind = kind_of(key)
            if kind.parents and kind.parents(request.user).filter(pk=record.pk).exists():
                url = f"{reverse('list-import-start', args=[key])}?parent={record.pk}"
                found.append({"url": url, "label": f"{kind.title}を表計算から取込"})
        return {"lists": found} if found else None


offer_lists(Layer, ImportBatch.Kind.MEMBERS)
offer_lists(Municipality, ImportBatch.Kind.DEPARTMENTS, ImportBatch.Kind.CONTACTS)


@panels.register(Organization, order=10, template="surveys/list_import/_panel.html", column="side")
def contacts(request: SignedInRequest, organization: Organization) -> dict[str, Any] | None:
    """Beside the contacts of one body: those of many, for the municipality."""
    place = organization.municipality_id
    if not own_places(request.user).filter(pk=place).exists():
        return None
    kind = kind_of(ImportBatch.Kind.CONTACTS)
    url = f"{reverse('list-import-start', args=[kind.key])}?parent={place}"
    return {"lists": [{"url": url, "label": f"{kind.title}を表計算から取込"}]}


@search.register("調査", order=40, list_url_name="surveys")
def surveys(user: Any, words: str, limit: int) -> list[search.Hit]:
    found = Survey.objects.visible_to(user).matching(words)[:limit]
    return [search.Hit(s.title, s.get_absolute_url(), s.get_audience_display()) for s in found]
