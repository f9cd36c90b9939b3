"""What pilots show on pages of lower floors, and in the search over everything."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from organizations.models import Department, Municipality, Organization, OwnField, Platform
from organizations.own import labels
from pilots.budget import budget, budget_of
from pilots.models import Distribution, KpiReading, Pilot, Procurement, Speaker
from pilots.tables import PilotTable
from platform_registry import panels
from platform_registry.access import may
from platform_registry.japanese import fiscal_year
from platform_registry.records.editing import views_for
from platform_registry.records.named import is_named
from platform_registry.signed_in import SignedInRequest
from surveys.models import Survey

labels.reserve(OwnField.Of.PILOT, labels.columns_of(PilotTable))


def _pilots(request: SignedInRequest, platform: Platform) -> list[Pilot]:
    def asked() -> list[Pilot]:
        pilots = Pilot.objects.visible_to(request.user).filter(platform=platform)
        return list(pilots.order_by("-fiscal_year", "number").prefetch_related("procurements"))

    return panels.once(request, f"pilots of {platform.pk}", asked)


@panels.register("home", order=34, template="pilots/home/budget.html", column="side")
def this_year(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """The own pilots of this fiscal year, or of the latest there are, with what was ordered."""
    if not request.user.municipality_ids("view"):
        return None
    pilots = Pilot.objects.permitted(request.user, "view")
    begun = pilots.filter(fiscal_year__lte=fiscal_year(timezone.localdate()))
    years = begun.values_list("fiscal_year").annotate(Count("pk")).order_by("-fiscal_year")
    year, number = years.first() or (None, 0)
    if year is None:
        return None
    orders = Procurement.objects.permitted(request.user, "view").filter(pilot__fiscal_year=year)
    ordered = budget_of(orders)
    return {
        "year": year,
        "number": number,
        "budget": ordered,
        "without": sum(ordered.without.values()),
        "places": sorted(request.user.municipality_ids("view")),
    }


@panels.register(Platform, order=20, template="pilots/panels/_platform_fact.html", column="facts")
def number(request: SignedInRequest, platform: Platform) -> dict[str, Any]:
    pilots = _pilots(request, platform)
    orders = [order for pilot in pilots for order in pilot.procurements.all()]
    return {"number": len(pilots), "budget": budget(orders), "platform": platform}


@panels.register(Platform, order=30, template="pilots/panels/_list_panel.html")
def of_platform(request: SignedInRequest, platform: Platform) -> dict[str, Any]:
    return {"pilots": _pilots(request, platform), "platform": platform}


@panels.register(Organization, order=50, template="pilots/panels/_organization_panel.html")
def of_organization(request: SignedInRequest, organization: Organization) -> dict[str, Any] | None:
    if not is_named(organization, Procurement, Speaker, Distribution):
        return None
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


@panels.register(Department, order=50, template="pilots/panels/_list_panel.html")
def of_department(request: SignedInRequest, department: Department) -> dict[str, Any] | None:
    pilots = Pilot.objects.visible_to(request.user).filter(department=department)
    return {"pilots": pilots} if pilots else None


@panels.register(Municipality, order=30, template="pilots/panels/_list_panel.html")
def of_municipality(request: SignedInRequest, place: Municipality) -> dict[str, Any] | None:
    pilots = Pilot.objects.visible_to(request.user).filter(platform__municipality=place)
    return {"pilots": pilots} if pilots else None


@panels.register(Survey, order=10, template="pilots/panels/_survey_panel.html")
def of_survey(request: SignedInRequest, survey: Survey) -> dict[str, Any]:
    """Which pilots the survey belongs to, and which results rest on it."""
    readings = KpiReading.objects.visible_to(request.user).filter(survey=survey)
    return {
        "survey": survey,
        "pilots": Pilot.objects.visible_to(request.user).filter(surveys=survey),
        "readings": readings.select_related("kpi__pilot"),
        **views_for(request, may(request.user, "persons", survey)),
    }
