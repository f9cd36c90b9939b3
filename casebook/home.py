"""What case sheets show on the home page: first steps, drafts, what others wrote at our stages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from casebook.models import (
    STAGES,
    CaseSheet,
    PublishedPassage,
    SheetVersion,
    Stage,
    StageStatus,
)
from casebook.tracker import in_effect
from organizations.models import Department, Municipality, Organization, Platform
from organizations.people.models import Post
from platform_registry import panels
from platform_registry.access import Permission, may
from platform_registry.signed_in import SignedInRequest
from surveys.models import Survey

CARDS, DRAFTS = 3, 5
NEWEST, READ = 20, 60  # published sheets, and notes of them, the cards are looked for among


def place_of(request: SignedInRequest) -> Post | None:
    """The municipality the home page speaks of, as it stands in the person's first post."""
    return next(iter(request.user.posts()), None)


# ------------------------------------------------------------------ a municipality that has just begun


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a new municipality sets up; ``url`` is empty where another has to do it."""

    title: str
    words: str
    done: bool
    url: str
    label: str
    who: str = ""


@panels.register("home", order=0, template="casebook/home/first_steps.html", column="top")
def first_steps(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """Until there is a platform, a register and a survey: five steps, the next one in front."""
    place = place_of(request)
    if place is None or not may(request.user, "edit"):
        return None
    there = _there(place.municipality_id)
    if there["platforms"] and there["organizations"] and there["surveys"]:
        return None
    steps = list(_steps(request.user, there))
    following = next((step for step in steps if not step.done), None)
    return {
        "place": place,
        "steps": steps,
        "following": following,
        "done": sum(step.done for step in steps),
    }


def _there(place: int) -> dict[str, Any]:
    """Whether a municipality has any of each, asked in one question."""

    def any_of(kind: Any) -> Exists:
        return Exists(kind.objects.filter(municipality=OuterRef("pk")))

    people = Count("assignments__user", distinct=True, filter=Q(assignments__withdrawn=False))
    rows = Municipality.objects.filter(pk=place).annotate(
        people=people,
        departments_there=any_of(Department),
        platforms_there=any_of(Platform),
        organizations_there=any_of(Organization),
        surveys_there=any_of(Survey),
    )
    row: Any = rows.get()
    kinds = ("departments", "platforms", "organizations", "surveys")
    return {"people": row.people} | {kind: getattr(row, f"{kind}_there") for kind in kinds}


def _steps(user: Any, there: dict[str, Any]) -> Iterator[Step]:
    def way(permission: Permission, name: str, query: str = "") -> str:
        return f"{reverse(name)}{query}" if may(user, permission) else ""

    yield Step(
        "部署", "担当の課と、一緒に動く課を登録します。", there["departments"],
        way("edit", "department-create"), "部署を登録",
    )  # fmt: skip
    yield Step(
        "担当者", "いっしょに使う人を登録し、役割を決めます。", there["people"] > 1,
        way("administer", "person-create"), "利用者を登録", "管理者",
    )  # fmt: skip
    yield Step(
        "連携PF", "名前と主担当だけで始められます。", there["platforms"],
        way("edit", "platform-create"), "連携PFを登録",
    )  # fmt: skip
    yield Step(
        "団体の取込", "手元の名簿（ExcelやCSV）を読み込みます。", there["organizations"],
        way("import", "organization-import"), "団体の一覧を取込", "コーディネーター",
    )  # fmt: skip
    yield Step(
        "調査", "回答のファイルを読み込み、集計します。", there["surveys"],
        way("import", "import-start"), "回答を取込", "コーディネーター",
    )  # fmt: skip


# ------------------------------------------------------------------ what isn't finished


@panels.register("home", order=25, template="casebook/home/drafts.html")
def drafts(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """Case sheets nobody has confirmed yet."""
    sheets = CaseSheet.objects.editable_by(request.user).filter(state=CaseSheet.State.DRAFT)
    rows = sheets.select_related("platform__municipality").order_by("-fiscal_year", "pk")
    found = list(rows[:DRAFTS])
    return {"sheets": found, "waiting": len(found)} if found else None


# ------------------------------------------------------------------ from others


@panels.register("home", order=60, template="casebook/home/from_others.html", column="foot")
def from_others(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """What others have published at the stages the own platform stands at."""
    own = _own_stages(request)
    notes = _near(request.user, [stage.number for stage in own[1]])
    if not notes:
        return None
    by_number = {stage.number: stage for stage in STAGES}
    more = reverse("stage", args=[own[0], own[1][0].number]) if own[0] else reverse("stages")
    return {
        "cards": [(by_number[note.stage or 0], note) for note in notes],
        "stages": own[1],
        "place": place_of(request),
        "more_url": more,
    }


def _own_stages(request: SignedInRequest) -> tuple[int | None, list[Stage]]:
    """The own platform and the stages it works at, or the first it hasn't begun."""
    place = place_of(request)
    if place is None:
        return None, []
    statuses = StageStatus.objects.visible_to(request.user)
    statuses = statuses.filter(platform__municipality=place.municipality_id)
    rows = list(statuses.order_by("platform_id", "fiscal_year"))
    if not rows:
        return None, []
    platform = rows[0].platform_id
    own = [row for row in rows if row.platform_id == platform]
    states = in_effect(own, own[-1].fiscal_year)
    working = [s for s in STAGES if s.number in states and states[s.number].state == "under_way"]
    begun = {number for number, status in states.items() if status.state != "not_started"}
    following = [stage for stage in STAGES if stage.number not in begun]
    return platform, working or following[:1]


def _near(user: Any, stages: list[int]) -> list[PublishedPassage]:
    """One note of each platform: of these stages, of any where there are too few of them."""
    versions = SheetVersion.objects.visible_to(user).current()
    theirs = versions.exclude(SheetVersion.objects.all().own(user, "view"))
    newest = theirs.order_by("-published_on", "-pk").values_list("pk", flat=True)[:NEWEST]
    notes = PublishedPassage.objects.filter(version__in=list(newest), stage__isnull=False)
    notes = notes.select_related("version__sheet__platform__municipality")
    notes = notes.defer("version__document").order_by("stage", "number", "-version")
    by_platform: dict[int, PublishedPassage] = {}
    for rows in (notes.filter(stage__in=stages), notes):
        if len(by_platform) < CARDS:
            for note in rows[:READ]:
                by_platform.setdefault(note.sheet.platform_id, note)
    return list(by_platform.values())[:CARDS]
