from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from organizations.members import actions
from organizations.members.filters import MemberFilters
from organizations.members.roster import Entry, MoveForm, RosterForm, StepForm
from organizations.members.tables import MemberTable
from organizations.models import (
    Layer,
    Membership,
    MembershipStep,
    Platform,
)
from organizations.own.columns import with_own
from platform_registry.access import fetch, may
from platform_registry.lists.page import ListPage
from platform_registry.signed_in import SignedInRequest


class MemberList(ListPage):
    """Members and candidates over all layers the user may see; also the list handed on as a file."""

    queryset = Membership.objects.all()
    filterset_class = MemberFilters
    table_class = MemberTable
    title, unit, default_sort = "構成員", "件", "layer"
    empty_hint = "構成員は、連携PFの層のページで登録します。"

    def for_page(self, rows: Any) -> Any:
        found = rows.with_bodies().select_related("layer__platform__municipality")
        return with_own(found, self.request.user)


def candidates(request: SignedInRequest, pk: int) -> HttpResponse:
    """参画の候補: who would join or was asked, why it is known, and the next step."""
    platform = fetch(Platform.objects.all(), request.user, "view", pk=pk)
    if not may(request.user, "view", platform):
        raise Http404("この記録は見つかりません。")
    found = Membership.objects.permitted(request.user, "view").filter(layer__platform=platform)
    rows = (
        found.candidates()
        .with_bodies()
        .select_related("layer")
        .order_by("layer__position", "state", "id")
    )
    may_edit = may(request.user, "edit", platform)
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        members=found,
        initial={"state": Membership.State.INVITED},
    )
    if request.method == "POST" and may_edit and form.is_valid() and _move(request, form):
        return redirect("platform-candidates", pk)
    context = {
        "platform": platform,
        "form": form,
        "rows": with_steps(rows, request.user),
        "chosen": set((request.POST or request.GET).getlist("members")),
        "may_edit": may_edit,
        "may_read": may(request.user, "persons"),
    }
    return render(request, "organizations/members/candidates.html", context)


def with_steps(
    members: Iterable[Membership], reader: Any
) -> list[tuple[Membership, list[MembershipStep]]]:
    """Each member with those of its steps the reader may know, oldest first."""
    found = list(members)
    steps: dict[int, list[MembershipStep]] = {member.pk: [] for member in found}
    seen = MembershipStep.objects.visible_to(reader)
    rows = seen.filter(membership__in=steps).order_by("id")
    for step in rows.select_related("by").prefetch_related("origin"):
        steps[step.membership_id].append(step)
    return [(member, steps[member.pk]) for member in found]


def _all_or_none(form: StepForm, rows: Iterable[Any], write: Callable[[Any], object]) -> bool:
    """Every row that can't be written is named with its reason, and then none is."""
    with transaction.atomic():
        for row in rows:
            try:
                with transaction.atomic():
                    write(row)
            except ValidationError as error:
                form.refused(row, error)
        if form.errors:
            transaction.set_rollback(True)
    return not form.errors


def _move(request: SignedInRequest, form: MoveForm) -> bool:
    chosen, state, step = form.cleaned_data["members"], form.cleaned_data["state"], form.step
    by: Any = request.user
    if not _all_or_none(form, chosen, lambda m: actions.move_member(m, state, step, by=by)):
        return False
    label = Membership.State(state).label
    messages.success(request, f"{len(chosen)}件を「{label}」にしました。")
    return True


def roster(request: SignedInRequest, pk: int) -> HttpResponse:
    """A list of members, pasted in."""
    layer = fetch(Layer.objects.select_related("platform"), request.user, "edit", pk=pk)
    form = RosterForm(
        request.POST if request.method == "POST" else None,
        layer=layer,
        user=request.user,
    )
    if form.is_valid() and _enter(request, form):
        return redirect(layer)
    return render(request, "organizations/members/roster.html", {"layer": layer, "form": form})


def _enter(request: SignedInRequest, form: RosterForm) -> bool:
    lines, state, role = (form.cleaned_data[name] for name in ("lines", "state", "role"))
    step, by = form.step, request.user

    def enter(entry: Entry) -> object:
        return actions.add_member(
            form.layer, entry.body, state, step, by=by, post=entry.post, role=role
        )

    if not _all_or_none(form, lines, enter):
        return False
    messages.success(request, f"{len(lines)}件を「{form.layer}」に登録しました。")
    return True
