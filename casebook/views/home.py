from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from platform_registry.panels import panels_of
from platform_registry.signed_in import SignedInRequest


def home(request: SignedInRequest) -> HttpResponse:
    """What waits today in the user's municipality; the panels come from the apps."""
    assignments = request.user.current_assignments()
    context = {
        "today": timezone.localdate(),
        "place": assignments[0].municipality if assignments else None,
        "panels": panels_of("home", request),
    }
    return render(request, "home.html", context)
