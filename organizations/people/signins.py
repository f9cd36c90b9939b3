"""A failed sign-in is written down; one with another's password leads to one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from organizations.people.actions import note_failed_login


@receiver(user_login_failed, dispatch_uid="note failed sign-ins")
def failed(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    note_failed_login(str(credentials.get("username") or "")[:150])


OPEN_BEFORE = {"password_change", "logout", "login", "help", "health", "readiness"}


class OwnPasswordFirst:
    """Who signed in with a password another person gave chooses one before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, *_: Any) -> HttpResponse | None:
        if request.resolver_match.url_name in OPEN_BEFORE:
            return None
        if not getattr(request.user, "must_change_password", False):
            return None
        answer = redirect("password_change")
        return HttpResponseClientRedirect(answer.url) if request.htmx else answer
