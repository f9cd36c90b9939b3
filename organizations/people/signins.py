"""Coming and going are written down; a sign-in with another's password leads to one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LoginView, LogoutView
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from organizations.models import User
from organizations.people.actions import note_failed_login, note_sign_in, note_sign_out


@receiver(user_login_failed, dispatch_uid="note failed sign-ins")
def failed(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    note_failed_login(str(credentials.get("username") or "")[:150])


class SignIn(LoginView):
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        answer = super().form_valid(form)
        note_sign_in(User.objects.get(pk=self.request.user.pk))
        return answer


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            note_sign_out(User.objects.get(pk=request.user.pk))
        return super().post(request, *args, **kwargs)


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
