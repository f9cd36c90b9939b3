"""Pages that belong to no app: account, help, errors, the component gallery."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import Error, connection
from django.http import HttpResponse
from django.shortcuts import redirect, render

from platform_registry.access import may, require
from platform_registry.inquiries import offered
from platform_registry.operation.readiness import shortcomings
from platform_registry.pages.access_words import lines_of
from platform_registry.pages.gallery import gallery_context
from platform_registry.signed_in import SignedInRequest


def inquiries(request: SignedInRequest) -> HttpResponse:
    """「しらべる」: every question the registry answers on a page of its own."""
    require(request.user, "view")
    return render(request, "inquiries.html", {"groups": offered(request)})


def account(request: SignedInRequest) -> HttpResponse:
    """The person's own account: where they work, in which role, and the way to a new password."""
    user: Any = request.user
    assignments = user.current_assignments()
    return render(request, "registration/account.html", {"assignments": assignments})


def password_done(request: SignedInRequest) -> HttpResponse:
    messages.success(request, "パスワードを変更しました。")
    return redirect("account")


def help_page(request: SignedInRequest) -> HttpResponse:
    return render(request, "help.html", {"lines": lines_of(request.user)})


def health(request: SignedInRequest) -> HttpResponse:
    """For the proxy: this process answers and reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return _state(["データベースに接続できません。"])
    return _state([])


def readiness(request: SignedInRequest) -> HttpResponse:
    """For the operator: all that the site needs is there, the worker of the imports too."""
    return _state(list(shortcomings()))


def _state(problems: list[str]) -> HttpResponse:
    text = "\n".join(problems) or "ok"
    status = 503 if problems else 200
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def gallery(request: SignedInRequest) -> HttpResponse:
    """Every component in its states, for those who build pages (only with DEBUG)."""
    if not may(request.user, "administer"):
        raise PermissionDenied("部品の見本は開発する人のための画面です。")
    return render(request, "gallery.html", gallery_context())
