"""課題・ニーズ: what a need asks for, who could answer it, and a person's decision."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from organizations.beside.index import BesideIndex
from organizations.models import Need, NeedMatch, Organization
from organizations.needs import actions
from organizations.needs.matching import candidates
from platform_registry.access import fetch, may
from platform_registry.forms.ruled import record_number
from platform_registry.japanese import line_as_meant
from platform_registry.pages.chips import colours
from platform_registry.records.editing import views_for
from platform_registry.signed_in import SignedInRequest

colours(NeedMatch, linked="green")


def need(request: SignedInRequest, pk: int) -> HttpResponse:
    needs = Need.objects.select_related("platform__municipality", "source").prefetch_related(
        "targets", "functions", "measures__examples"
    )
    found = fetch(needs, request.user, "view", pk=pk)
    may_edit = may(request.user, "edit", found)
    context = {
        "need": found,
        "beside": BesideIndex([found], request.user),
        "candidates": candidates(found, request.user) if may_edit else [],
        **views_for(request, may_edit),
    }
    return render(request, "organizations/needs/need.html", context)


@require_POST
def decide(request: SignedInRequest, pk: int, organization_pk: int) -> HttpResponse:
    """Link an organization to the need, or put it aside; remembered either way."""
    found = fetch(Need.objects.all(), request.user, "edit", pk=pk)
    organizations = Organization.objects.all()
    organization = fetch(organizations, request.user, "view", pk=organization_pk)
    state = request.POST.get("state", "")
    if state in NeedMatch.State.values:
        reason = line_as_meant(request.POST.get("reason", ""))[:300]
        opened = record_number(request.POST.get("version", "")) or 0
        try:
            actions.decide_match(
                found,
                organization,
                state=state,
                reason=reason,
                by=request.user,
                opened_version=opened,
            )
            messages.success(
                request, f"「{organization}」を「{NeedMatch.State(state).label}」にしました。"
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect(found)
