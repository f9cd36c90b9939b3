"""What case sheets show on pages of lower floors, on the home page and in the search."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from casebook.models import STAGES, CaseSheet, Passage, StageNote
from casebook.tracker import tracker_of
from organizations.models import Municipality, Organization, Platform
from platform_registry import panels, search
from platform_registry.forms import record_number

SHOWN = 5


@panels.register(Platform, order=0, template="casebook/_tracker_panel.html", column="top")
def tracker(request: HttpRequest, platform: Platform) -> dict[str, Any]:
    """Ten stages in four phases; ``?stages=2022`` shows an earlier year."""
    year = record_number(request.GET.get("stages", ""))
    return {"tracker": tracker_of(platform, year)}


def _sheets(request: HttpRequest, platform: Platform) -> list[CaseSheet]:
    """The platform's sheets, the latest year first."""
    sheets = CaseSheet.objects.visible_to(request.user).filter(platform=platform)
    wanted = sheets.defer("frozen").order_by("-fiscal_year", "id")
    return panels.once(request, f"sheets of {platform.pk}", lambda: list(wanted))


@panels.register(Platform, order=0, template="casebook/_goals_panel.html", column="side")
def goals(request: HttpRequest, platform: Platform) -> dict[str, Any] | None:
    """「めざす姿」 of the latest sheet."""
    sheets = _sheets(request, platform)
    if not sheets:
        return None
    parts = [Passage.Part.FINAL_GOAL, Passage.Part.YEAR_GOAL]
    found = list(sheets[0].passages.filter(part__in=parts))
    return {
        "sheet": sheets[0],
        "final": [p for p in found if p.part == Passage.Part.FINAL_GOAL],
        "year_goals": [p for p in found if p.part == Passage.Part.YEAR_GOAL],
    }


@panels.register(Platform, order=60, template="casebook/_sheets_panel.html")
def of_platform(request: HttpRequest, platform: Platform) -> dict[str, Any]:
    return {"sheets": _sheets(request, platform), "platform": platform}


@panels.register(Municipality, order=10, template="casebook/_municipality_panel.html")
def of_municipality(request: HttpRequest, place: Municipality) -> dict[str, Any] | None:
    platforms = Platform.objects.visible_to(request.user).filter(municipality=place)
    sheets = CaseSheet.objects.visible_to(request.user).filter(platform__municipality=place)
    context = {"platforms": list(platforms), "sheets": list(sheets.defer("frozen"))}
    return context if any(context.values()) else None


@panels.register(Organization, order=60, template="casebook/_organization_panel.html")
def of_organization(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    found = Passage.objects.visible_to(request.user).filter(organization=organization)
    passages = list(found.select_related("sheet__platform__municipality"))
    return {"passages": passages} if passages else None


@panels.register("home", order=60, template="casebook/_home_panel.html", column="side")
def from_others(request: HttpRequest, _: None) -> dict[str, Any] | None:
    """Headings other municipalities wrote at their stages: somewhere to start reading."""
    own = request.user.municipality_ids("view")  # type: ignore[union-attr]
    notes = (
        StageNote.objects.visible_to(request.user)
        .exclude(sheet__platform__municipality__in=own)
        .select_related("sheet__platform__municipality")
        .order_by("number", "stage", "id")
    )
    by_place: dict[int, StageNote] = {}
    for note in notes[:200]:
        by_place.setdefault(note.sheet.platform_id, note)
    shown = list(by_place.values())[:SHOWN]
    return {"notes": shown, "stages": {s.number: s for s in STAGES}} if shown else None


@search.register("事例票", order=60, list_url_name="case-sheets")
def sheets(user: Any, words: str, limit: int) -> list[search.Hit]:
    """Headings of stages and passages; voices and council papers are never among them."""
    hits: list[search.Hit] = []
    for model in (StageNote, Passage):
        rows = model.objects.visible_to(user)
        for word in words.split():
            rows = rows.filter(heading__icontains=word) | rows.filter(text__icontains=word)
        for row in rows.select_related("sheet__platform__municipality")[:limit]:
            place = row.sheet.platform.municipality.name
            hits.append(search.Hit(str(row), row.get_absolute_url(), place))
    return hits[:limit]
