"""What the registry shows on the home page and in the search over everything."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from organizations.beside.index import BesideIndex
from organizations.models import (
    Invitation,
    Membership,
    Need,
    Note,
    Organization,
    Platform,
    PracticeExample,
)
from platform_registry import panels, search
from platform_registry.lists.paging import capped_count
from platform_registry.secrecy import NOBODY
from platform_registry.signed_in import SignedInRequest


@panels.register("home", order=20, template="organizations/_home_panel.html")
def to_verify(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    organizations = Organization.objects.visible_to(request.user).listed()
    return {
        "stale": capped_count(organizations.unverified_for_a_year()),
        "unreachable": capped_count(organizations.filter(state="unreachable")),
    }


@panels.register("home", order=5, template="organizations/partners/_invitations_panel.html")
def invitations(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """For an administrator: who asks the municipality to share a platform."""
    places = request.user.municipality_ids("administer")
    waiting = Invitation.objects.waiting().filter(municipality__in=places) if places else None
    rows = list(waiting.select_related("platform__municipality")) if waiting is not None else []
    return {"invitations": rows} if rows else None


@panels.register(
    "home", order=30, template="organizations/members/_movement_panel.html", column="side"
)
def movement(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """「参画の動き」: how many bodies stand at each step in the user's own platforms."""
    members = Membership.objects.editable_by(request.user).told_to(NOBODY)
    members = members.exclude(state="expected")
    numbers = dict(
        members.order_by().values_list("state").annotate(n=Count("pk")).values_list("state", "n")
    )
    most = max(numbers.values(), default=0)
    shown = [s for s in Membership.State if s != Membership.State.EXPECTED]
    steps = [(s.label, n := numbers.get(s, 0), n / (most or 1), _list_of(s)) for s in shown]
    return {"steps": steps} if most else None


def _list_of(state: Membership.State) -> str:
    """Who stands there. Members proper would be mixed with other municipalities' in the list."""
    return (
        "" if state in Membership.MEMBERS else f"{reverse('members')}?{urlencode({'state': state})}"
    )


@panels.register("home", order=27, template="organizations/beside/_notes_panel.html")
def differing(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    notes = Note.objects.visible_to(request.user).filter(kind="differs", settled_on=None)
    number = capped_count(notes)
    return {"number": number} if number else None


@panels.register(Organization, order=20, template="organizations/members/_memberships_panel.html")
def memberships(request: SignedInRequest, organization: Organization) -> dict[str, Any] | None:
    found = Membership.objects.visible_to(request.user).filter(organization=organization)
    rows = list(found.select_related("layer__platform"))
    run = list(Platform.objects.visible_to(request.user).filter(owner_organization=organization))
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
        "may_edit": platform.may_edit,
    }


@search.register("連携PF", order=10, list_url_name="platforms")
def platforms(user: Any, words: str, limit: int) -> list[search.Hit]:
    found = Platform.objects.visible_to(user).select_related("municipality")
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(nickname__icontains=word)
            | Q(municipality__name__icontains=word)
        )
    return [search.Hit(p.name, p.get_absolute_url(), p.municipality.name) for p in found[:limit]]


@search.register("取組事例", order=25)
def examples(user: Any, words: str, limit: int) -> list[search.Hit]:
    found = PracticeExample.objects.visible_to(user).select_related("platform__municipality")
    for word in words.split():
        found = found.filter(
            Q(title__icontains=word)
            | Q(text__icontains=word)
            | Q(operator_as_printed__icontains=word)
        )
    return [
        search.Hit(
            e.title, f"{e.platform.get_absolute_url()}#examples", e.platform.municipality.name
        )
        for e in found[:limit]
    ]


@search.register("団体", order=20, list_url_name="organizations")
def organizations(user: Any, words: str, limit: int) -> list[search.Hit]:
    found = Organization.objects.visible_to(user).listed().matching(words)[:limit]
    return [search.Hit(o.name, o.get_absolute_url(), o.address) for o in found]
