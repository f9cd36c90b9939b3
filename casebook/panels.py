"""What case sheets show on pages of lower floors, on the home page and in the search."""

from __future__ import annotations

from typing import Any

from casebook.models import CaseSheet, Passage, PublishedPassage
from casebook.tracker import tracker_of
from organizations.models import Municipality, Organization, Platform
from platform_registry import panels
from platform_registry.forms.ruled import record_number
from platform_registry.records.named import is_named
from platform_registry.signed_in import SignedInRequest

SHOWN = 5
PLACE = "platform__municipality"


@panels.register(Platform, order=0, template="casebook/learning/_tracker_panel.html", column="top")
def tracker(request: SignedInRequest, platform: Platform) -> dict[str, Any]:
    """Ten stages in four phases; ``?stages=2022`` shows an earlier year."""
    year = record_number(request.GET.get("stages", ""))
    return {"tracker": tracker_of(platform, year)}


def _sheets(request: SignedInRequest, platform: Platform) -> list[CaseSheet]:
    """The platform's sheets, the latest year first."""

    def asked() -> list[CaseSheet]:
        sheets = CaseSheet.objects.with_version().visible_to(request.user)
        return list(sheets.filter(platform=platform).order_by("-fiscal_year", "id"))

    return panels.once(request, f"sheets of {platform.pk}", asked)


GOALS = (Passage.Part.FINAL_GOAL, Passage.Part.YEAR_GOAL)


@panels.register(Platform, order=0, template="casebook/sheets/_goals_panel.html", column="side")
def goals(request: SignedInRequest, platform: Platform) -> dict[str, Any] | None:
    """「めざす姿」, each part of it from the latest year that says something."""
    sheets = _sheets(request, platform)
    if not sheets:
        return None
    own = Passage.objects.visible_to(request.user).filter(sheet__in=sheets, part__in=GOALS)
    found: list[Any] = list(own.select_related("sheet"))
    if not found:
        public = PublishedPassage.objects.visible_to(request.user)
        public = public.filter(version__sheet__in=sheets, part__in=GOALS)
        found = list(public.select_related("version__sheet").defer("version__document"))
    groups = [(part.label, *_latest(found, part)) for part in GOALS]
    return {"sheet": sheets[0], "goals": [group for group in groups if group[2]]}


def _latest(goals: list[Any], part: Passage.Part) -> tuple[CaseSheet | None, list[Any]]:
    """The newest sheet with goals of this part, and what it says."""
    of_part = [goal for goal in goals if goal.part == part]
    newest = max((goal.sheet for goal in of_part), key=_age, default=None)
    return newest, [goal for goal in of_part if goal.sheet == newest]


def _age(sheet: CaseSheet) -> tuple[int, int]:
    return sheet.fiscal_year, -sheet.pk


@panels.register(Platform, order=60, template="casebook/sheets/_sheets_panel.html", column="side")
def of_platform(request: SignedInRequest, platform: Platform) -> dict[str, Any]:
    return {"sheets": _sheets(request, platform), "platform": platform}


@panels.register(Municipality, order=10, template="casebook/_municipality_panel.html")
def of_municipality(request: SignedInRequest, place: Municipality) -> dict[str, Any] | None:
    platforms = Platform.objects.visible_to(request.user).filter(municipality=place)
    sheets = CaseSheet.objects.visible_to(request.user).filter(platform__municipality=place)
    context = {"platforms": list(platforms), "sheets": list(sheets)}
    return context if any(context.values()) else None


@panels.register(Organization, order=60, template="casebook/_organization_panel.html")
def of_organization(request: SignedInRequest, organization: Organization) -> dict[str, Any] | None:
    """In the own working copies, and in what others have published."""
    if not is_named(organization, Passage, PublishedPassage):
        return None
    own = Passage.objects.visible_to(request.user).select_related(f"sheet__{PLACE}")
    others = _of_others(request.user)
    passages = [row for rows in (own, others) for row in rows.filter(organization=organization)]
    return {"passages": passages} if passages else None


def _of_others(user: Any) -> Any:
    found = PublishedPassage.objects.of_others(user).defer("version__document")
    return found.select_related(f"version__sheet__{PLACE}")
