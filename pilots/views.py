from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from organizations.beside.index import BesideIndex
from organizations.own.columns import with_own
from organizations.own.reading import answers_at
from pilots import actions
from pilots.budget import budget, budget_of, groups, turnout
from pilots.filters import PilotFilters
from pilots.models import Kpi, Pilot, Procurement
from pilots.tables import PilotTable
from platform_registry.access import fetch, may, only_visible
from platform_registry.japanese import fiscal_year_label
from platform_registry.lists.page import ListPage
from platform_registry.panels import panels_of
from platform_registry.records.editing import views_for
from platform_registry.signed_in import SignedInRequest
from surveys.models import Survey


class PilotList(ListPage):
    queryset = Pilot.objects.all()
    filterset_class = PilotFilters
    table_class = PilotTable
    offers = ("edit", "import")
    title, unit, default_sort = "試行的事業", "件", "municipality"
    summary_template = "pilots/_sum.html"
    empty_hint = "「試行的事業を登録」から始めます。"

    def for_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        found = rows.select_related("platform__municipality", "department__parent")
        found = found.prefetch_related("procurements")
        return with_own(found, self.request.user)

    def actions(self) -> list[dict[str, str]]:
        if not may(self.request.user, "edit"):
            return []
        buttons = [{"label": "試行的事業を登録", "url": reverse("pilot-create"), "kind": "primary"}]
        if may(self.request.user, "import"):
            url = reverse("list-import-start", args=["pilots"])
            buttons.insert(0, {"label": "表計算から取込", "url": url, "kind": ""})
        return buttons

    def extra_context(self) -> dict[str, Any]:
        """The sum over what is shown, and what it leaves out."""
        found = self.filters("view").qs
        orders = Procurement.objects.filter(pilot__in=found.order_by().values("pk"))
        return {"budget": budget_of(orders)}


PARTS = (
    "procurements__vendor", "kpis__readings__event",
    "kpis__readings__source", "events__source", "publications__source", "events__attendance", "events__speakers__organization", "events__programme",
    "publications__distributions__organization", "targets",
)  # fmt: skip


def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    pilots = Pilot.objects.select_related(
        "platform__municipality__prefecture", "department__parent", "source"
    ).prefetch_related(*PARTS, *_named_with(request.user))
    pilot = fetch(pilots, request.user, "view", pk=pk)
    kpis = list(pilot.kpis.all())
    events = list(pilot.events.all())
    measured = [kpi for kpi in kpis if _has_outcome(kpi)]
    context = {
        "pilot": pilot,
        "planned": [kpi for kpi in kpis if not _has_outcome(kpi)],
        "measured": measured,
        "has_goals": any(kpi.goal_shown for kpi in measured),
        "has_bars": any(kpi.goal_shown or kpi.type == Kpi.Type.RATIO for kpi in measured),
        "events": [(event, groups(event)) for event in events],
        "turnout": turnout(events),
        "budget": budget(pilot.procurements.all()),
        "has_links": _has_links(pilot),
        "beside": BesideIndex(_records(pilot), request.user),
        "own": answers_at(pilot, request.user),
        "panels": panels_of(Pilot, request, pilot),
        **views_for(request, may(request.user, "edit", pilot)),
    }
    return render(request, "pilots/detail.html", context)


def _has_links(pilot: Pilot) -> bool:
    others = pilot.surveys.all() or pilot.shares_result.all()
    return bool(pilot.department_id or pilot.result_of or others)


def _named_with(user: Any) -> list[Any]:
    """Other records the page names: a shared pilot must not tell of what is not shared."""
    return only_visible(
        user, surveys=Survey, kpis__readings__survey=Survey, result_of=Pilot, shares_result=Pilot
    )


def _has_outcome(kpi: Kpi) -> bool:
    """Stands in the table of results; the others are aims in words."""
    return kpi.origin == Kpi.Origin.CHECKED or kpi.in_numbers or bool(kpi.readings.all())


def _records(pilot: Pilot) -> list[Any]:
    """The pilot with all that stands on its page."""
    records: list[Any] = [pilot, *pilot.procurements.all(), *pilot.publications.all()]
    for kpi in pilot.kpis.all():
        records += [kpi, *kpi.readings.all()]
    for event in pilot.events.all():
        records += [event, *event.attendance.all(), *event.speakers.all()]
        records += event.programme.all()
    for publication in pilot.publications.all():
        records += publication.distributions.all()
    return records


@require_POST
def copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """「前年度から複製」: the next year's pilot with plan and indicators, without results."""
    pilot = fetch(Pilot.objects, request.user, "edit", pk=pk)
    try:
        copied = actions.copy_to_next_year(pilot, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(actions.next_year_of(pilot) or pilot)
    year = fiscal_year_label(copied.fiscal_year)
    messages.success(request, f"{year}の試行的事業「{copied}」を作りました。")
    return redirect(copied)
