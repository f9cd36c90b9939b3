"""連携PF: list, page, layers with their members, figure, coverage and the notice (公示)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from organizations.beside.index import BesideIndex
from organizations.models import (
    Layer,
    Measure,
    MemberCount,
    Membership,
    MembershipStep,
    Platform,
    PracticeExample,
)
from organizations.own.reading import answers_of
from organizations.platforms.diagram.png import to_png
from organizations.platforms.diagram.svg import draw
from organizations.platforms.figure import figure
from organizations.platforms.filters import PlatformFilters
from organizations.platforms.tables import PlatformTable
from organizations.support.coverage import coverage
from platform_registry.access import fetch, may
from platform_registry.forms.dates import parse_date
from platform_registry.lists.page import ListPage
from platform_registry.panels import panels_of
from platform_registry.records.editing import views_for
from platform_registry.secrecy import may_know_inside
from platform_registry.signed_in import SignedInRequest

AWAITED = (Membership.State.INTERESTED, Membership.State.INVITED, Membership.State.APPLIED)


class PlatformList(ListPage):
    queryset = Platform.objects.all()
    filterset_class = PlatformFilters
    table_class = PlatformTable
    offers = ("edit",)
    title, unit, default_sort = "連携PF", "件", "municipality"
    empty_hint = "「連携PFを登録」から始めます。"

    def for_page(self, rows: Any) -> Any:
        return rows.select_related(
            "municipality__prefecture", "municipality__city"
        ).prefetch_related("layers")

    def actions(self) -> list[dict[str, str]]:
        if not may(self.request.user, "edit"):
            return []
        url = reverse("platform-create")
        return [{"label": "連携PFを登録", "url": url, "kind": "primary"}]


def _platform(request: SignedInRequest, pk: int, platforms: Any = None) -> Any:
    platforms = (Platform.objects.all() if platforms is None else platforms).select_related(
        "municipality__prefecture", "municipality__city", "owner_organization", "source"
    )
    found: Platform = fetch(platforms, request.user, "view", pk=pk)
    return found


def _members(request: SignedInRequest, **lookup: Any) -> list[Membership]:
    members = Membership.objects.visible_to(request.user).filter(**lookup)
    found = members.with_bodies().order_by("layer_id", "row", "id")
    return sorted(found, key=_place_in_list)


def _posts(request: SignedInRequest, layers: list[Layer], own: bool) -> dict[int, list[str]]:
    """Layer → the posts of its persons, for who reads the platform but not their names."""
    posts: dict[int, list[str]] = {layer.pk: [] for layer in layers}
    if not own and not request.user.is_superuser:
        for person in Membership.objects.filter(layer__in=layers).posts_told_to(request.user):
            posts[person["layer"]].append(person["post"] or "役職の記載なし")
    return posts


def _place_in_list(member: Membership) -> tuple[int, bool, bool]:
    """Members before candidates, organizations before departments, else as the list prints them."""
    return member.layer_id, not member.is_stated, bool(member.department_id)


def _with_what_it_has(request: SignedInRequest) -> Any:
    """Says in the same query what there is beside a platform, so that nothing is asked in vain."""
    there: dict[str, tuple[Any, str]] = {
        "has_partners": (Platform.partners.through, "platform"),
        "has_children": (Platform, "parent"),
        "has_measures": (Measure, "platform"),
        "has_examples": (PracticeExample, "platform"),
    }
    rows = {
        name: Exists(model.objects.filter(**{path: OuterRef("pk")}))
        for name, (model, path) in there.items()
    }
    return Platform.objects.annotate(**rows).with_rights(
        request.user, own="view", may_edit="edit", administers="administer"
    )


def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    platform = _platform(request, pk, _with_what_it_has(request))
    table = coverage(platform)
    context = {
        "platform": platform,
        "own": platform.own,
        "beside": BesideIndex([platform], request.user),
        **views_for(request, platform.may_edit),
        "coverage": table,
        "short_functions": table.functions[:4],
        "short_rows": [(target, cells[:4]) for target, cells in table.rows],
        "panels": panels_of(Platform, request, platform),
        **_people(request, platform),
        **_relatives(request, platform),
    }
    return render(request, "organizations/platforms/platform.html", context)


def _people(request: SignedInRequest, platform: Any) -> dict[str, Any]:
    """Layers with their members; those of today counted and drawn."""
    layers = list(platform.layers.in_order().with_rights(request.user, may_edit="edit"))
    members = _members(request, layer__platform=platform)
    posts = _posts(request, layers, platform.own)
    lasting, present = _of_today(layers, members)
    joined = [m for m in present if m.state == Membership.State.JOINED]
    return {
        "layers": [
            (layer, [m for m in members if m.layer_id == layer.pk], posts[layer.pk])
            for layer in layers
        ],
        "lead": list(dict.fromkeys(str(m) for m in joined if m.role == Membership.Role.LEAD)),
        "organizations": len({m.organization_id for m in joined if m.organization_id}),
        "departments": len({m.department_id for m in joined if m.department_id}),
        "interested": len({m.body_name for m in members if m.state in AWAITED}),
        "svg": draw(figure(platform, lasting, present)) if lasting else "",
    }


def _of_today(
    layers: list[Layer], members: list[Membership]
) -> tuple[list[Layer], list[Membership]]:
    """Layers that exist today or are planned, and who is in one that exists."""
    today = timezone.localdate()
    lasting = [layer for layer in layers if layer.is_shown_on(today)]
    alive = {layer.pk for layer in lasting if layer.alive_on(today)}
    there = [m for m in members if m.layer_id in alive and m.is_there(today)]
    return lasting, [m for m in there if m.state != Membership.State.LEFT]


def _relatives(request: SignedInRequest, platform: Any) -> dict[str, Any]:
    """The platform above, those below, and the municipalities that share it."""
    seen = Platform.objects.visible_to(request.user)
    places = platform.partners.select_related("prefecture", "city")
    return {
        "parent": seen.filter(pk=platform.parent_id).first() if platform.parent_id else None,
        "partners": places if platform.has_partners else [],
        "children": platform.children.visible_to(request.user) if platform.has_children else [],
    }


def coverage_page(request: SignedInRequest, pk: int) -> HttpResponse:
    platform = _platform(request, pk)
    return render(
        request,
        "organizations/support/coverage.html",
        {"platform": platform, "coverage": coverage(platform)},
    )


def diagram(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """The figure as a file: svg or png."""
    platform = _platform(request, pk)
    if kind not in ("svg", "png"):
        raise Http404("図は SVG か PNG で出力できます。")
    members = _members(request, layer__platform=platform)
    svg = draw(figure(platform, *_of_today(list(platform.layers.in_order()), members)))
    content, content_type = (
        (to_png(svg), "image/png") if kind == "png" else (svg, "image/svg+xml; charset=utf-8")
    )
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="kousei-{platform.pk}.{kind}"'},
    )


def layer(request: SignedInRequest, pk: int) -> HttpResponse:
    """A layer with its members, today or as of any date (?on=令和6年3月31日).

    Of a past day, those who joined nobody knows when are apart, or with the others (&unknown=1).
    """
    found = _layer(request, pk)
    typed = request.GET.get("on", "").strip()
    day, problem = _day(typed)
    with_unknown = request.GET.get("unknown") == "1"
    members = _members(request, layer=found)
    shown, unknown = _as_of(members, day) if day else (members, [])
    if with_unknown:
        shown = [m for m in members if m in (*shown, *unknown)]
    own = answers_of(shown, request.user)
    for member in shown:
        member.__dict__["own_answers"] = own.get(member.pk, [])
    counts = list(
        MemberCount.objects.filter(layer=found).told_to(request.user).select_related("source")
    )
    editable = Membership.objects.permitted(request.user, "edit").filter(layer=found)
    context = {
        "layer": found,
        "members": shown,
        "has_periods": any(m.starts_on or m.ends_on for m in shown),
        "has_parts": any(m.part for m in shown),
        "posts": _posts(request, [found], may(request.user, "view", found.platform))[found.pk],
        "members_to_edit": set(editable.values_list("pk", flat=True)),
        "beside": BesideIndex([found, *shown, *counts], request.user),
        "steps": _steps(request, members),
        "typed": typed,
        "day": day,
        "problem": problem,
        "unknown": unknown,
        "with_unknown": with_unknown,
        "counts": counts,
        "coordinating": [m for m in shown if _coordinates(m, day)],
        "panels": panels_of(Layer, request, found),
        **views_for(request, may(request.user, "edit", found)),
        "administers": may(request.user, "administer", found.platform),
        "may_know_inside": may_know_inside(request.user, found, timezone.now()),
    }
    return render(request, "organizations/layers/layer.html", context)


def _as_of(members: list[Membership], day: date) -> tuple[list[Membership], list[Membership]]:
    """Who was a member on that day, and of whom it isn't known."""
    there = Membership.objects.filter(pk__in=[member.pk for member in members]).on(day)
    unknown = set(there.since_unknown(day).values_list("pk", flat=True))
    known = set(there.values_list("pk", flat=True)) - unknown
    return [m for m in members if m.pk in known], [m for m in members if m.pk in unknown]


def _coordinates(member: Membership, day: date | None) -> bool:
    there = member.is_there(day or timezone.localdate())
    return member.role == Membership.Role.COORDINATING and there


def _layer(request: SignedInRequest, pk: int) -> Layer:
    layers = Layer.objects.select_related("platform__municipality__prefecture", "source", "parent")
    found: Layer = fetch(layers, request.user, "view", pk=pk)
    return found


def _steps(request: SignedInRequest, members: list[Membership]) -> list[Any]:
    seen = MembershipStep.objects.visible_to(request.user)
    steps = seen.filter(membership__in=[m.pk for m in members]).prefetch_related("origin")
    bodies = (
        "membership__organization",
        "membership__department__parent",
        "membership__department__municipality",
        "membership__layer__platform",
        "by",
    )
    return list(steps.select_related(*bodies).order_by("-made_at")[:20])


def _day(typed: str) -> tuple[date | None, str]:
    if not typed:
        return None, ""
    try:
        return parse_date(typed), ""
    except ValidationError as error:
        return None, " ".join(error.messages)


def notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """公示: that a council was set up, its name, the coordinating agency, the bodies that make it up.

    The four fields of 孤独・孤立対策推進法施行規則; a page to print.
    """
    found = _layer(request, pk)
    members = [
        m
        for m in _members(request, layer=found)
        if m.state == Membership.State.JOINED and m.is_there(timezone.localdate())
    ]
    context = {
        "layer": found,
        "members": members,
        "coordinating": [m for m in members if m.role == Membership.Role.COORDINATING],
        "today": timezone.localdate(),
    }
    return render(request, "organizations/layers/notice.html", context)
