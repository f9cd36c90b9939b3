"""Signing in and out, each written down.

Apart from `signins`, which is loaded before the sentences of all forms are in place.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse

from organizations.models import User
from organizations.people.actions import note_sign_in, note_sign_out


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
