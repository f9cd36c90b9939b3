"""What pilots show on pages of lower floors, and in the search over everything."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from organizations.models import Department, Municipality, Organization, Platform
from pilots.budget import budget
from pilots.models import KpiReading, Pilot, PilotEvent, Speaker
from platform_registry import panels, search
from platform_registry.access import may
from platform_registry.signed_in import SignedInRequest
from surveys.models import Survey


def _pilots(request: SignedInRequest, platform: Platform) -> list[Pilot]:
    def asked() -> list[Pilot]:
        pilots = Pilot.objects.visible_to(request.user).filter(platform=platform)
        return list(pilots.order_by("-fiscal_year", "number").prefetch_related("procurements"))

    return panels.once(request, f"pilots of {platform.pk}", asked)


@panels.register(Platform, order=20, template="pilots/_platform_fact.html", column="facts")
def number(request: SignedInRequest, platform: Platform) -> dict[str, Any]:
    pilots = _pilots(request, platform)
    orders = [order for pilot in pilots for order in pilot.procurements.all()]
    return {"number": len(pilots), "budget": budget(orders), "platform": platform}


@panels.register(Platform, order=30, template="pilots/_list_panel.html")
def of_platform(request: SignedInRequest, platform: Platform) -> dict[str, Any]:
    return {"pilots": _pilots(request, platform), "platform": platform}


@panels.register(Organization, order=50, template="pilots/_organization_panel.html")
def of_organization(request: SignedInRequest, organization: Organization) -> dict[str, Any] | None:
    concerned = (
        Q(procurements__vendor=organization)
        | Q(events__speakers__organization=organization)
        | Q(publications__distributions__organization=organization)
    )
    pilots = Pilot.objects.visible_to(request.user).filter(concerned).distinct()
    speakers = Speaker.objects.visible_to(request.user).filter(organization=organization)
    context = {
        "pilots": list(pilots.select_related("platform__municipality")),
        "speakers": list(speakers.select_related("event__pilot")),
    }
    return context if any(context.values()) else None


@panels.register(Department, order=50, template="pilots/_list_panel.html")
def of_department(request: SignedInRequest, department: Department) -> dict[str, Any] | None:
    pilots = Pilot.objects.visible_to(request.user).filter(department=department)
    return {"pilots": pilots} if pilots else None


@panels.register(Municipality, order=30, template="pilots/_list_panel.html")
def of_municipality(request: SignedInRequest, place: Municipality) -> dict[str, Any] | None:
    pilots = Pilot.objects.visible_to(request.user).filter(platform__municipality=place)
    return {"pilots": pilots} if pilots else None


@panels.register(Survey, order=10, template="pilots/_survey_panel.html")
def of_survey(request: SignedInRequest, survey: Survey) -> dict[str, Any]:
    """Which pilots the survey belongs to, and which results rest on it."""
    readings = KpiReading.objects.visible_to(request.user).filter(survey=survey)
    return {
        "survey": survey,
        "pilots": Pilot.objects.visible_to(request.user).filter(surveys=survey),
        "readings": readings.select_related("kpi__pilot"),
        "may_edit": may(request.user, "persons", survey),
    }


@search.register("試行的事業", order=30, list_url_name="pilots")
def pilots(user: Any, words: str, limit: int) -> list[search.Hit]:
    found = Pilot.objects.visible_to(user).matching(words).select_related("platform__municipality")
    return [
        search.Hit(p.name, p.get_absolute_url(), p.platform.municipality.name)
        for p in found[:limit]
    ]


@search.register("行事", order=35)
def events(user: Any, words: str, limit: int) -> list[search.Hit]:
    found = PilotEvent.objects.visible_to(user).select_related("pilot__platform__municipality")
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word) | Q(venue__icontains=word) | Q(theme__icontains=word)
        )
    return [
        search.Hit(e.name, e.get_absolute_url(), f"{e.pilot.platform.municipality.name}　{e.venue}")
        for e in found[:limit]
    ]
