"""What meetings show on pages of lower floors, on the home page and in the search."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from meetings.models import Action, Hearing, Meeting, Opinion
from organizations.models import Department, Municipality, Organization, Platform
from pilots.models import Pilot, PilotEvent
from platform_registry import panels, search
from platform_registry.secrecy import NOBODY
from platform_registry.signed_in import SignedInRequest

SHOWN = 10


@panels.register("home", order=10, template="meetings/_home_panel.html")
def waiting(request: SignedInRequest, _: None) -> dict[str, Any]:
    """What is to be done next, the overdue first."""
    open_actions = Action.objects.editable_by(request.user).open().exclude(due_on=None)
    rows = open_actions.select_related("meeting", "department").order_by("due_on")[:SHOWN]
    return {"actions": rows, "today": timezone.localdate()}


@panels.register("home", order=25, template="meetings/_doubts_panel.html")
def doubtful(request: SignedInRequest, _: None) -> dict[str, Any]:
    meetings = Meeting.objects.visible_to(request.user).with_doubtful_weekday()
    events = PilotEvent.objects.visible_to(request.user).with_doubtful_weekday()
    return {"meetings": meetings.count(), "events": events.select_related("pilot")[:SHOWN]}


def _counts(request: SignedInRequest, platform: Platform) -> dict[str, Any]:
    """All meetings one may know of, PF会合 among them, and the next of these; asked once."""
    return panels.once(request, f"meetings of {platform.pk}", lambda: _count(request, platform))


def _count(request: SignedInRequest, platform: Platform) -> dict[str, Any]:
    meetings = Meeting.objects.visible_to(request.user).filter(platform=platform).order_by()
    # The same number for everybody: what a council keeps is in it for nobody.
    full = Q(kind=Meeting.Kind.PLATFORM) & meetings.confided(NOBODY)
    coming = full & Q(next_on__gte=timezone.localdate())
    return meetings.aggregate(
        every=Count("pk"),
        number=Count("pk", filter=full),
        next_on=Min("next_on", filter=coming),
    )


@panels.register(Platform, order=10, template="meetings/_platform_fact.html", column="facts")
def number(request: SignedInRequest, platform: Platform) -> dict[str, Any]:
    return {**_counts(request, platform), "platform": platform}


@panels.register(Platform, order=40, template="meetings/_list_panel.html")
def of_platform(request: SignedInRequest, platform: Platform) -> dict[str, Any]:
    meetings = Meeting.objects.visible_to(request.user).filter(platform=platform)
    number = _counts(request, platform)["every"]
    said = Opinion.objects.visible_to(request.user).filter(platform=platform).order_by()
    loose = Count("pk", filter=Q(meeting=None))
    return {
        "meetings": list(meetings[:SHOWN]),
        "number": number,
        "platform": platform,
        "opinions": said.aggregate(number=Count("pk"), loose=loose),
    }


@panels.register(Pilot, order=10, template="meetings/_pilot_panel.html", column="side")
def of_pilot(request: SignedInRequest, pilot: Pilot) -> dict[str, Any] | None:
    concerned = Q(pilots=pilot) | Q(agenda__pilots=pilot)
    meetings = Meeting.objects.visible_to(request.user).filter(concerned).distinct()
    hearings = Hearing.objects.visible_to(request.user).filter(pilot=pilot)
    opinions = Opinion.objects.visible_to(request.user).filter(pilot=pilot)
    context = {"meetings": list(meetings), "hearings": list(hearings), "opinions": list(opinions)}
    return context if any(context.values()) else None


@panels.register(Organization, order=40, template="meetings/_list_panel.html")
def of_organization(request: SignedInRequest, organization: Organization) -> dict[str, Any] | None:
    meetings = Meeting.objects.visible_to(request.user).filter(
        attendances__organization=organization
    )
    hearings = Hearing.objects.visible_to(request.user).filter(organizations=organization)
    return _attended(meetings, hearings)


def _attended(meetings: Any, hearings: Any) -> dict[str, Any] | None:
    meetings, hearings = meetings.distinct(), list(hearings)
    number = meetings.count()
    if not number and not hearings:
        return None
    return {"meetings": list(meetings[:SHOWN]), "number": number, "hearings": hearings}


@panels.register(Department, order=40, template="meetings/_list_panel.html")
def of_department(request: SignedInRequest, department: Department) -> dict[str, Any] | None:
    meetings = Meeting.objects.visible_to(request.user).filter(attendances__department=department)
    hearings = Hearing.objects.visible_to(request.user).filter(departments=department)
    return _attended(meetings, hearings)


@panels.register(Municipality, order=40, template="meetings/_list_panel.html")
def of_municipality(request: SignedInRequest, place: Municipality) -> dict[str, Any] | None:
    meetings = Meeting.objects.visible_to(request.user).filter(platform__municipality=place)
    number = meetings.count()
    return {"meetings": meetings[:SHOWN], "number": number} if number else None


@search.register("会議・打合せ", order=50, list_url_name="meetings")
def meetings(user: Any, words: str, limit: int) -> list[search.Hit]:
    found = (
        Meeting.objects.visible_to(user).matching(words).select_related("platform__municipality")
    )
    return [
        search.Hit(m.title, m.get_absolute_url(), m.platform.municipality.name)
        for m in found[:limit]
    ]
