"""What the registry shows on the home page: who waits for a call, who takes part, what is old."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Value, When
from django.utils import timezone

from organizations.bodies.finding import STALE_AFTER
from organizations.log.since import changes_since, last_visit
from organizations.models import (
    Invitation,
    Membership,
    MembershipStep,
    Note,
    Organization,
    SupportActivity,
)
from platform_registry import panels
from platform_registry.lists.paging import capped_count
from platform_registry.secrecy import NOBODY
from platform_registry.signed_in import SignedInRequest

SHOWN = 3
COUNTED = 200_000  # as many organizations are counted one by one
State = Membership.State


@panels.register("home", order=5, template="organizations/partners/_invitations_panel.html")
def invitations(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """For an administrator: who asks the municipality to share a platform."""
    places = request.user.municipality_ids("administer")
    waiting = Invitation.objects.waiting().filter(municipality__in=places) if places else None
    rows = list(waiting.select_related("platform__municipality")) if waiting is not None else []
    return {"invitations": rows, "waiting": len(rows)} if rows else None


# ------------------------------------------------------------------ who waits for a call


@panels.register("home", order=20, template="organizations/home/candidates.html")
def candidates(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """Bodies that would join and were not asked, those first that have waited longest."""
    user = request.user
    waiting = Membership.objects.editable_by(user).filter(
        state=State.INTERESTED, organization__isnull=False, layer__confidential=False
    )
    rows = list(waiting.select_related("organization", "layer").order_by("pk")[: SHOWN + 1])
    if not rows:
        return None
    number = len(rows) if len(rows) <= SHOWN else capped_count(waiting)
    shown = rows[:SHOWN]
    steps = {step.membership_id: step for step in _steps(shown, user)}
    words = _support(shown, user)
    return {
        "candidates": [(m, steps.get(m.pk), words.get(m.organization_id, "")) for m in shown],
        "waiting": number,
        "platform": shown[0].layer.platform_id,
    }


def _steps(members: list[Membership], user: Any) -> QuerySet[MembershipStep]:
    """Of each the last one is kept: when, and from what, they were known to be interested."""
    steps = MembershipStep.objects.visible_to(user).filter(membership__in=members)
    rows: QuerySet[MembershipStep] = steps.order_by("pk")
    return rows


def _support(members: list[Membership], user: Any) -> dict[int, str]:
    """What each does and for whom: 訪問・アウトリーチ、高齢者."""
    bodies = [member.organization_id for member in members]
    rows = SupportActivity.objects.visible_to(user).filter(organization__in=bodies)
    found: dict[int, dict[str, None]] = {}
    for row in rows.select_related("function").prefetch_related("targets"):
        words = [row.function.label, *(target.label for target in row.targets.all())]
        found[row.organization_id] = found.get(row.organization_id, {}) | dict.fromkeys(words)
    return {body: "、".join(list(words)[:3]) for body, words in found.items()}


# ------------------------------------------------------------------ what changed


@panels.register("home", order=10, template="organizations/home/changes.html", column="side")
def changes(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """What others did since this person was here last."""
    if not request.user.municipality_ids("view"):
        return None
    visit = last_visit(request.user)
    return {"visit": visit, "today": timezone.localdate(), **changes_since(visit, request.user)}


# ------------------------------------------------------------------ who takes part

FURTHEST = (
    (State.JOINED, "参加", "s1"),
    (State.APPLIED, "申込", "s2"),
    (State.INVITED, "打診中", "s3"),
    (State.INTERESTED, "意向あり", "s4"),
    (State.DECLINED, "見送り", "s5"),
    (State.LEFT, "退会", "s6"),
)


@panels.register("home", order=30, template="organizations/home/members.html", column="side")
def taking_part(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """Every body once, where it stands furthest in the own platforms; departments beside it."""
    user = request.user
    if not user.municipality_ids("view"):
        return None
    members = Membership.objects.permitted(user, "view").told_to(NOBODY).order_by()
    numbers = furthest(members.exclude(organization=None).exclude(state=State.EXPECTED))
    offices = members.taking_part().exclude(department=None)
    departments = offices.aggregate(n=Count("department", distinct=True))["n"]
    every = sum(numbers.values())
    if not every and not departments:
        return None
    return {"states": _bar(numbers, every), "every": every, "departments": departments}


def _bar(numbers: dict[str, int], every: int) -> list[dict[str, Any]]:
    """The pieces of the bar with where they begin and how wide they are, in per cent."""
    pieces, begins = [], 0.0
    for state, label, css in FURTHEST:
        if number := numbers[state]:
            width = 100 * number / every
            pieces.append({"label": label, "css": css, "number": number,
                           "x": round(begins, 2), "width": round(width, 2)})  # fmt: skip
            begins += width
    return pieces


def furthest(members: QuerySet[Any]) -> dict[str, int]:
    """How many bodies stand at each step; one in two layers counts where it has come furthest."""
    over = Q(state=State.JOINED, ends_on__lt=timezone.localdate())
    ranks = [When(over, then=Value(len(FURTHEST) - 1))]
    ranks += [When(state=state, then=Value(n)) for n, (state, _, _) in enumerate(FURTHEST)]
    rank = Min(Case(*ranks, output_field=IntegerField()))
    # Counted here: to write such a question down for the database takes longer than to add up.
    bodies = members.order_by().values("organization").annotate(rank=rank)
    counted = Counter(bodies.values_list("rank", flat=True))
    return {state: counted[n] for n, (state, _, _) in enumerate(FURTHEST)}


# ------------------------------------------------------------------ how fresh it is


@panels.register("home", order=40, template="organizations/home/freshness.html", column="side")
def freshness(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """How many organizations somebody made sure of within a year; the others are the rest."""
    if not request.user.municipality_ids("view"):
        return None
    organizations = Organization.objects.permitted(request.user, "view").listed()
    every = capped_count(organizations, COUNTED)
    if not every:
        return None
    limit = timezone.localdate() - STALE_AFTER
    fresh = capped_count(organizations.filter(verified_on__gte=limit), COUNTED)
    return {
        "every": every,
        "fresh": fresh,
        "stale": every - fresh,
        "whole": every <= COUNTED,
        "share": fresh / every,
        "unreachable": capped_count(organizations.filter(state="unreachable")),
    }


@panels.register("home", order=46, template="organizations/home/differing.html", column="side")
def differing(request: SignedInRequest, _: None) -> dict[str, Any] | None:
    """Places where two documents differ and nobody has said which is right."""
    if not request.user.municipality_ids("view"):
        return None
    open_notes = Note.objects.filter(kind="differs", settled_on=None)
    number = capped_count(open_notes.permitted_by_kind(request.user, "view"))
    return {"number": number} if number else None
