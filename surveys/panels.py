"""What surveys show on pages of lower floors, on the home page and in the search over everything."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from organizations.models import Layer, Municipality, Organization
from platform_registry import panels
from platform_registry.access import may
from platform_registry.records.named import is_named
from platform_registry.signed_in import SignedInRequest
from surveys.importing.list_kinds import kind_of
from surveys.models import ImportBatch, Response

SHOWN = 20
RECENT, COUNTED = 5, 50


@panels.register(Organization, order=30, template="surveys/_organization_panel.html")
def answers(request: SignedInRequest, organization: Organization) -> dict[str, Any]:
    if not is_named(organization, Response):
        return {"responses": []}
    responses = Response.objects.visible_to(request.user).filter(organization=organization)
    rows = responses.select_related("survey", "batch__file").defer("batch__file__content", "raw")
    return {"responses": list(rows[:SHOWN])}


@panels.register("home", order=30, template="surveys/across/to_decide.html")
def to_decide(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """Imports that were begun and wait for a decision, the latest first."""
    if not may(request.user, "import"):
        return None
    begun = ImportBatch.objects.filter(state__in=ImportBatch.OPEN)
    mine = begun if request.user.is_superuser else begun.filter(begun.own(request.user, "view"))
    newest = list(mine.order_by("-pk").values_list("pk", flat=True)[:COUNTED])
    if not newest:
        return None
    told = ImportBatch.objects.filter(pk__in=newest).told_by_kind(request.user)
    rows = told.select_related("file", "survey").defer("file__content", "seen").order_by("-pk")
    found = list(rows)
    return {"batches": found[:RECENT], "waiting": len(found)} if found else None


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
    user, place = request.user, organization.municipality_id
    if not user.is_superuser and place not in user.municipality_ids("import"):
        return None
    kind = kind_of(ImportBatch.Kind.CONTACTS)
    url = f"{reverse('list-import-start', args=[kind.key])}?parent={place}"
    return {"lists": [{"url": url, "label": f"{kind.title}を表計算から取込"}]}
