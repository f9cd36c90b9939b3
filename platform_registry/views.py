"""Pages that belong to no app: account, help, search, errors, the component gallery."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from platform_registry.filters import MAX_WORDS
from platform_registry.gallery import gallery_context
from platform_registry.search import search


def search_page(request: HttpRequest) -> HttpResponse:
    # A NUL character can't be in any record, and PostgreSQL refuses even to look for it.
    words = request.GET.get("q", "").replace("\0", "").strip()[:MAX_WORDS]
    results = search(request.user, words) if words else []
    return render(request, "search.html", {"words": words, "results": results})


def account(request: HttpRequest) -> HttpResponse:
    return render(request, "registration/account.html")


def password_done(request: HttpRequest) -> HttpResponse:
    messages.success(request, "パスワードを変更しました。")
    return redirect("account")


def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "help.html")


def health(request: HttpRequest) -> HttpResponse:
    """For the proxy: the site answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in its states, for those who build pages (only with DEBUG)."""
    if not request.user.is_staff:
        raise PermissionDenied
    return render(request, "gallery.html", gallery_context(request))


def _error(request: HttpRequest, status: int, heading: str, advice: str) -> HttpResponse:
    context = {"heading": heading, "advice": advice, "status": status}
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _error(
        request, 400, "送られた内容を読み取れませんでした",
        "前の画面に戻り、入力した内容やファイルの大きさを確かめて、もう一度お試しください。",
    )  # fmt: skip


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _error(
        request, 403, "この操作をする権限がありません",
        "必要なときは、所属の管理者に役割の変更を頼んでください。",
    )  # fmt: skip


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _error(
        request, 404, "ページが見つかりません",
        "アドレスを確かめるか、左のメニューや検索からさがしてください。削除された記録かもしれません。",
    )  # fmt: skip


def server_error(request: HttpRequest) -> HttpResponse:
    return _error(
        request, 500, "思わぬ理由で表示できませんでした",
        "少し待ってからもう一度お試しください。続くときは、時刻と操作の内容を管理者にお知らせください。",
    )  # fmt: skip
