"""Many memberships at once: candidates on their way to a layer, and a list of members pasted in."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from organizations import actions
from organizations.models import Layer, Membership, MembershipStep, Platform
from organizations.roster_forms import MoveForm, RosterForm
from platform_registry.access import fetch, may


def candidates(request: HttpRequest, pk: int) -> HttpResponse:
    """参画の候補: who would join or was asked, why it is known, and the next step."""
    platform = fetch(Platform.objects.all(), request.user, "view", pk=pk)  # type: ignore[arg-type]
    if not may(request.user, "view", platform):  # type: ignore[arg-type]
        raise Http404("この記録は見つかりません。")
    found = Membership.objects.permitted(request.user, "view").filter(layer__platform=platform)
    rows = (
        found.candidates()
        .with_bodies()
        .select_related("layer")
        .order_by("layer__position", "state", "id")
    )
    may_edit = may(request.user, "edit", platform)  # type: ignore[arg-type]
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        candidates=rows,
        initial={"state": Membership.State.INVITED},
    )
    if request.method == "POST" and may_edit and form.is_valid():
        _move(request, form)
        return redirect("platform-candidates", pk)
    context = {
        "platform": platform,
        "form": form,
        "rows": with_steps(rows),
        "chosen": set(request.POST.getlist("members")),
        "may_edit": may_edit,
    }
    return render(request, "organizations/candidates.html", context)


def with_steps(members: object) -> list[tuple[Membership, list[MembershipStep]]]:
    """Each member with its steps, oldest first, and what they rest on."""
    found = list(members)  # type: ignore[call-overload]
    steps: dict[int, list[MembershipStep]] = {member.pk: [] for member in found}
    rows = MembershipStep.objects.filter(membership__in=steps).order_by("id")
    for step in rows.select_related("by").prefetch_related("origin"):
        steps[step.membership_id].append(step)
    return [(member, steps[member.pk]) for member in found]


@transaction.atomic
def _move(request: HttpRequest, form: MoveForm) -> None:
    chosen, state = form.cleaned_data["members"], form.cleaned_data["state"]
    for member in chosen:
        actions.move_member(member, state, form.step, by=request.user)  # type: ignore[arg-type]
    label = Membership.State(state).label
    messages.success(request, f"{len(chosen)}件を「{label}」にしました。")


def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """A list of members, pasted in."""
    layer = fetch(Layer.objects.select_related("platform"), request.user, "edit", pk=pk)  # type: ignore[arg-type]
    form = RosterForm(
        request.POST if request.method == "POST" else None,
        layer=layer,
        user=request.user,  # type: ignore[arg-type]
    )
    if form.is_valid():
        _enter(request, form)
        return redirect(layer)
    return render(request, "organizations/roster.html", {"layer": layer, "form": form})


@transaction.atomic
def _enter(request: HttpRequest, form: RosterForm) -> None:
    given = form.cleaned_data
    for entry in given["lines"]:
        actions.add_member(
            form.layer, entry.body, given["state"], form.step,
            by=request.user, post=entry.post, role=given["role"],
        )  # type: ignore[arg-type]  # fmt: skip
    messages.success(request, f"{len(given['lines'])}件を「{form.layer}」に登録しました。")
