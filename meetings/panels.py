"""What meetings show on pages of lower floors, on the home page and in the search."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from meetings.models import Attendance, Hearing, Meeting, Opinion
from organizations.beside.index import BesideIndex
from organizations.models import Department, Municipality, Organization, Platform
from pilots.models import Pilot
from platform_registry import panels
from platform_registry.records.editing import views_for
from platform_registry.records.named import is_named
from platform_registry.secrecy import NOBODY
from platform_registry.signed_in import SignedInRequest

SHOWN = 10
LATEST = 5  # on the page of a platform, which has the way to all of them


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
def of_platform(request: SignedInRequest, platform: Any) -> dict[str, Any]:
    meetings = Meeting.objects.visible_to(request.user).filter(platform=platform)
    number = _counts(request, platform)["every"]
    said = Opinion.objects.visible_to(request.user).filter(platform=platform).order_by()
    loose = Count("pk", filter=Q(meeting=None))
    return {
        "meetings": list(meetings[:LATEST]),
        "number": number,
        "platform": platform,
        "opinions": said.aggregate(number=Count("pk"), loose=loose),
        **views_for(request, platform.may_edit),
    }


@panels.register(Pilot, order=10, template="meetings/_pilot_panel.html", column="side")
def of_pilot(request: SignedInRequest, pilot: Pilot) -> dict[str, Any] | None:
    concerned = Q(pilots=pilot) | Q(agenda__pilots=pilot)
    meetings = Meeting.objects.visible_to(request.user).filter(concerned).distinct()
    hearings = Hearing.objects.visible_to(request.user).filter(pilot=pilot)
    opinions = Opinion.objects.visible_to(request.user).filter(pilot=pilot)
    context = {"meetings": list(meetings), "hearings": list(hearings), "opinions": list(opinions)}
    beside = {"beside": BesideIndex(context["opinions"], request.user)}
    return {**context, **beside} if any(context.values()) else None


@panels.register(Organization, order=40, template="meetings/_list_panel.html")
def of_organization(request: SignedInRequest, organization: Organization) -> dict[str, Any] | None:
    meetings, hearings = Meeting.objects.none(), Hearing.objects.none()
    if is_named(organization, Attendance):
        came = (
            Attendance.objects.visible_to(request.user)
            .filter(organization=organization)
            .values("meeting")
        )
        meetings = Meeting.objects.visible_to(request.user).filter(pk__in=came)
    if is_named(organization, Hearing):
        hearings = Hearing.objects.visible_to(request.user).filter(organizations=organization)
    return _attended(meetings, hearings)


def _attended(meetings: Any, hearings: Any) -> dict[str, Any] | None:
    # None is fetched that isn't shown: it would be noted as read.
    first, hearings = list(meetings[:SHOWN]), list(hearings)
    if not first and not hearings:
        return None
    number = meetings.count() if len(first) == SHOWN else len(first)
    return {"meetings": first, "number": number, "hearings": hearings}


@panels.register(Department, order=40, template="meetings/_list_panel.html")
def of_department(request: SignedInRequest, department: Department) -> dict[str, Any] | None:
    came = (
        Attendance.objects.visible_to(request.user).filter(department=department).values("meeting")
    )
    meetings = Meeting.objects.visible_to(request.user).filter(pk__in=came)
    hearings = Hearing.objects.visible_to(request.user).filter(departments=department)
    return _attended(meetings, hearings)


@panels.register(Municipality, order=40, template="meetings/_list_panel.html")
def of_municipality(request: SignedInRequest, place: Municipality) -> dict[str, Any] | None:
    meetings = Meeting.objects.visible_to(request.user).filter(platform__municipality=place)
    number = meetings.count()
    return {"meetings": meetings[:SHOWN], "number": number} if number else None
