from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from casebook.home import place_of
from organizations.models import Platform
from platform_registry.access import may
from platform_registry.pages.access_words import left_to
from platform_registry.panels import contexts_of, rendered
from platform_registry.signed_in import SignedInRequest


def home(request: SignedInRequest) -> HttpResponse:
    """What waits today in the user's municipality; the panels come from the apps.

    A panel of the left column says in ``waiting`` how many things there are to do.
    """
    filled = contexts_of("home", request)
    context = {
        "today": timezone.localdate(),
        "place": place_of(request),
        "waiting": sum(shown.get("waiting", 0) for _, shown in filled),
        "panels": rendered(filled, request),
        "may_record": may(request.user, "edit") and _has_platform(request.user),
        "record_url": reverse("meeting-record-new"),
        "left_to": left_to(request.user, ("edit", "import", "export")),
    }
    return render(request, "home.html", context)


def _has_platform(user: Any) -> bool:
    """Without one there is nothing a meeting could belong to."""
    return bool(Platform.objects.editable_by(user).exists())
