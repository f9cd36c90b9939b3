"""変更・閲覧記録: what was changed, read and taken along of the user's municipalities."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from organizations.history import in_words, log_of
from platform_registry.access import require
from platform_registry.signed_in import SignedInRequest

PAGE = 50


def audit_log(request: SignedInRequest) -> HttpResponse:
    require(request.user, "import")
    page = Paginator(log_of(request.user), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "changes": in_words(page.object_list, request.user)}
    return render(request, "organizations/records.html", context)
