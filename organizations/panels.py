"""What the registry shows on the home page and in the search over everything."""

from __future__ import annotations

from typing import Any

from organizations.beside.index import BesideIndex
from organizations.bodies.tables import OrganizationTable
from organizations.members.tables import MemberTable
from organizations.models import (
    Membership,
    Need,
    Organization,
    OwnField,
    Platform,
)
from organizations.own import labels
from platform_registry import panels
from platform_registry.records.editing import views_for
from platform_registry.records.named import is_named
from platform_registry.signed_in import SignedInRequest

labels.reserve(OwnField.Of.ORGANIZATION, labels.columns_of(OrganizationTable))
labels.reserve(OwnField.Of.MEMBERSHIP, labels.columns_of(MemberTable))


@panels.register(Organization, order=20, template="organizations/members/_memberships_panel.html")
def memberships(request: SignedInRequest, organization: Organization) -> dict[str, Any] | None:
    if not is_named(organization, Membership, Platform):
        return None
    found = Membership.objects.visible_to(request.user).filter(organization=organization)
    rows = list(found.select_related("layer__platform"))
    owned = Platform.objects.visible_to(request.user).filter(owner_organization=organization)
    run = list(owned) if is_named(organization, Platform) else []
    return {"memberships": rows, "run": run} if rows or run else None


@panels.register(Platform, order=50, template="organizations/needs/_needs_panel.html")
def needs(request: SignedInRequest, platform: Any) -> dict[str, Any]:
    """Needs, measures and examples of a platform, and the way to add some."""
    measures = list(platform.measures.all()) if platform.has_measures else []
    named = platform.examples.select_related("organization", "source")
    examples = list(named) if platform.has_examples else []
    return {
        "platform": platform,
        "needs": Need.objects.visible_to(request.user).filter(platform=platform),
        "measures": measures,
        "examples": examples,
        "beside": BesideIndex([*measures, *examples], request.user),
        **views_for(request, platform.may_edit),
    }
